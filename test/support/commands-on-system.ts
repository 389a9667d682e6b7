// `lensgate` at a deployed system, for the tests of one file: started before them, stopped after them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Table } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { temporaryDirectory } from './cloud-context.ts';
import { commandsAgainst, stopCommands, type Finished } from './command-line.ts';
import { startLensgate, type Lensgate } from './lensgate.ts';

export interface CommandsOnSystem {
  /** There once the tests run. */
  readonly lensgate: Lensgate;
  readonly table: Table;
  readonly run: (...args: string[]) => Promise<Finished>;
  /** What it says with --json. Rejects with its words when it ends with another exit code than 0. */
  readonly json: (...args: string[]) => Promise<unknown>;
  /** Where a file of this name is, or can be written. */
  readonly pathOf: (name: string) => string;
  /** Resolves with its path. */
  readonly writeFile: (name: string, text: string) => Promise<string>;
}

/** @param prepare what is there before the first test */
export function commandsOnSystem(prepare: (system: CommandsOnSystem) => Promise<unknown>): CommandsOnSystem {
  let lensgate: Lensgate | undefined;
  let files: Awaited<ReturnType<typeof temporaryDirectory>>;
  const system: CommandsOnSystem = {
    get lensgate() {
      return lensgate!;
    },
    get table() {
      return { client: documentClient(lensgate!.client), tableName: lensgate!.outputs.get('TableName')! };
    },
    run: (...args) => commandsAgainst(lensgate!).run(...args),
    json: (...args) => commandsAgainst(lensgate!).json(...args),
    pathOf: (name) => join(files.path, name),
    writeFile: async (name, text) => {
      await writeFile(system.pathOf(name), text);
      return system.pathOf(name);
    },
  };
  beforeAll(async () => {
    files = await temporaryDirectory();
    lensgate = await startLensgate();
    await prepare(system);
  });
  afterAll(async () => {
    await stopCommands();
    await lensgate?.stop();
    await files.remove();
  });
  return system;
}
