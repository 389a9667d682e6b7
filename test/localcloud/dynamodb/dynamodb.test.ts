// DynamoDB: what our table needs of it, permissions by table, index and partition key, and what is on disk after a kill.
import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Principal } from '../../../localcloud/core/principal.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { dynamoDb } from '../../../localcloud/services/dynamodb/dynamodb.ts';
import { Dynalite } from '../../../localcloud/services/dynamodb/dynalite.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

const cameraTable = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['pk', 'sk', 'userId'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'CamerasByUser',
      KeySchema: [
        { AttributeName: 'userId', KeyType: 'HASH' },
        { AttributeName: 'pk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  SSESpecification: { SSEEnabled: true },
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  DeletionProtectionEnabled: true,
};
const key = { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } };
const camera = { ...key, userId: { S: 'ann@example.com' }, epoch: { N: '1' }, endpoints: { M: { a: { L: [] } } } };
const tableName = 'Lensgate-dev-Data-CameraTable-LOCAL';
const tableArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}`;

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const action of cleanUp.reverse()) await action();
  cleanUp = [];
});

async function startWithTable(options: { dataDir?: string; properties?: Record<string, unknown> } = {}) {
  const cloud = await startTestCloud({ dataDir: options.dataDir });
  let stopped = false;
  const stop = async (): Promise<void> => void (stopped || ((stopped = true), await cloud.stop()));
  cleanUp.push(stop);
  const [service] = await cloud.add(dynamoDb);
  const create = service!.resources!['AWS::DynamoDB::Table']!;
  const deploy = (properties: Record<string, unknown>) =>
    create(templateResource('AWS::DynamoDB::Table', 'CameraTable', properties, 'Lensgate-dev-Data'));
  const created = await deploy(options.properties ?? cameraTable);
  return { cloud, service: service!, created, deploy, stop };
}

const call = (cloud: TestCloud, operation: string, input: object, principal?: Principal): Promise<unknown> =>
  cloud.context.aws.dispatch('dynamodb', operation, input, {
    principal: principal ?? cloud.context.iam.operatorPrincipal,
    requestId: 'r',
    sourceIp: '127.0.0.1',
  });

const roleWith = (...statements: Partial<PolicyStatement>[]): Principal => ({
  kind: 'role',
  accountId: '000000000000',
  arn: 'arn:aws:sts::000000000000:assumed-role/reader/s',
  policies: [{ Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: tableArn, ...statement })) }],
  context: {},
});

describe('a table of the template', () => {
  it('is made once, ACTIVE, and answers with the ARN of this account and region', async () => {
    const { cloud, created, deploy } = await startWithTable();
    expect(created).toEqual({ ref: tableName, attributes: { Arn: tableArn } });
    await call(cloud, 'PutItem', { TableName: tableName, Item: camera });
    await deploy(cameraTable);
    expect(await call(cloud, 'DescribeTable', { TableName: tableName })).toMatchObject({
      Table: { TableArn: tableArn, TableStatus: 'ACTIVE', DeletionProtectionEnabled: true },
    });
    expect(await call(cloud, 'GetItem', { TableName: tableName, Key: key })).toEqual({ Item: camera });
  });

  it('is refused when the template wants other keys or indexes than the data directory has', async () => {
    const { deploy } = await startWithTable();
    await expect(deploy({ ...cameraTable, GlobalSecondaryIndexes: undefined })).rejects.toThrow(
      /CameraTable: .* has the keys and indexes pk HASH, sk RANGE; CamerasByUser .* start with a new --data-dir/,
    );
  });

  it('refuses a property that is not imitated by name', async () => {
    const { deploy } = await startWithTable();
    await expect(deploy({ ...cameraTable, StreamSpecification: {} })).rejects.toThrow(
      'the property StreamSpecification is not imitated',
    );
  });

  it('may be a GlobalTable with one replica here, and no other', async () => {
    const { service } = await startWithTable();
    const { DeletionProtectionEnabled: _, SSESpecification: __, ...properties } = cameraTable;
    delete (properties as Record<string, unknown>)['PointInTimeRecoverySpecification'];
    const create = (Region: string) =>
      service.resources!['AWS::DynamoDB::GlobalTable']!(
        templateResource('AWS::DynamoDB::GlobalTable', 'Global', { ...properties, Replicas: [{ Region }] }),
      );
    expect((await create('us-east-1')).ref).toBe('Lensgate-dev-Service-Global-LOCAL');
    await expect(create('eu-west-1')).rejects.toThrow('has one region, us-east-1');
  });

  it('cannot be deleted while it is protected', async () => {
    const { cloud, deploy } = await startWithTable();
    await expect(call(cloud, 'DeleteTable', { TableName: tableName })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    });
    await deploy({ ...cameraTable, DeletionProtectionEnabled: false });
    await call(cloud, 'DeleteTable', { TableName: tableName });
  });
});

describe('items', () => {
  it('are written on a condition, read together, and found by the index', async () => {
    const { cloud } = await startWithTable();
    const put = { TableName: tableName, Item: camera, ConditionExpression: 'attribute_not_exists(pk)' };
    await call(cloud, 'PutItem', put);
    await expect(call(cloud, 'PutItem', put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      statusCode: 400,
    });
    const share = { pk: key.pk, sk: { S: 'share#bob@example.com' }, epoch: { N: '1' } };
    await call(cloud, 'PutItem', { TableName: tableName, Item: share });
    const read = (await call(cloud, 'BatchGetItem', {
      RequestItems: { [tableName]: { Keys: [key, { pk: share.pk, sk: share.sk }], ConsistentRead: true } },
    })) as { Responses: Record<string, unknown[]> };
    expect(read.Responses[tableName]).toHaveLength(2);
    expect(read.Responses[tableName]).toEqual(expect.arrayContaining([camera, share]));
    expect(
      await call(cloud, 'Query', {
        TableName: tableName,
        IndexName: 'CamerasByUser',
        KeyConditionExpression: 'userId = :u',
        ExpressionAttributeValues: { ':u': { S: 'ann@example.com' } },
      }),
    ).toMatchObject({ Count: 1, Items: [camera] });
    await call(cloud, 'UpdateItem', {
      TableName: tableName,
      Key: key,
      UpdateExpression: 'SET epoch = epoch + :one REMOVE userId',
      ConditionExpression: 'epoch = :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    const { userId: _, ...rest } = camera;
    expect(await call(cloud, 'GetItem', { TableName: tableName, Key: key })).toEqual({
      Item: { ...rest, epoch: { N: '2' } },
    });
  });

  it('keep blobs, which callers inside the cloud give as bytes', async () => {
    const { cloud } = await startWithTable();
    await call(cloud, 'PutItem', { TableName: tableName, Item: { ...key, b: { B: new Uint8Array([1, 2, 255]) } } });
    expect(await call(cloud, 'GetItem', { TableName: tableName, Key: key })).toEqual({
      Item: { ...key, b: { B: 'AQL/' } },
    });
  });

  it('of concurrent writers on one condition, one wins', async () => {
    const { cloud } = await startWithTable();
    const put = { TableName: tableName, Item: camera, ConditionExpression: 'attribute_not_exists(pk)' };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => call(cloud, 'PutItem', put)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('errors', () => {
  it('name a table that does not exist, and a request that is not valid', async () => {
    const { cloud } = await startWithTable();
    await expect(call(cloud, 'GetItem', { TableName: 'nowhere', Key: key })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      statusCode: 400,
    });
    await expect(call(cloud, 'GetItem', { TableName: tableName, Key: { pk: key.pk } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    });
  });

  it('say what is not imitated rather than ignore it', async () => {
    const { cloud } = await startWithTable();
    await expect(
      call(cloud, 'PutItem', {
        TableName: tableName,
        Item: camera,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ).rejects.toMatchObject({ name: 'NotImplementedException', statusCode: 501 });
    await expect(call(cloud, 'TransactWriteItems', {})).rejects.toMatchObject({ name: 'NotImplementedException' });
  });
});

describe('permissions', () => {
  it('are asked on the table, and on the index for a query of the index', async () => {
    const { cloud } = await startWithTable();
    const query = {
      TableName: tableName,
      IndexName: 'CamerasByUser',
      KeyConditionExpression: 'userId = :u',
      ExpressionAttributeValues: { ':u': { S: 'ann@example.com' } },
    };
    const tableOnly = roleWith({ Action: ['dynamodb:GetItem', 'dynamodb:Query'] });
    const indexOnly = roleWith({ Action: 'dynamodb:Query', Resource: `${tableArn}/index/*` });
    expect(await call(cloud, 'GetItem', { TableName: tableName, Key: key }, tableOnly)).toEqual({});
    await expect(call(cloud, 'GetItem', { TableName: tableName, Key: key }, indexOnly)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(call(cloud, 'Query', query, tableOnly)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await call(cloud, 'Query', query, indexOnly)).toMatchObject({ Count: 0 });
  });

  it('may depend on the partition key', async () => {
    const { cloud } = await startWithTable();
    const camerasOnly = roleWith({
      Action: 'dynamodb:BatchGetItem',
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'camera#*' } },
    });
    const read = (...Keys: object[]) =>
      call(cloud, 'BatchGetItem', { RequestItems: { [tableName]: { Keys } } }, camerasOnly);
    await read(key);
    await expect(read(key, { pk: { S: 'serial#1' }, sk: { S: 'manifest' } })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('permissions on attributes', () => {
  const item = { pk: { S: 'camera#front-door' }, sk: { S: 'presence' } };
  // [DynamoDB: specifying conditions. The attributes that a request names, at their top level, those of the key among them]
  const update = (UpdateExpression: string, others: object = {}) => ({
    TableName: tableName,
    Key: item,
    UpdateExpression,
    ExpressionAttributeValues: { ':v': { N: '1' } },
    ...others,
  });
  const mayOnlySeeOnline = roleWith({
    Action: ['UpdateItem', 'PutItem', 'GetItem', 'DeleteItem', 'Query', 'BatchGetItem', 'BatchWriteItem'].map(
      (name) => `dynamodb:${name}`,
    ),
    Condition: {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'seen', 'status', 'places'] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
    },
  });

  it.each<[string, string, object, boolean]>([
    ['an update of what is listed', 'UpdateItem', update('SET seen = :v'), true],
    ['an update of what isn’t', 'UpdateItem', update('SET userId = :v'), false],
    ['an update of both', 'UpdateItem', update('SET seen = :v, userId = :v'), false],
    ['a removal of what isn’t', 'UpdateItem', update('SET seen = :v REMOVE userId'), false],
    ['an addition to what isn’t', 'UpdateItem', update('ADD epoch :v'), false],
    ['a copy of what isn’t', 'UpdateItem', update('SET seen = if_not_exists(epoch, :v)'), false],
    ['a part of what is listed', 'UpdateItem', update('SET #s.seen = :v', { ExpressionAttributeNames: { '#s': 'places' } }), true],
    ['a part of what isn’t', 'UpdateItem', update('SET endpoints.seen = :v'), false],
    ['an alias of what is listed', 'UpdateItem', update('SET #seen = :v', { ExpressionAttributeNames: { '#seen': 'status' } }), true],
    ['an alias of what isn’t', 'UpdateItem', update('SET #seen = :v', { ExpressionAttributeNames: { '#seen': 'userId' } }), false],
    ['a condition on what is listed', 'UpdateItem', update('SET seen = :v', { ConditionExpression: 'attribute_not_exists(pk) OR (NOT seen IN (:v) AND seen BETWEEN :v AND :v)' }), true],
    ['a condition on what isn’t', 'UpdateItem', update('SET seen = :v', { ConditionExpression: 'attribute_not_exists(epoch)' }), false],
    ['an old update of what isn’t', 'UpdateItem', { TableName: tableName, Key: item, AttributeUpdates: { epoch: { Action: 'ADD', Value: { N: '1' } } } }, false],
    ['an answer with all of the item', 'UpdateItem', update('SET seen = :v', { ReturnValues: 'ALL_NEW' }), false],
    ['an answer with what was written', 'UpdateItem', update('SET seen = :v', { ReturnValues: 'UPDATED_NEW' }), true],
    ['a new item of what is listed', 'PutItem', { TableName: tableName, Item: { ...item, seen: { N: '1' } } }, true],
    ['a new item with more', 'PutItem', { TableName: tableName, Item: { ...item, userId: { S: 'eve' } } }, false],
    ['several new items, one with more', 'BatchWriteItem', { RequestItems: { [tableName]: [{ PutRequest: { Item: item } }, { PutRequest: { Item: { ...item, sk: { S: 'camera' }, userId: { S: 'eve' } } } }] } }, false],
    ['a look that names nothing', 'GetItem', { TableName: tableName, Key: item }, true],
    ['a look at what isn’t listed', 'GetItem', { TableName: tableName, Key: item, ProjectionExpression: 'seen, endpoints.viewer' }, false],
    ['several looks at what isn’t listed', 'BatchGetItem', { RequestItems: { [tableName]: { Keys: [item], ProjectionExpression: 'epoch' } } }, false],
    ['a query by what is listed', 'Query', { TableName: tableName, KeyConditionExpression: 'pk = :v', ExpressionAttributeValues: { ':v': { S: 'a' } } }, true],
    ['a query that filters by what isn’t', 'Query', { TableName: tableName, KeyConditionExpression: 'pk = :v', FilterExpression: 'size(userId) > :n', ExpressionAttributeValues: { ':v': { S: 'a' }, ':n': { N: '1' } } }, false],
  ])('see %s', async (_, operation, input, allowed) => {
    const { cloud } = await startWithTable();
    await call(cloud, 'PutItem', { TableName: tableName, Item: { ...item, places: { M: {} } } });
    const done = call(cloud, operation, input, mayOnlySeeOnline).then(
      () => true,
      // A request that is allowed and finds nothing to its liking is another matter.
      (error: Error) => error.name === 'ConditionalCheckFailedException',
    );
    expect(await done).toBe(allowed);
  }); // prettier-ignore
});

describe('the disk', () => {
  it('has everything at the next start', async () => {
    const directory = await temporaryDirectory();
    cleanUp.push(directory.remove);
    const first = await startWithTable({ dataDir: directory.path });
    await call(first.cloud, 'PutItem', { TableName: tableName, Item: camera });
    await first.stop();
    const second = await startWithTable({ dataDir: directory.path });
    expect(await call(second.cloud, 'GetItem', { TableName: tableName, Key: key })).toEqual({ Item: camera });
  });

  it('has every acknowledged item after a kill -9', async () => {
    const directory = await temporaryDirectory();
    cleanUp.push(directory.remove);
    const writer = spawn(process.execPath, ['--import', 'tsx', 'test/localcloud/dynamodb/write-until-killed.ts'], {
      env: { ...process.env, DIRECTORY: directory.path, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = '';
    for await (const chunk of writer.stdout as AsyncIterable<Buffer>) {
      acknowledged += chunk.toString();
      if (acknowledged.split('\n').length > 50) writer.kill('SIGKILL');
    }
    if (writer.signalCode === null) await once(writer, 'exit');
    const dynalite = await Dynalite.open(directory.path, 'us-east-1', '000000000000');
    const { Items } = (await dynalite.execute('Scan', { TableName: 'written' })) as { Items: { pk: { S: string } }[] };
    await dynalite.close();
    const found = new Set(Items.map(({ pk }) => pk.S));
    const complete = acknowledged.slice(0, acknowledged.lastIndexOf('\n')).split('\n');
    expect(complete.length).toBeGreaterThanOrEqual(50);
    expect(complete.filter((id) => !found.has(id))).toEqual([]);
  });
});
