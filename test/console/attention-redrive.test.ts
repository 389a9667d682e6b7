// Redrive: a registration that was stopped goes on where it stood, and one that has been overtaken by anything is refused.
import { IoTClient, UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openManifestTable } from '../../cli/manifest/table.ts';
import type { ExecutionDetail, StateRun } from '../../console/api/executions.ts';
import { keepKnocking, makeCamera, type TestCamera } from '../support/camera.ts';
import { commandsAgainst } from '../support/command-line.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let web: TestConsole;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ lensgate, web, stop } = await startSystemWithConsole());
});
afterAll(() => stop());

const tableName = (): string => lensgate.outputs.get('TableName')!;
const manifest = () => openManifestTable(lensgate.client, tableName());
const detail = (name: string) => web.json<ExecutionDetail>(`/api/executions/${name}`);
const ended = (name: string): Promise<ExecutionDetail> =>
  until(async () => {
    const found = await detail(name);
    return found.status !== undefined && found.status !== 'RUNNING' && found;
  });
const post = async (name: string, action: 'stop' | 'retry' | 'redrive'): Promise<[number, unknown]> => {
  const response = await web.ask(`/api/executions/${name}/${action}`, { method: 'POST' });
  return [response.status, await response.json()];
};
const refusal = (words: RegExp): unknown => [409, { error: expect.stringMatching(words) }];
const runsOf = ({ runs }: ExecutionDetail, name: string): StateRun[] => runs.filter((run) => run.name === name);

/** A registration, stopped while its branches are at work. */
async function stopped(serialNumber: string, cameraName: string): Promise<TestCamera> {
  await manifest().add({ serialNumber, cameraName, owner: 'ada@example.com' });
  const camera = await makeCamera(serialNumber);
  const giveUp = keepKnocking(lensgate, cameraName, camera);
  await until(async () =>
    (await detail(camera.certificateId)).runs?.some(({ name }) => name === 'WaitForSignalingChannel'),
  );
  await post(camera.certificateId, 'stop');
  giveUp();
  expect(await detail(camera.certificateId)).toMatchObject({ status: 'ABORTED', canRedrive: true });
  return camera;
}

describe('a registration that was stopped', () => {
  let camera: TestCamera;
  let after: ExecutionDetail;
  beforeAll(async () => {
    camera = await stopped('SN-1', 'front-door');
    expect(await post(camera.certificateId, 'redrive')).toEqual([200, {}]);
    after = await ended(camera.certificateId);
  });

  it('goes on where it stood, to its success', async () => {
    expect(after).toMatchObject({ status: 'SUCCEEDED', cameraName: 'front-door', canRedrive: false });
    expect('error' in after).toBe(false);
    expect(after.history.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ExecutionAborted', 'ExecutionRedriven', 'ExecutionSucceeded']),
    );
    const read = new GetItemCommand({
      TableName: tableName(),
      Key: { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } },
    });
    expect((await new DynamoDBClient(lensgate.client).send(read)).Item).toMatchObject({
      status: { S: 'ACTIVE' },
      userId: { S: 'ada@example.com' },
    });
  });

  it('is drawn as one way: nothing is left stopped, and nothing is done twice', () => {
    expect(after.runs.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([]);
    expect(after.runs.filter(({ error }) => error !== undefined)).toEqual([]);
    for (const name of ['IdentifyCamera', 'ProvisionResources', 'CreateThing', 'CreateSignalingChannel']) {
      expect([name, runsOf(after, name).length, runsOf(after, name)[0]?.attempts]).toEqual([
        ...[name, 1, name === 'ProvisionResources' ? 0 : 1],
      ]);
    }
    const parallel = runsOf(after, 'ProvisionResources')[0]!;
    expect(runsOf(after, 'AttachPolicy')[0]!.enteredAt).toBeGreaterThanOrEqual(parallel.exitedAt!);
    const redrivenAt = after.history.find(({ type }) => type === 'ExecutionRedriven')!.at;
    expect(parallel.exitedAt!).toBeGreaterThan(redrivenAt);
    // Each event that happened in a state is told as that state's.
    const exits = after.history.filter(({ type }) => type.endsWith('StateExited'));
    for (const { state, details } of exits) expect(details).toContain(`"name":"${state}"`);
  });

  it('is told by the command line as it is drawn', async () => {
    const { states } = (await commandsAgainst(lensgate).json('executions', 'show', camera.certificateId)) as {
      states: { name: string; attempts: number; durationMs?: number; error?: string }[];
    };
    expect(states.map(({ name, attempts, durationMs, error }) => [name, attempts, durationMs, error])).toEqual(
      after.runs.map(({ name, attempts, enteredAt, exitedAt }) => [name, attempts, exitedAt! - enteredAt, undefined]),
    );
  });

  it('is not redriven once it has succeeded', async () => {
    expect(await post(camera.certificateId, 'redrive')).toEqual(refusal(/SUCCEEDED/));
  });
});

describe('a redrive is refused', () => {
  it('of one that failed: it has cleaned up', async () => {
    const camera = await makeCamera('SN-UNKNOWN');
    const giveUp = keepKnocking(lensgate, 'nobody', camera);
    expect((await ended(camera.certificateId)).canRedrive).toBe(false);
    giveUp();
    expect(await post(camera.certificateId, 'redrive')).toEqual(refusal(/cleaned up.*Register again/));
  });

  it('when a later attempt has taken over', async () => {
    const { certificateId } = await stopped('SN-2', 'garage');
    expect(await post(certificateId, 'retry')).toEqual([200, { executionName: `${certificateId}-2` }]);
    expect((await ended(`${certificateId}-2`)).status).toBe('SUCCEEDED');
    expect(await post(certificateId, 'redrive')).toEqual(refusal(new RegExp(`${certificateId}-2`)));
  });

  it('when the manifest gives the camera to somebody else by now', async () => {
    const { certificateId } = await stopped('SN-3', 'attic');
    await manifest().add({ serialNumber: 'SN-3', cameraName: 'attic', owner: 'eve@example.com' });
    expect(await post(certificateId, 'redrive')).toEqual(refusal(/manifest says something else/));
  });

  it('when the certificate was withdrawn', async () => {
    const { certificateId } = await stopped('SN-4', 'cellar');
    const withdraw = new UpdateCertificateCommand({ certificateId, newStatus: 'REVOKED' });
    await new IoTClient(lensgate.client).send(withdraw);
    expect(await post(certificateId, 'redrive')).toEqual(refusal(/REVOKED/));
    expect((await detail(certificateId)).status).toBe('ABORTED');
  });
});
