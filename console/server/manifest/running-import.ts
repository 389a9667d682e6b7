// One import while it runs: its news as they come, and the claim codes that the browser must have before they are good.
import { randomUUID } from 'node:crypto';
import type { ImportNews } from '../../api/manifest.ts';
import { ImpossibleError } from '../impossible-error.ts';
import type { ManifestFile } from './manifest-file.ts';

export interface RunningImport {
  readonly id: string;
  readonly name: string;
  progress(): { readonly done: number; readonly total: number };
  /** The browser has the claim codes up to this number. */
  kept(number: number): void;
  /** Ends with the import; throws what it broke off with. */
  readonly news: AsyncIterable<ImportNews>;
  /** Nothing of it runs any more, whichever way it ended. Never rejects. */
  readonly ended: Promise<unknown>;
}

const progressEveryMs = 100;

export function startImport(
  name: string,
  file: ManifestFile,
  makeClaimCodes: boolean,
  gone: AbortSignal,
): RunningImport {
  const id = randomUUID();
  const [lines, waiting] = [
    queue<ImportNews>(),
    new Map<number, { resolve: () => void; reject: (error: Error) => void }>(),
  ];
  let progress = { done: 0, total: file.rows };
  let saidAt = -Infinity;
  let codes = 0;

  /** A line that was sent may be lost with its connection: only an answer says that it has arrived. */
  const keepClaimCode = (serial: string, camera: string, claimCode: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (gone.aborted) return reject(lost());
      const number = ++codes;
      waiting.set(number, { resolve, reject });
      lines.put({ kind: 'claim-code', number, serial, camera, claimCode });
    });
  gone.addEventListener('abort', () => {
    for (const { reject } of waiting.values()) reject(lost());
    waiting.clear();
  });

  lines.put({ kind: 'begun', id, total: file.rows });
  const importing = file.import({
    signal: gone,
    onProgress(done, total, counts) {
      progress = { done, total };
      if (Date.now() - saidAt < progressEveryMs && done < total) return;
      saidAt = Date.now();
      lines.put({ kind: 'progress', done, total, ...counts });
    },
    ...(makeClaimCodes && { keepClaimCode }),
  });
  const ended = importing.then(
    (result) => {
      lines.put({ kind: 'ended', ...result });
      lines.end();
    },
    (error: unknown) => lines.end(error),
  );
  return {
    id,
    name,
    progress: () => progress,
    kept(number) {
      for (const [each, { resolve }] of waiting) {
        if (each > number) continue;
        waiting.delete(each);
        resolve();
      }
    },
    news: lines,
    ended,
  };
}

const lost = (): ImpossibleError =>
  new ImpossibleError('The browser has gone, and with it whoever would keep the claim codes.');

interface Queue<T> extends AsyncIterable<T> {
  put(item: T): void;
  /** With an error the reader gets it, after what is there. */
  end(error?: unknown): void;
}

function queue<T>(): Queue<T> {
  let items: T[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake: () => void = () => undefined;
  return {
    put(item) {
      items.push(item);
      wake();
    },
    end(error) {
      end = error === undefined ? {} : { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const ready = items;
        items = [];
        yield* ready;
        if (items.length > 0) continue;
        if (end && 'error' in end) throw end.error;
        if (end) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
