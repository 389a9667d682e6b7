// A camera that changes hands: offered, accepted, given up.
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { registerCamera } from '../../support/camera.ts';
import type { Lensgate } from '../../support/lensgate.ts';
import { owner, sendGood, type OperationScenarios, type World } from './scenario.ts';

const cameraName = 'porch';
const recipient = 'sam@example.com';
const key = (sk: string) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: sk } });
const path = `/cameras/${cameraName}/transfer`;

export const registerTransferable = (lensgate: Lensgate): Promise<unknown> =>
  registerCamera(lensgate, { serialNumber: 'SN-3', cameraName, owner });

/** Whoever has it by now. */
export async function giveBack({ lensgate }: World): Promise<void> {
  await new DynamoDBClient(lensgate.client).send(
    new UpdateItemCommand({
      TableName: lensgate.outputs.get('TableName'),
      Key: key('camera'),
      UpdateExpression: 'SET userId = :owner, #role = :role',
      ExpressionAttributeNames: { '#role': 'role' },
      ExpressionAttributeValues: { ':owner': { S: owner }, ':role': { S: 'OWNER' } },
    }),
  );
}

async function offer(world: World, acceptedAt?: number): Promise<void> {
  await giveBack(world);
  const client = new DynamoDBClient(world.lensgate.client);
  const TableName = world.lensgate.outputs.get('TableName');
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('camera'), ConsistentRead: true }));
  await client.send(
    new PutItemCommand({
      TableName,
      Item: {
        ...key('transfer'),
        cameraName: { S: cameraName },
        userId: { S: recipient },
        fromUserId: { S: owner },
        epoch: Item!['epoch']!,
        expiresAt: { N: String(Math.floor(Date.now() / 1000) + 600) },
        ...(acceptedAt !== undefined && { acceptedAt: { N: String(acceptedAt) } }),
      },
    }),
  );
}

export const transferScenarios = {
  offerTransfer: {
    request: { path, body: { to: recipient } },
    before: giveBack,
    answers: {
      // Ada has it already.
      409: (world, { method }) => sendGood(world, { method, request: { path, body: { to: owner } } }),
    },
  },
  acceptTransfer: { request: { path: `${path}/accept`, as: recipient }, before: (world) => offer(world) },
  declineTransfer: {
    request: { path: `${path}/decline`, as: recipient },
    before: (world) => offer(world),
    answers: {
      409: async (world, contestant) => {
        await offer(world, Date.now());
        return sendGood(world, contestant);
      },
    },
  },
  cancelTransfer: {
    request: { path },
    before: (world) => offer(world),
    answers: {
      409: async (world, contestant) => {
        await offer(world, Date.now());
        return sendGood(world, contestant);
      },
    },
  },
  releaseCamera: { request: { path: `/cameras/${cameraName}/release` }, before: giveBack },
} satisfies Record<string, OperationScenarios>;
