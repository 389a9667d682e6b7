// What the pages ask to import a manifest: what would happen, and then that it does.
import type { ManifestPreview } from '../../api/manifest.ts';
import type { ConsoleOptions } from '../console-options.ts';
import { ImpossibleError, type Asked, type Route } from '../route.ts';
import { startImport, type RunningImport } from './running-import.ts';
import type { ManifestFile } from './manifest-file.ts';

const mostBytes = 10 * 1024 * 1024;

export function manifestRoutes({ openManifest }: ConsoleOptions): readonly Route[] {
  // Two at once would count each other's rows, and twice the writes are no faster.
  let running: RunningImport | undefined;
  const read = async ({ query, bytes }: Asked): Promise<{ name: string; file: ManifestFile }> => {
    const name = query.get('file') || 'the file';
    return { name, file: openManifest(name, await bytes(mostBytes)) };
  };
  return [
    {
      method: 'POST',
      path: /^\/api\/manifest\/preview$/,
      answer: async (asked): Promise<ManifestPreview> => (await read(asked)).file.preview(asked.gone),
    },
    {
      method: 'POST',
      path: /^\/api\/manifest\/import$/,
      answer: async (asked) => {
        const { name, file } = await read(asked);
        if (running) {
          const { done, total } = running.progress();
          throw new ImpossibleError(
            `An import is running: ${running.name}, ${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows. Wait until it has ended, or stop it there.`,
          );
        }
        const started = startImport(name, file, asked.query.get('claim-codes') === 'make', asked.gone);
        running = started;
        void started.ended.then(() => (running = undefined));
        return started.news;
      },
    },
    {
      method: 'POST',
      path: /^\/api\/manifest\/import\/([\w-]+)\/kept\/(\d{1,9})$/,
      answer: ({ names: [id, number] }) => {
        if (running?.id !== id) throw new ImpossibleError('That import has ended.');
        running?.kept(Number(number));
        return Promise.resolve({});
      },
    },
  ];
}
