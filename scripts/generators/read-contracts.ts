// The schemas of all payloads, each with its sample, from the folders where they lie.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Folders of `<name>.schema.json` and `<name>.sample.json`. Types, validators and an `index.ts` are generated into each. */
export const contractFolders = ['events', 'api/payloads'];

export const schemaSuffix = '.schema.json';

export type JsonObject = { readonly [key: string]: unknown };

export interface Contract {
  readonly folder: string;
  /** As `api/payloads/camera.schema.json`: schemas refer to each other by such paths, relative to their own. */
  readonly schemaPath: string;
  /** The schema's title: the name of the type, of `validate<Title>`, and of the component in the OpenAPI document. */
  readonly title: string;
  readonly schema: JsonObject;
  readonly sample: JsonObject;
}

/** By name, as in `<name>.schema.json`: no two folders have a contract of the same name. */
export type Contracts = ReadonlyMap<string, Contract>;

export async function readContracts(root: string): Promise<Contracts> {
  const contracts = new Map<string, Contract>();
  for (const folder of contractFolders) {
    for (const file of (await readdir(join(root, folder))).filter((file) => file.endsWith(schemaSuffix)).sort()) {
      const name = basename(file, schemaSuffix);
      const other = contracts.get(name);
      if (other) throw new Error(`${folder}/${file} has the name of ${other.schemaPath}: rename one of them.`);
      contracts.set(name, await readContract(root, folder, name));
    }
  }
  return contracts;
}

async function readContract(root: string, folder: string, name: string): Promise<Contract> {
  const schemaPath = `${folder}/${name}${schemaSuffix}`;
  const readJson = async (path: string) => JSON.parse(await readFile(join(root, path), 'utf8')) as JsonObject;
  const schema = await readJson(schemaPath);
  const { title } = schema;
  if (typeof title !== 'string') throw new Error(`${schemaPath} has no title: its type is named after it.`);
  return { folder, schemaPath, title, schema, sample: await readJson(`${folder}/${name}.sample.json`) };
}
