// What the pages ask to import a manifest: what would happen, and then that it does.
import type { ConsoleOptions } from '../console-options.ts';
import type { Handlers } from '../handlers.ts';
import { ImpossibleError } from '../impossible-error.ts';
import { startImport, type RunningImport } from './running-import.ts';

export function manifestHandlers({ openManifest }: ConsoleOptions) {
  // Two at once would count each other's rows, and twice the writes are no faster.
  let running: RunningImport | undefined;
  const nameOf = ({ file }: { readonly file?: string | undefined }): string => file || 'the file';
  return {
    previewManifest: ({ query, body, gone }) => openManifest(nameOf(query), body).preview(gone),
    importManifest: ({ query, body, gone }) => {
      const name = nameOf(query);
      const file = openManifest(name, body);
      if (running) {
        const { done, total } = running.progress();
        throw new ImpossibleError(
          `An import is running: ${running.name}, ${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows. Wait until it has ended, or stop it there.`,
        );
      }
      const started = startImport(name, file, query['claim-codes'] === 'make', gone);
      running = started;
      void started.ended.then(() => (running = undefined));
      return started.news;
    },
    keepClaimCodes: ({ path: { importId, number } }) => {
      if (running?.id !== importId) throw new ImpossibleError('That import has ended.');
      running.kept(Number(number));
    },
  } satisfies Partial<Handlers>;
}
