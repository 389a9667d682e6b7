// The OpenAPI document: openapi.yaml for people and tools, and a module for the function that serves it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openApiDocument } from '../openapi/openapi-document.ts';
import type { GeneratedFiles } from './generated-files.ts';
import { readContracts, type JsonObject } from './read-contracts.ts';

const source = 'Generated from api/operations.ts and the schemas by "npm run generate". Don\'t edit.';

export async function generateOpenApi(root: string): Promise<GeneratedFiles> {
  const document = await readOpenApiDocument(root);
  return new Map([
    [
      'openapi.yaml',
      `# ${source}\n${stringify(document, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' })}`,
    ],
    [
      'api/generated/openapi-document.ts',
      `// ${source}\nexport const openApiDocument: object = ${JSON.stringify(document)};\n`,
    ],
  ]);
}

export async function readOpenApiDocument(root: string): Promise<JsonObject> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return openApiDocument(await readContracts(root), version);
}
