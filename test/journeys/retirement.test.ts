// Two lives of one name: what a retired camera left opens nothing of the camera that has its name next.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient, PutItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DescribeCertificateCommand, DescribeThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { DescribeSignalingChannelCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../executions/executions.ts';
import { connectCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { commandsAgainst, stopCommands } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let first: TestCamera;
const run = (...args: string[]) => commandsAgainst(lensgate).run(...args);
const json = (...args: string[]) => commandsAgainst(lensgate).json(...args);

const ask = async (email: string, method: string, path: string, body?: object) => {
  const response = await fetch(`${lensgate.cloud.context.addresses.apiUrl}/cameras/front-door${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await lensgate.token(email)}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.status;
};
const itemsOf = async (cameraName: string): Promise<Record<string, AttributeValue>[]> =>
  (
    await new DynamoDBClient(lensgate.client).send(
      new QueryCommand({
        TableName: lensgate.outputs.get('TableName'),
        KeyConditionExpression: 'pk = :camera',
        ExpressionAttributeValues: { ':camera': { S: `camera#${cameraName}` } },
        ConsistentRead: true,
      }),
    )
  ).Items!;
const certificateStatus = async ({ certificateId }: TestCamera) =>
  (await new IoTClient(lensgate.client).send(new DescribeCertificateCommand({ certificateId }))).certificateDescription!
    .status;

