// The door to dynalite: its validations, its actions and its LevelDB store, called in process and without its HTTP server.
import { createRequire } from 'node:module';
import { AwsError } from '../../core/aws-error.ts';
import type { OperationName } from '../../core/aws-model.ts';

type Json = Record<string, unknown>;

export interface TableDescription {
  TableName: string;
  TableArn: string;
  TableStatus: string;
  KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: { AttributeName: string; KeyType: string }[] }[];
  LocalSecondaryIndexes?: { IndexName: string }[];
}

type Got = (error: Error | null, value?: unknown) => void;

interface DynaliteStore {
  readonly db: {
    readonly status: string;
    open(): Promise<void>;
    close(): Promise<void>;
    get: (key: string, callback: Got) => void;
    getSync(key: string): unknown;
  };
  readonly tableDb: {
    awsAccountId: string;
    awsRegion: string;
    put(key: string, value: unknown, callback: (error: Error | null) => void): void;
  };
}
interface Validations {
  checkTypes(data: Json, types: unknown): Json;
  checkValidations(data: Json, types: unknown, custom: unknown, store: DynaliteStore): void;
}
type DynaliteError = Error & { statusCode?: number; body?: Json & { __type: string } };
type Action = (store: DynaliteStore, data: Json, callback: (error: DynaliteError | null, output: Json) => void) => void;

const require = createRequire(import.meta.url);
const database = require('dynalite/db') as { create(options: Json): DynaliteStore };
const validations = require('dynalite/validations') as Validations;

/** What dynalite imitates, in AWS's names. */
export const dynaliteOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const satisfies readonly OperationName<'dynamodb'>[];
export type DynaliteOperation = (typeof dynaliteOperations)[number];

const parts = new Map(
  dynaliteOperations.map((name) => {
    const file = name.charAt(0).toLowerCase() + name.slice(1);
    return [
      name,
      {
        action: require(`dynalite/actions/${file}`) as Action,
        validation: require(`dynalite/validations/${file}`) as { types: unknown; custom: unknown },
      },
    ];
  }),
);

export class Dynalite {
  readonly #store: DynaliteStore;

  private constructor(store: DynaliteStore) {
    this.#store = store;
  }

  /** Opens (or makes) the database in `directory`. LevelDB hands each write to the operating system before it is acknowledged. */
  static async open(directory: string, region: string, accountId: string): Promise<Dynalite> {
    const store = database.create({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    await store.db.open();
    readInThisThread(store);
    store.tableDb.awsRegion = region;
    store.tableDb.awsAccountId = accountId;
    const dynalite = new Dynalite(store);
    await dynalite.#finishInterruptedChanges();
    return dynalite;
  }

  /** Runs one operation on the wire's own JSON. Throws AwsError with the error's name and message as DynamoDB words them. */
  async execute(operation: DynaliteOperation, input: object): Promise<Json> {
    const { action, validation } = parts.get(operation)!;
    try {
      const data = validations.checkTypes(onTheWire(input), validation.types);
      validations.checkValidations(data, validation.types, validation.custom, this.#store);
      return await new Promise<Json>((resolve, reject) =>
        action(this.#store, data, (error, output) => (error ? reject(error) : resolve(output))),
      );
    } catch (error) {
      throw asAwsError(error as DynaliteError, input);
    }
  }

  async describe(tableName: string): Promise<TableDescription | undefined> {
    try {
      const { Table } = await this.execute('DescribeTable', { TableName: tableName });
      return Table as TableDescription;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  async tableNames(): Promise<string[]> {
    const { TableNames } = await this.execute('ListTables', { Limit: 100 });
    return TableNames as string[];
  }

  close(): Promise<void> {
    return this.#store.db.close();
  }

  // dynalite ends CREATING, UPDATING and DELETING with a timer; a process that died before it left the table in between.
  async #finishInterruptedChanges(): Promise<void> {
    for (const name of await this.tableNames()) {
      const table = (await this.describe(name))!;
      if (table.TableStatus === 'ACTIVE') continue;
      const deleting = table.TableStatus === 'DELETING';
      const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
      const active = { ...table, TableStatus: 'ACTIVE', ...(indexes && { GlobalSecondaryIndexes: indexes }) };
      await new Promise<void>((resolve, reject) =>
        this.#store.tableDb.put(name, active, (error) => (error ? reject(error) : resolve())),
      );
      if (deleting) await this.execute('DeleteTable', { TableName: name });
    }
  }
}

/**
 * One BatchGetItem of three keys is seven reads of the database, each a few microseconds of LevelDB's memory, for which dynalite would go
 * to another thread and back.
 */
function readInThisThread({ db }: DynaliteStore): void {
  db.get = (key, callback) => {
    try {
      if (db.status !== 'open') throw new Error('Database is closed');
      const value = db.getSync(key);
      process.nextTick(callback, null, value);
    } catch (error) {
      process.nextTick(callback, error);
    }
  };
}

/** A copy without absent members (dynalite changes what it is given); blobs of in-process callers become base64. */
function onTheWire(input: object): Json {
  return JSON.parse(
    JSON.stringify(input, function (this: Json, key, value: unknown) {
      const original = this[key];
      return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
    }),
  ) as Json;
}

function asAwsError(error: DynaliteError, input: object): Error {
  if (!error.body || error.statusCode === undefined) return error;
  const { __type, message, Message, ...details } = error.body;
  const name = __type.slice(__type.indexOf('#') + 1);
  const text = (message ?? Message ?? '') as string;
  const tableExists = name === 'ResourceInUseException' && text === '';
  return new AwsError(
    name,
    tableExists ? `Table already exists: ${(input as { TableName: string }).TableName}` : text,
    { statusCode: error.statusCode, details },
  );
}
