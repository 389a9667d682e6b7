// Plain objects in, plain objects out; what lies in the table is looked at as AWS has it.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startCameraTable, type LocalCameraTable } from '../support/camera-table.ts';

let table: LocalCameraTable;
beforeAll(async () => void (table = await startCameraTable()));
afterAll(() => table.stop());

const key = { pk: 'camera#front-door', sk: 'camera' };
const rawKey = { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } };

it('texts, numbers and maps lie there as S, N and M, and what is undefined does not', async () => {
  const { client, tableName: TableName } = table;
  const endpoints = { viewer: { wss: 'wss://v.example.com', https: undefined } };
  await client.send(new PutCommand({ TableName, Item: { ...key, epoch: 3, owner: undefined, endpoints } }));
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: rawKey }));
  expect(Item).toStrictEqual({
    ...rawKey,
    epoch: { N: '3' },
    endpoints: { M: { viewer: { M: { wss: { S: 'wss://v.example.com' } } } } },
  });
});

it('a number beyond JavaScript’s integers, which somebody wrote by hand, keeps nobody from reading', async () => {
  const { client, tableName: TableName } = table;
  await client.send(new PutItemCommand({ TableName, Item: { ...rawKey, epoch: { N: '12345678901234567890' } } }));
  const { Item } = await client.send(new GetCommand({ TableName, Key: key }));
  expect(Item).toEqual({ ...key, epoch: Number('12345678901234567890') });
});
