// The built pages. Only files that the build made are served, read at the start: no path of a request ever reaches the disk.
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { ServerResponse } from 'node:http';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Pages {
  /** Any path without a file is the application's: it shows what the path names. */
  serve(path: string, response: ServerResponse): void;
}

export function openPages(directory: string): Pages {
  const files = new Map<string, Buffer>(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => types[extname(file)] !== undefined)
      .map((file) => [`/${file.replaceAll('\\', '/')}`, readFileSync(join(directory, file))] as const),
  );
  return {
    serve(path, response) {
      const found = files.has(path) ? path : '/index.html';
      if (found !== path && extname(path) !== '' && path.startsWith('/assets/')) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file.');
        return;
      }
      // Names of assets hold their content's hash.
      const caching = found.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
      response
        .writeHead(200, { 'content-type': types[extname(found)], 'cache-control': caching })
        .end(files.get(found));
    },
  };
}
