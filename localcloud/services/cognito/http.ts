// Requests' forms and the kinds of answers that the issuer gives, with the headers that a browser needs.
import type { IncomingMessage, ServerResponse } from 'node:http';

const mostBytes = 65_536;

/** Throws when it is longer than any form here can be. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`a form is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

export function withParameters(target: string, parameters: Record<string, string>): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value);
  return url.href;
}

/** Apps in browsers ask from their own origins, and tokens stand in no cache. */
export function headers(more: Record<string, string> = {}): Record<string, string> {
  return { 'cache-control': 'no-store', 'access-control-allow-origin': '*', ...more };
}

export function preflight(response: ServerResponse): void {
  const allowed = {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
  };
  response.writeHead(204, headers(allowed)).end();
}

export function json(response: ServerResponse, status: number, body: object, more: Record<string, string> = {}): void {
  response.writeHead(status, headers({ 'content-type': 'application/json', ...more })).end(JSON.stringify(body));
}

export function html(response: ServerResponse, status: number, body: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, 'cache-control': 'no-store' }).end();
}
