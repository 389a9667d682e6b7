// An import through the console as its page does it: its news line by line, and claim codes acknowledged as they arrive.
import type { ImportNews } from '../../console/api/manifest.ts';
import type { Problem } from '../../console/api/about.ts';
import type { TestConsole } from './console.ts';

export type News = ImportNews | Problem;

export interface TestImport {
  readonly status: number;
  /** Until the import has ended, or `enough` news have come; the connection is cut then. */
  readonly news: (enough?: (news: News) => boolean) => Promise<News[]>;
}

export interface ImportOfTest {
  readonly file?: string;
  readonly makeClaimCodes?: boolean;
  /** Nobody tells that claim codes have arrived. */
  readonly silent?: boolean;
}

export async function importInConsole(
  web: TestConsole,
  csv: string | Uint8Array<ArrayBuffer>,
  { file = 'cameras.csv', makeClaimCodes = false, silent = false }: ImportOfTest = {},
): Promise<TestImport> {
  const cut = new AbortController();
  const query = new URLSearchParams({ file, ...(makeClaimCodes && { 'claim-codes': 'make' }) });
  const response = await web.ask(`/api/manifest/import?${query.toString()}`, {
    method: 'POST',
    body: csv,
    signal: cut.signal,
  });
  return {
    status: response.status,
    async news(enough = () => false) {
      const found: News[] = [];
      let id = '';
      let text = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (text + chunk).split('\n');
        text = lines.pop()!;
        for (const line of lines) {
          const news = JSON.parse(line) as News;
          found.push(news);
          if (!('kind' in news)) continue;
          if (news.kind === 'begun') ({ id } = news);
          if (news.kind === 'claim-code' && !silent) {
            void web.ask(`/api/manifest/import/${id}/kept/${news.number}`, { method: 'POST' });
          }
        }
        if (found.some(enough)) break;
      }
      cut.abort();
      return text === '' ? found : [...found, JSON.parse(text) as News];
    },
  };
}
