// A page to read and try the API: Swagger UI on the document that the API itself serves at /openapi.json. Not on AWS; nothing leaves this machine.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { IncomingMessage } from 'node:http';
import type { ApiResponse } from './api-response.ts';

/** On the API's own port, so that the page may call the API; no route of a template begins like this. */
export const docsPath = '/_docs/';

const { resolve } = createRequire(import.meta.url);

const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>HTTP API</title>
  <link rel="stylesheet" href="swagger-ui.css">
  <link rel="icon" href="favicon-32x32.png">
  <div id="api"></div>
  <script src="swagger-ui-bundle.js"></script>
  <script src="page.js"></script>
</html>
`;
// Without a validator: it would be asked over the Internet.
const script = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });\n`;

const ownFiles: Readonly<Record<string, readonly [contentType: string, body: string]>> = {
  '': ['text/html; charset=utf-8', page],
  'page.js': ['text/javascript; charset=utf-8', script],
};
const swaggerUiFiles: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const headers = (contentType: string): ApiResponse['headers'] => [
  ['content-type', contentType],
  ['content-security-policy', "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"],
  ['x-content-type-options', 'nosniff'],
];

/** Undefined: the request is for the API. */
export async function docsResponse({ method, url = '' }: IncomingMessage): Promise<ApiResponse | undefined> {
  const [path = ''] = url.split('?');
  if (method !== 'GET' || !path.startsWith(docsPath)) return undefined;
  const name = path.slice(docsPath.length);
  if (Object.hasOwn(ownFiles, name)) {
    const [contentType, body] = ownFiles[name]!;
    return { status: 200, headers: headers(contentType), body };
  }
  if (!Object.hasOwn(swaggerUiFiles, name)) return undefined;
  const body = await readFile(resolve(`swagger-ui-dist/${name}`));
  return { status: 200, headers: headers(swaggerUiFiles[name]!), body };
}
