// A camera's story in the page: its newest part by itself, older parts when asked for.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Chapter, StoryEvent, StoryPage } from '../../api/camera-story.ts';
import { ask } from '../frame/ask.ts';

const everyMs = 4000;

export interface Story {
  /** Newest first; undefined until the first answer. */
  readonly events?: readonly StoryEvent[];
  readonly kept: boolean;
  /** Where older ones go on. */
  readonly older?: string | undefined;
  readonly error?: string | undefined;
}

const unread: Story = { kept: true };

export function useStory(cameraName: string, chapter: Chapter): Story & { readonly readOlder: () => Promise<void> } {
  // One story for each chapter of each camera.
  const key = `${cameraName} ${chapter}`;
  const [state, setState] = useState<{ key: string; story: Story }>({ key, story: unread });
  const story = state.key === key ? state.story : unread;
  // What an answer is joined to when it comes, not what was there when it was asked for.
  const change = useCallback(
    (how: (before: Story) => Story) =>
      setState((before) => ({ key, story: how(before.key === key ? before.story : unread) })),
    [key],
  );
  const newest = useRef<string>(undefined);
  newest.current = story.events?.[0]?.place;
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<void> => {
      const since = newest.current;
      try {
        let page = await ask('getStory', { path: { cameraName, chapter }, query: { since } });
        // More than a page since then: what lies between isn't known, so it begins anew.
        const anew = since === undefined || page.older !== undefined;
        if (anew && since !== undefined) page = await ask('getStory', { path: { cameraName, chapter } });
        if (gone) return;
        change((before) =>
          anew ? startOf(page) : { ...before, events: joined(page.events, before.events), error: undefined },
        );
      } catch (error) {
        if (!gone) change((before) => ({ ...before, error: (error as Error).message }));
      }
    };
    newest.current = undefined;
    void look();
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), everyMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [cameraName, chapter, change]);
  const { older } = story;
  const readOlder = useCallback(async () => {
    const page = await ask('getStory', { path: { cameraName, chapter }, query: { before: older } });
    change((before) => ({ ...before, events: joined(before.events ?? [], page.events), older: page.older }));
  }, [cameraName, chapter, older, change]);
  return { ...story, readOlder };
}

const startOf = ({ events, kept, older }: StoryPage): Story => ({ events, kept, older });

/** Newest first, each once. The same array when there is nothing new in it, so that nothing is drawn again. */
function joined(some: readonly StoryEvent[], others: readonly StoryEvent[] = []): readonly StoryEvent[] {
  const byPlace = new Map([...some, ...others].map((event) => [event.place, event]));
  if (byPlace.size === others.length) return others;
  return [...byPlace.values()].sort((a, b) => b.at - a.at || (a.place < b.place ? 1 : -1));
}
