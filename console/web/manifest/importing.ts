// The import as it stands: kept outside the page, so that looking at another page neither ends it nor loses its claim codes.
import { useSyncExternalStore } from 'react';
import { operations } from '../../api/operations.ts';
import type { FailedRow, ImportCounts, ImportNews, PreviewRow } from '../../api/manifest.ts';
import { openClaimCodes } from './claim-codes.ts';
import { ask, askForLines } from '../frame/ask.ts';
import { UnreachableError } from '../frame/send.ts';

export interface Importing {
  readonly stage: 'choose' | 'reading' | 'preview' | 'importing' | 'ended';
  readonly file?: File | undefined;
  readonly error?: string | undefined;
  readonly rows: readonly PreviewRow[];
  readonly makeClaimCodes: boolean;
  readonly done: number;
  readonly counts: ImportCounts;
  /** Undefined when the import broke off: nobody knows all of them then. */
  readonly failed?: readonly FailedRow[] | undefined;
  readonly failedCsv?: string | undefined;
  /** Those that nobody has saved yet are in this tab and nowhere else. */
  readonly claimCodes: number;
  readonly claimCodesSaved: boolean;
}

// The backend refuses more; said here, nothing is sent in vain.
const { mostBytes } = operations.previewManifest.body;
const none: ImportCounts = { added: 0, changed: 0, unchanged: 0 };
const atFirst: Importing = {
  ...{ stage: 'choose', rows: [], makeClaimCodes: false, done: 0, counts: none },
  ...{ claimCodes: 0, claimCodesSaved: true },
};

let state: Importing = atFirst;
let work = new AbortController();
const listeners = new Set<() => void>();
let telling: ReturnType<typeof setTimeout> | undefined;
/** Of all imports until somebody starts over with nothing unsaved. */
export const claimCodes = openClaimCodes();

function update(change: Partial<Importing>): void {
  state = { ...state, ...change };
  clearTimeout(telling);
  telling = undefined;
  for (const listener of listeners) listener();
}

/** What comes by the hundred in a second is drawn less often. */
function updateSoon(change: Partial<Importing>): void {
  state = { ...state, ...change };
  telling ??= setTimeout(() => update({}), 80);
}

export function useImporting(): Importing {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Back to the beginning; claim codes that weren't saved stay. */
export function startOver(error?: string): void {
  work.abort();
  if (state.claimCodesSaved) claimCodes.clear();
  const { claimCodesSaved } = state;
  update({ ...atFirst, file: undefined, failed: undefined, failedCsv: undefined, error });
  update({ claimCodes: claimCodes.count(), claimCodesSaved });
}

export async function preview(files: readonly File[]): Promise<void> {
  const [file, ...more] = files;
  const makeClaimCodes = file === state.file && state.makeClaimCodes;
  if (!file) return;
  if (more.length > 0) return startOver('That is more than one file. Take one after the other.');
  if (file.size > mostBytes) {
    const megabytes = (file.size / 1024 / 1024).toFixed(1);
    return startOver(
      `${file.name} has ${megabytes} MB, and 10 MB is the most. Split it, or import it with: npx lensgate manifest import`,
    );
  }
  startOver();
  work = new AbortController();
  const { signal } = work;
  update({ stage: 'reading', file, makeClaimCodes });
  try {
    const { rows } = await ask('previewManifest', { query: { file: file.name }, body: await bytesOf(file), signal });
    if (!signal.aborted) update({ stage: 'preview', rows });
  } catch (error) {
    if (!signal.aborted) startOver((error as Error).message);
  }
}

export const setMakeClaimCodes = (makeClaimCodes: boolean): void => update({ makeClaimCodes });
export const claimCodesAreSaved = (): void => update({ claimCodesSaved: true });
export const stopImport = (): void => work.abort();

/** Rejects when the backend refuses it as a whole; a break after that is in the state. */
export async function startImport(): Promise<void> {
  const { file, makeClaimCodes } = state;
  work = new AbortController();
  const { signal } = work;
  const query = { file: file!.name, 'claim-codes': makeClaimCodes ? 'make' : undefined };
  const news = await askForLines('importManifest', { query, body: await bytesOf(file!), signal });
  update({ stage: 'importing', done: 0, counts: none, error: undefined, failed: undefined, failedCsv: undefined });
  void follow(news, signal);
}

async function follow(allNews: AsyncIterable<ImportNews>, signal: AbortSignal): Promise<void> {
  const broken = ' What is imported stays. Import the same file again: what is there already counts as unchanged.';
  try {
    let tell: (number: number) => void = () => undefined;
    for await (const news of allNews) {
      if (news.kind === 'begun') tell = teller(news.id, signal);
      else if (news.kind === 'progress') updateSoon({ done: news.done, counts: news });
      else if (news.kind === 'claim-code') {
        // First kept, then said so: the code is good when the backend has heard that.
        claimCodes.keep(news);
        updateSoon({ claimCodes: claimCodes.count(), claimCodesSaved: false });
        tell(news.number);
      } else {
        const { failed, failedCsv } = news;
        return update({ stage: 'ended', done: state.rows.length, counts: news, failed, failedCsv });
      }
    }
    throw new Error('The connection to the console’s backend broke.');
  } catch (error) {
    const { done, rows } = state;
    const reached = `after ${done.toLocaleString()} of ${rows.length.toLocaleString()} rows.`;
    const message = signal.aborted
      ? `Stopped ${reached}`
      : `The import broke off ${reached} ${(error as Error).message}`;
    update({ stage: 'ended', error: `${message}${broken}` });
  }
}

/** Tells the backend up to which number claim codes have arrived: one request at a time, whatever came meanwhile goes with the next. */
function teller(id: string, signal: AbortSignal): (number: number) => void {
  let arrived = 0;
  let busy = false;
  const tell = async (): Promise<void> => {
    for (let told = 0; told !== arrived && !signal.aborted;) {
      const number = arrived;
      const isHeard = await ask('keepClaimCodes', { path: { importId: id, number: String(number) } }).then(
        () => true,
        // Refused is heard, too: the import has ended.
        (error: Error) => !(error instanceof UnreachableError),
      );
      if (isHeard) told = number;
      else await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  return (number) => {
    arrived = number;
    if (busy) return;
    busy = true;
    void tell().finally(() => (busy = false));
  };
}

/** A file that was changed or removed since it was chosen, or a folder, can't be read. */
async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} can’t be read. Choose it again.`);
  }
}

// Whoever closes the tab, or reloads it, is asked as long as something would be lost.
addEventListener('beforeunload', (event) => {
  if (state.stage === 'importing' || !state.claimCodesSaved) event.preventDefault();
});
