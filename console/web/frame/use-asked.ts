// A question that a page asks as long as it is shown.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AnswerOf, OperationIn } from '../../api/request-types.ts';
import { answerTo, urlOf, type QuestionOf } from './send.ts';

export interface Asked<Answer> {
  readonly answer?: Answer;
  readonly error?: string;
  readonly again: () => void;
}

/** Asks at once, and then again and again while the page is visible. It is another question when its URL is another one. */
export function useAsked<Id extends OperationIn<'json'>>(
  id: Id,
  ...[question, everyMs]: QuestionOf<Id, [everyMs?: number]>
): Asked<AnswerOf<Id>> {
  const url = urlOf(id, question);
  const latest = useRef(question);
  latest.current = question;
  const [state, setState] = useState<{ url: string; answer?: AnswerOf<Id>; error?: string }>({ url });
  const again = useCallback(() => {
    answerTo(id, latest.current).then(
      (answer) => setState({ url, answer }),
      (error: Error) => setState((before) => ({ ...(before.url === url && before), url, error: error.message })),
    );
  }, [id, url]);
  useEffect(() => {
    again();
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  return { ...(state.url === url && state), again };
}
