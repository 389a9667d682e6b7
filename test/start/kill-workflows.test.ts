// kill -9 in the middle of a retirement, a rotation, a renewal and a look after the fleet at once: each goes on at the next start, and ends complete.
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import {
  DescribeCertificateCommand,
  DetachPolicyCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
} from '@aws-sdk/client-iot';
import { ListSignalingChannelsCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { ListExecutionsCommand, SFNClient, StartExecutionCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { askToRenew } from '../../cli/camera/renew-command.ts';
import { cameraTableOf, openTarget, type Target } from '../../cli/target.ts';
import { executionsOf, type Executions } from '../../executions/executions.ts';
import { startRetirement } from '../../executions/retirement.ts';
import { startRotation } from '../../executions/rotation.ts';
import { shareKey } from '../../records/camera-table.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand, startCommand, stopCommands, type Finished } from '../support/command-line.ts';
import { makeDataDir, npmStart, untilUp } from '../support/npm-start.ts';
import { until } from '../support/until.ts';

afterAll(stopCommands);

it('each goes on where it was', async () => {
  const temporary = await temporaryDirectory();
  const dataDir = join(temporary.path, 'data');
  await makeDataDir(dataDir);
  const first = npmStart(dataDir, '--no-demo');
  await untilUp(first);
  const target = await openTarget({ dataDir, stack: 'Lensgate-dev-Service', json: false });
  const run = (...args: string[]): Promise<Finished> => lensgateCommand(['--data-dir', dataDir, ...args]);
  const table = await cameraTableOf(target);
  const recordOf = async (cameraName: string): Promise<CameraRecord> => (await getCameraRecord(table, cameraName))!;

  await run('manifest', 'add', '--serial', 'SN-1', '--camera', 'retired');
  await run('manifest', 'add', '--serial', 'SN-2', '--camera', 'rotated');
  await run('manifest', 'add', '--serial', 'SN-3', '--camera', 'renewed');
  await run('manifest', 'add', '--serial', 'SN-4', '--camera', 'drifted');
  for (const serial of ['SN-1', 'SN-2', 'SN-4']) {
    expect(await run('camera', 'start', '--serial', serial, '--exit-when-live')).toMatchObject({ code: 0 });
  }
  // It stays on: a renewal is between the cloud and a camera.
  const camera = startCommand(['--data-dir', dataDir, 'camera', 'start', '--serial', 'SN-3']);
  await camera.printed('Live as master');
  const before = {
    retired: await recordOf('retired'),
    rotated: await recordOf('rotated'),
    renewed: await recordOf('renewed'),
    drifted: await recordOf('drifted'),
  };
  const iot = new IoTClient(target.client);
  const drifted = await iot.send(new DescribeCertificateCommand({ certificateId: before.drifted.certificateId }));
  const drifter = drifted.certificateDescription!.certificateArn!;
  const policyNamesOf = async (arn: string): Promise<(string | undefined)[]> =>
    ((await iot.send(new ListAttachedPoliciesCommand({ target: arn }))).policies ?? []).map((one) => one.policyName);
  const [policyName] = await policyNamesOf(drifter);
  await iot.send(new DetachPolicyCommand({ policyName, target: drifter }));
  const share = shareKey('drifted', 'bob@example.com');
  const Item = { ...share, cameraName: 'drifted', userId: 'bob@example.com', epoch: 1 };
  await table.client.send(new PutCommand({ TableName: table.tableName, Item }));

  const of = (output: string): Promise<Running> => openRunning(target, output);
  const workflows = {
    renewal: await of('RenewalStateMachineArn'),
    retirement: await of('RetirementStateMachineArn'),
    rotation: await of('RotationStateMachineArn'),
    reconciliation: await of('ReconciliationStateMachineArn'),
  };
  // Time enough to be killed between its looks.
  await workflows.reconciliation.start({ secondLookAfterSeconds: 10 });
  await until(workflows.reconciliation.hasBegun);
  await askToRenew(target, 'renewed');
  const { cameraName, serialNumber, certificateId, epoch } = before.retired;
  await startRetirement(workflows.retirement.executions, {
    ...{ cameraName, serialNumber, certificateId, epoch, requestedBy: 'test', reason: 'The end of a test.' },
    ...{ certificate: 'ban', recordings: 'keep', manifest: 'remove' },
  });
  await startRotation(workflows.rotation.executions, before.rotated);
  const all = Object.entries(workflows);
  await until(async () => (await Promise.all(all.map(([, { hasBegun }]) => hasBegun()))).every(Boolean));
  const told = await Promise.all(all.map(([, { history }]) => history()));
  first.child.kill('SIGKILL');
  await first.finished;
  const killedAt = Date.now();

  const second = npmStart(dataDir, '--no-demo');
  await untilUp(second);
  await until(async () => (await Promise.all(all.map(([, { status }]) => status()))).every((one) => one !== 'RUNNING'));
  expect(await Promise.all(all.map(async ([name, { status }]) => [name, await status()]))).toEqual([
    ['renewal', 'SUCCEEDED'],
    ['retirement', 'SUCCEEDED'],
    ['rotation', 'SUCCEEDED'],
    ['reconciliation', 'SUCCEEDED'],
  ]);
  for (const [index, [name, { history }]] of all.entries()) {
    const after = await history();
    // Nothing of what was told is told otherwise now, and what ended did so after the kill.
    expect([name, after.slice(0, told[index]!.length)]).toEqual([name, told[index]]);
    const since = after.filter(({ timestamp }) => timestamp!.getTime() > killedAt);
    expect([name, since.length > 0]).toEqual([name, true]);
  }

  const statusOf = async (id: string): Promise<string | undefined> =>
    (await iot.send(new DescribeCertificateCommand({ certificateId: id }))).certificateDescription?.status;
  const kvs = new KinesisVideoClient(target.client);
  const channelArns = async (): Promise<(string | undefined)[]> =>
    ((await kvs.send(new ListSignalingChannelsCommand({}))).ChannelInfoList ?? []).map(({ ChannelARN }) => ChannelARN);
  // A channel is DELETING for a moment.
  await until(async () => !(await channelArns()).includes(before.retired.channelArn));
  const [rotated, renewed] = [await recordOf('rotated'), await recordOf('renewed')];
  expect(await getCameraRecord(table, 'retired')).toBeUndefined();
  expect(await statusOf(certificateId)).toBe('INACTIVE');
  expect((await channelArns()).sort()).toEqual(
    [rotated.channelArn, renewed.channelArn, before.drifted.channelArn].sort(),
  );
  expect(rotated).toMatchObject({ status: 'ACTIVE', certificateId: before.rotated.certificateId });
  expect(rotated.channelArn).not.toBe(before.rotated.channelArn);
  expect(renewed).toMatchObject({ status: 'ACTIVE', channelArn: before.renewed.channelArn });
  expect(renewed.certificateId).not.toBe(before.renewed.certificateId);
  expect(await statusOf(renewed.certificateId)).toBe('ACTIVE');
  expect(await statusOf(before.renewed.certificateId)).toBe('INACTIVE');
  expect(await policyNamesOf(drifter)).toEqual([policyName]);
  expect((await table.client.send(new GetCommand({ TableName: table.tableName, Key: share }))).Item).toBeUndefined();
  const entered = (await workflows.reconciliation.history()).map((event) => event.stateEnteredEventDetails?.name);
  for (const [state, times] of Object.entries({ AttachPolicy: 1, DeleteItem: 1, AnnounceDriftRepaired: 2 })) {
    expect([state, entered.filter((name) => name === state).length]).toEqual([state, times]);
  }

  camera.child.kill('SIGINT');
  await camera.finished;
  second.child.kill('SIGINT');
  expect(await second.finished).toMatchObject({ code: 0, err: '' });
  await temporary.remove();
}, 240_000);

interface Running {
  readonly executions: Executions;
  readonly start: (input: object) => Promise<unknown>;
  /** Of its newest execution. */
  readonly history: () => Promise<HistoryEvent[]>;
  readonly status: () => Promise<string | undefined>;
  /** A first Task is done. */
  readonly hasBegun: () => Promise<boolean>;
}

async function openRunning(target: Target, output: string): Promise<Running> {
  const [sfn, stateMachineArn] = [new SFNClient(target.client), await target.output(output)];
  const executions = executionsOf(sfn, stateMachineArn);
  const newest = async () =>
    (await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }))).executions?.[0];
  const history = async (): Promise<HistoryEvent[]> => {
    const execution = await newest();
    return execution ? executions.historyOf(execution.executionArn!) : [];
  };
  return {
    executions,
    start: (input) => sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })),
    history,
    status: async () => (await newest())?.status,
    hasBegun: async () => (await history()).some(({ type }) => type === 'TaskStateExited'),
  };
}