beforeAll(async () => {
  lensgate = await startLensgate();
  first = await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  expect(await ask('ada@example.com', 'PUT', '/shares/bob%40example.com', {})).toBe(200);
  expect(await ask('ada@example.com', 'POST', '/transfer', { to: 'carol@example.com' })).toBe(200);
  expect(await ask('bob@example.com', 'GET', '/viewer-url?ice=false')).toBe(200);
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

describe('lensgate camera retire', () => {
  it("doesn't end a life by accident", async () => {
    expect(await run('camera', 'retire', '--camera', 'front-door')).toMatchObject({ code: 2, out: '' });
    expect(await ask('ada@example.com', 'GET', '/viewer-url?ice=false')).toBe(200);
  });

  it.each([
    [['--camera', 'front door'], 2, '"front door" is no name of a camera'],
    [['--camera', 'nowhere', '--yes'], 1, '1 of 1 not retired'],
    [['--file', 'no/such/file', '--yes'], 2, "can't be read (ENOENT)"],
    [['--yes'], 2, 'Give --camera, or --file.'],
    [['--camera', 'front-door', '--certificate', 'burn'], 2, 'Allowed choices are ban, rearm'],
  ])('%j changes nothing, and says why', async (args, code, says) => {
    const done = await run('camera', 'retire', ...args);
    expect({ code: done.code, says: done.err.includes(says) || done.err }).toEqual({ code, says: true });
  });

  it('leaves nothing of the camera but its tombstone and its certificate, inactive', async () => {
    const retired = await json('camera', 'retire', '--camera', 'front-door', '--reason', 'Stolen.', '--yes');
    expect(retired).toMatchObject([{ cameraName: 'front-door', outcome: 'retired' }]);
    for (const user of ['ada', 'bob', 'carol']) {
      expect([user, await ask(`${user}@example.com`, 'GET', '/viewer-url?ice=false')]).toEqual([user, 403]);
    }
    expect((await itemsOf('front-door')).map(({ sk }) => sk!.S)).toEqual(['tombstone']);
    expect(await certificateStatus(first)).toBe('INACTIVE');
    const thing = new IoTClient(lensgate.client).send(new DescribeThingCommand({ thingName: 'front-door' }));
    await expect(thing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await until(() =>
      new KinesisVideoClient(lensgate.client)
        .send(new DescribeSignalingChannelCommand({ ChannelName: 'front-door' }))
        .then(
          () => false,
          (error: Error) => error.name === 'ResourceNotFoundException',
        ),
    );
  });
});

describe('the next camera of that name', () => {
  it('is nobody of the old life: neither share nor offer of then opens it, put back by hand as they were', async () => {
    const tombstone = (await itemsOf('front-door')).find(({ sk }) => sk!.S === 'tombstone')!;
    await registerCamera(lensgate, { serialNumber: 'SN-2', cameraName: 'front-door', owner: 'eve@example.com' });
    const epoch = (await itemsOf('front-door')).find(({ sk }) => sk!.S === 'camera')!['epoch']!.N!;
    expect(Number(epoch)).toBeGreaterThan(Number(tombstone['epoch']!.N));
    for (const [sk, userId] of [
      ['share#bob@example.com', 'bob@example.com'],
      ['transfer', 'carol@example.com'],
    ] as const) {
      for (const old of [tombstone['epoch']!.N!, '1']) {
        await new DynamoDBClient(lensgate.client).send(
          new PutItemCommand({
            TableName: lensgate.outputs.get('TableName'),
            Item: {
              ...{ pk: { S: 'camera#front-door' }, sk: { S: sk }, cameraName: { S: 'front-door' } },
              ...{ userId: { S: userId }, role: { S: 'VIEWER' }, epoch: { N: old } },
              expiresAt: { N: String(Math.floor(Date.now() / 1000) + 3600) },
            },
          }),
        );
        expect([sk, old, await ask(userId, 'GET', '/viewer-url?ice=false')]).toEqual([sk, old, 403]);
      }
    }
    expect(await ask('carol@example.com', 'POST', '/transfer/accept')).toBe(403);
    expect(await ask('ada@example.com', 'GET', '')).toBe(403);
    expect(await ask('eve@example.com', 'GET', '/viewer-url?ice=false')).toBe(200);
  });
});

describe('a camera that is re-armed', () => {
  it('is asked for again where that was stopped when its record had gone already, and then registers anew', async () => {
    const camera = await registerCamera(lensgate, { serialNumber: 'SN-4', cameraName: 'shed' });
    const executions = executionsOf(new SFNClient(lensgate.client), lensgate.outputs.get('RetirementStateMachineArn')!);
    const restore = lensgate.cloud.context.aws.intercept(async ({ operation, call }, proceed) => {
      if (operation !== 'DeleteCertificate') return proceed();
      restore();
      await executions.stop(call.principal.arn.split('/').at(-1)!, { error: 'Stopped', cause: 'By a test.' });
      throw new Error('nobody hears of it');
    });
    const retire = () => run('camera', 'retire', '--camera', 'shed', '--certificate', 'rearm', '--yes');
    expect(await retire()).toMatchObject({ code: 1, out: expect.stringContaining('is not retired') });
    expect((await itemsOf('shed')).map(({ sk }) => sk!.S)).toEqual(['tombstone']);
    expect(await retire()).toMatchObject({ code: 0, out: expect.stringContaining('shed is retired') });
    expect(await retire()).toMatchObject({ code: 1, out: expect.stringContaining('There is no camera shed.') });
    await connectCamera(lensgate, 'shed', camera);
    expect(await certificateStatus(camera)).toBe('ACTIVE');
  });

  it('registers itself anew at its next connection, as nobody’s: its first owner does not come back', async () => {
    const camera = await registerCamera(lensgate, {
      serialNumber: 'SN-3',
      cameraName: 'garage',
      owner: 'ada@example.com',
    });
    const before = (await itemsOf('garage')).find(({ sk }) => sk!.S === 'camera')!;
    await json('camera', 'retire', '--camera', 'garage', '--certificate', 'rearm', '--yes');
    await connectCamera(lensgate, 'garage', camera);
    const after = (await itemsOf('garage')).find(({ sk }) => sk!.S === 'camera')!;
    expect(after['status']).toEqual({ S: 'ACTIVE' });
    expect(after['userId']).toBeUndefined();
    expect(Number(after['epoch']!.N)).toBeGreaterThan(Number(before['epoch']!.N));
    expect(await certificateStatus(camera)).toBe('ACTIVE');
  });
});
