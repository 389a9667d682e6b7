// What docs/console.md says that the console's credentials need on AWS: with exactly that everything works, and nothing of it is too much.
import { readFileSync } from 'node:fs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DescribeStackResourcesCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openManifestTable } from '../../cli/manifest/table.ts';
import type { DeadLetterQueues, DeadLetters } from '../../console/api/attention.ts';
import type { ExecutionDetail } from '../../console/api/executions.ts';
import { keepKnocking, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { stopCommands } from '../support/command-line.ts';
import { startTestConsoleOnAws, type TestConsole } from '../support/console.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { importInConsole } from '../support/manifest-import.ts';
import { until } from '../support/until.ts';

const RoleName = 'ConsoleAdmin';
const documented = new Set(
  readFileSync('docs/console.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((row) => [...row.split('|')[1]!.matchAll(/`([a-z-]+:[A-Za-z]+)`/g)].map(([, action]) => action!)),
);
/** Services that IAM calls otherwise, and SQS's batches, which need what one message needs. [Service authorization reference] */
const prefixes: Readonly<Record<string, string>> = { sfn: 'states', eventbridge: 'events', iotdataplane: 'iot' };
const actionOf = (service: string, operation: string): string =>
  `${prefixes[service] ?? service}:${service === 'sqs' ? operation.replace(/Batch$/, '') : operation}`;

let lensgate: Lensgate;
let web: TestConsole;
const used = new Set<string>();
beforeAll(async () => {
  lensgate = await startLensgate();
  const iam = new IAMClient(lensgate.client);
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policy({ Effect: 'Allow', Action: [...documented], Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Console', PolicyDocument }));
  const { context } = lensgate.cloud;
  const { credentials } = context.iam.assumeRole({
    roleArn: `arn:aws:iam::000000000000:role/${RoleName}`,
    by: context.iam.operatorPrincipal,
    sessionName: 'admin',
    durationSeconds: 900,
  });
  context.aws.intercept(({ service, operation, call }, proceed) => {
    // Nobody needs a permission for that one. [STS API reference]
    const isTheirs = call.principal.arn.includes(`/${RoleName}/`) && operation !== 'GetCallerIdentity';
    if (isTheirs) used.add(actionOf(service, operation));
    return proceed();
  });
  web = await startTestConsoleOnAws(lensgate, credentials);
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

async function get<T>(path: string): Promise<T> {
  const response = await web.ask(path);
  const body = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${body}`);
  return JSON.parse(body.trimEnd().split('\n').at(-1)!) as T;
}
async function post(path: string, body?: string): Promise<void> {
  const response = await web.ask(path, { method: 'POST', ...(body !== undefined && { body }) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}
const runs = async ({ certificateId }: TestCamera): Promise<Partial<ExecutionDetail>> =>
  get<Partial<ExecutionDetail>>(`/api/executions/${certificateId}`).catch(() => ({}));

/** Knocks until the execution is as wanted. */
async function knocking(cameraName: string, camera: TestCamera, wanted: (found: Partial<ExecutionDetail>) => boolean) {
  const giveUp = keepKnocking(lensgate, cameraName, camera);
  await until(async () => wanted(await runs(camera)));
  giveUp();
}

it('executions: all, one, registering again, stopping and redriving', async () => {
  const listening = await web.ask('/api/stream');
  const unknown = await makeCamera('SN-UNKNOWN');
  await knocking('nobody', unknown, ({ status }) => status === 'FAILED');
  await post(`/api/executions/${unknown.certificateId}/retry`);
  const table = openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
  await table.add({ serialNumber: 'SN-2', cameraName: 'garage' });
  const camera = await makeCamera('SN-2');
  await knocking(
    'garage',
    camera,
    (found) => found.runs?.some(({ name }) => name === 'WaitForSignalingChannel') === true,
  );
  await post(`/api/executions/${camera.certificateId}/stop`);
  await post(`/api/executions/${camera.certificateId}/redrive`);
  await until(async () => (await runs(camera)).status === 'SUCCEEDED');
  await until(() => Promise.resolve(used.has('states:ListExecutions') && used.has('dynamodb:Query')));
  await listening.body!.cancel();
});

it('cameras: all, one, its story and its certificate', async () => {
  const { certificateId } = await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door' });
  await get('/api/fleet');
  await get('/api/cameras/front-door');
  await get('/api/cameras/front-door/story/all');
  await get(`/api/certificates/${certificateId}`);
});

it('a manifest: preview and import', async () => {
  const csv = 'serial,camera,owner\nSN-3,attic,\nSN-1,front-door,\n';
  await post('/api/manifest/preview?file=cameras.csv', csv);
  const { news } = await importInConsole(web, csv, { makeClaimCodes: true });
  expect((await news()).at(-1)).toMatchObject({ kind: 'ended', added: 1, failed: [] });
});

it('attention: dead letters, their way back, and certificates that wait', async () => {
  const { StackResources } = await new CloudFormationClient(lensgate.client).send(
    new DescribeStackResourcesCommand({ StackName: 'Lensgate-dev-Service' }),
  );
  const { queues } = await get<DeadLetterQueues>('/api/dead-letters');
  const { id } = queues.find(({ title }) => title === 'Presence')!;
  const QueueUrl = StackResources!.find(({ LogicalResourceId }) => LogicalResourceId === id)!.PhysicalResourceId!;
  const sqs = new SQSClient(lensgate.client);
  for (const MessageBody of ['first', 'second', 'third'])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const { messages } = await get<DeadLetters>(`/api/dead-letters/${id}/messages`);
  expect(messages).toHaveLength(3);
  await post(`/api/dead-letters/${id}/messages/${messages[0]!.id}/delete`);
  await post(`/api/dead-letters/${id}/messages/${messages[1]!.id}/redrive`);
  await post(`/api/dead-letters/${id}/redrive`);
  expect(await get('/api/reconciliation')).toEqual({});
  expect(await get('/api/pending-certificates')).toMatchObject({ progress: { complete: true } });
});

it('actions: another certificate, other sessions, another owner, another code, and the end', async () => {
  const act = (what: string, body?: object) =>
    post(`/api/cameras/front-door/${what}`, body && JSON.stringify({ confirm: 'front-door', ...body }));
  await act('renew');
  await act('end-sessions', {});
  await act('owner', { owner: 'ada@example.com' });
  await act('owner', { owner: null });
  await act('claim-code');
  await act('retire', { certificate: 'ban', recordings: 'delete', manifest: 'remove' });
  expect(await get('/api/cameras/front-door')).toEqual({});
});

// Last: what all of the above asked for.
it('the documented actions are those that were used', () => expect([...used].sort()).toEqual([...documented].sort()));
