// The OpenAPI document: for people and tools, and for the function that serves it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from '../openapi/openapi-document.ts';
import type { GeneratedFiles } from './generated-files.ts';
import { readContracts, type JsonObject } from './read-contracts.ts';

export async function generateOpenApi(root: string): Promise<GeneratedFiles> {
  return new Map([['api/openapi.json', `${JSON.stringify(await readOpenApiDocument(root), null, 2)}\n`]]);
}

export async function readOpenApiDocument(root: string): Promise<JsonObject> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return openApiDocument(await readContracts(root), version);
}
