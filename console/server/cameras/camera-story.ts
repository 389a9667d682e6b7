// One camera's story, from the history table: newest first, page by page, one chapter or all of it.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  cameraHistoryPartition,
  readCameraEvent,
  sortKeyFrom,
  type CameraEvent,
} from '../../../records/camera-history.ts';
import type { Item } from '../../../records/camera-table.ts';
import { documentClient } from '../../../records/document-client.ts';
import type { Chapter, StoryEvent, StoryKind, StoryPage } from '../../api/camera-story.ts';
import type { SdkConfig } from '../console-options.ts';
import { maskSecrets } from '../../../executions/mask-secrets.ts';

export interface StoryPart {
  readonly before?: string | undefined;
  readonly since?: string | undefined;
}

export interface CameraStories {
  /** Rejects with the SDK's error. */
  read(cameraName: string, chapter: Chapter, part?: StoryPart): Promise<StoryPage>;
}

const pageSize = 100;
// A chapter may be a needle in a camera's connections: as many items as are looked at for one answer.
const itemsPerQuery = 1000;
const queriesPerAnswer = 5;
const lateForMs = 5 * 60_000;

type OneChapter = Exclude<Chapter, 'all'>;

const chapterOf: Readonly<Record<StoryKind, OneChapter>> = {
  registered: 'registrations',
  'registration-failed': 'registrations',
  'replacement-wanted': 'registrations',
  replaced: 'registrations',
  retired: 'registrations',
  repaired: 'registrations',
  'certificate-renewed': 'registrations',
  'certificate-banned': 'registrations',
  'certificate-unbanned': 'registrations',
  claimed: 'ownership',
  paired: 'ownership',
  reset: 'ownership',
  released: 'ownership',
  'transfer-offered': 'ownership',
  'transfer-accepted': 'ownership',
  'transfer-cancelled': 'ownership',
  'transfer-declined': 'ownership',
  'owner-set': 'ownership',
  'claim-code-made': 'ownership',
  shared: 'shares',
  'share-revoked': 'shares',
  'share-left': 'shares',
  'sessions-ended': 'shares',
  connected: 'connections',
  disconnected: 'connections',
  'connection-refused': 'connections',
};

const kindsOf = (chapter: OneChapter): string[] =>
  Object.entries(chapterOf)
    .filter(([, of]) => of === chapter)
    .map(([kind]) => kind);

export const isChapter = (text: string): text is Chapter =>
  text === 'all' || Object.values<string>(chapterOf).includes(text);

/** Without a table there is no history, and every story is empty. */
export function openCameraStories(config: SdkConfig, TableName: string | undefined): CameraStories {
  const client = documentClient(config);
  return {
    async read(cameraName, chapter, part = {}) {
      if (TableName === undefined) return { kept: false, events: [] };
      const wanted = chapter === 'all' ? undefined : kindsOf(chapter);
      const condition = whichPart(part);
      const events: StoryEvent[] = [];
      let next: Item | undefined;
      for (let queries = 0; queries < queriesPerAnswer; queries++) {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            ScanIndexForward: false,
            Limit: wanted ? itemsPerQuery : pageSize,
            ExclusiveStartKey: next,
            KeyConditionExpression: `pk = :camera${condition.expression}`,
            ExpressionAttributeValues: {
              ':camera': cameraHistoryPartition(cameraName),
              ...condition.values,
              ...Object.fromEntries(wanted?.map((kind, i) => [`:kind${i}`, kind]) ?? []),
            },
            ...(wanted && {
              FilterExpression: `kind IN (${wanted.map((_, i) => `:kind${i}`).join(', ')})`,
            }),
          }),
        );
        for (const item of Items) {
          const event = readCameraEvent(item);
          if (event) events.push(storyEvent(event));
        }
        next = LastEvaluatedKey;
        if (!next || events.length >= pageSize) break;
      }
      const shown = events.slice(0, pageSize);
      const older = events.length > pageSize ? shown.at(-1)!.place : next && placeOf(String(next['sk']));
      return { kept: true, events: shown, ...(older !== undefined && { older }) };
    },
  };
}

function whichPart({ before, since }: StoryPart): { expression: string; values: Item } {
  if (before !== undefined) return { expression: ' AND sk < :before', values: { ':before': sortKeyOf(before) } };
  if (since === undefined) return { expression: '', values: {} };
  const from = sortKeyFrom(Math.max(0, (Number.parseInt(sortKeyOf(since), 10) || 0) - lateForMs));
  return { expression: ' AND sk >= :since', values: { ':since': from } };
}

// Sort keys end in what others chose; a place is opaque.
const placeOf = (sortKey: string): string => Buffer.from(sortKey).toString('base64url');
const sortKeyOf = (place: string): string => Buffer.from(place, 'base64url').toString() || '0';

function storyEvent({ at, id, kind, ...texts }: CameraEvent): StoryEvent {
  const masked = Object.entries(texts).map(([name, text]) => [name, maskSecrets(text)]);
  return { place: placeOf(`${sortKeyFrom(at)}#${id}`), at, kind, ...(Object.fromEntries(masked) as typeof texts) };
}
