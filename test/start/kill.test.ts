// kill -9 in the middle of a registration: what was acknowledged is there after the next start, and what was running goes on.
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  type ExecutionListItem,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { WebSocket } from 'ws';
import { newestReports, readCameraEvent, readExecutionReport } from '../../records/camera-history.ts';
import { documentClient } from '../../records/document-client.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { lensgateCommand, startCommand, stopCommands, type Finished } from '../support/command-line.ts';
import { makeDataDir, npmStart, readEndpoints, untilUp } from '../support/npm-start.ts';
import { until } from '../support/until.ts';

// The loop that waits for the channel: entered as often as it takes.
const untilActive = ['WaitForSignalingChannel', 'DescribeSignalingChannel', 'IsSignalingChannelActive'];

afterAll(stopCommands);

it('goes on where it was', async () => {
  const temporary = await temporaryDirectory();
  const dataDir = join(temporary.path, 'data');
  await makeDataDir(dataDir);
  const first = npmStart(dataDir, '--no-demo');
  await untilUp(first);
  const { region, awsEndpointUrl: endpoint, operator: credentials } = await readEndpoints(dataDir);
  const [sfn, iot, sqs] = [SFNClient, IoTClient, SQSClient].map(
    (Client) => new Client({ region, endpoint, credentials }),
  ) as [SFNClient, IoTClient, SQSClient];
  const run = (...args: string[]): Promise<Finished> => lensgateCommand(['--data-dir', dataDir, ...args]);
  const manifest = async (serial: string, camera: string): Promise<void> => {
    expect(
      await run('manifest', 'add', '--serial', serial, '--camera', camera, '--owner', 'ada@example.com'),
    ).toMatchObject({ code: 0 });
  };
  const history = async ({ executionArn }: ExecutionListItem): Promise<HistoryEvent[]> =>
    (await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];

  await manifest('SN-1', 'front-door');
  await manifest('SN-2', 'garage');
  expect(await run('camera', 'start', '--serial', 'SN-1', '--exit-when-live')).toMatchObject({ code: 0 });
  const [{ stateMachineArn, name: firstName }] = JSON.parse((await run('executions', 'list', '--json')).out) as [
    ExecutionListItem,
  ];
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mine' }));

  // The camera stays on: for it the kill is a dropped connection among others.
  const camera = startCommand(['--data-dir', dataDir, 'camera', 'start', '--serial', 'SN-2', '--exit-when-live']);
  let running: ExecutionListItem | undefined;
  let before: HistoryEvent[] = [];
  while (!before.some(({ stateExitedEventDetails: exited }) => exited?.name === 'CreateSignalingChannel')) {
    const page = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    running = page.executions?.[0];
    if (running) before = await history(running);
  }
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'accepted just before the kill' }));
  first.child.kill('SIGKILL');
  await first.finished;
  const killedAt = Date.now();

  const second = npmStart(dataDir, '--no-demo');
  await untilUp(second);
  expect(await camera.finished).toMatchObject({ code: 0, out: expect.stringContaining('Live as master') });

  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions.map(({ name, status }) => [name, status])).toEqual([
    [running!.name, 'SUCCEEDED'],
    [firstName, 'SUCCEEDED'],
  ]);
  const after = await history(running!);
  // It was killed in the middle, and nothing of what was told is told otherwise now.
  expect(after.filter(({ timestamp }) => timestamp!.getTime() > killedAt).length).toBeGreaterThan(0);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.map(({ id }) => id)).toEqual(after.map((_, index) => index + 1));
  const done = before.flatMap(({ stateExitedEventDetails: exited }) => exited?.name ?? []);
  const entered = after.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
  expect(done).toEqual(expect.arrayContaining(['IdentifyCamera', 'CreateSignalingChannel']));
  for (const name of done.filter((state) => !untilActive.includes(state))) {
    expect([name, entered.filter((other) => other === name).length]).toEqual([name, 1]);
  }
  for (const { name } of executions) {
    const certificateId = name!.slice(0, 64);
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription?.status).toBe('ACTIVE');
  }

  // What was said of it before the kill and after it is in its history, however often it was said.
  const dynamoDb = new DynamoDBClient({ region, endpoint, credentials });
  const documents = documentClient({ region, endpoint, credentials });
  const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => name.includes('HistoryTable'));
  const written = async () => {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName }));
    const reports = newestReports(Items.flatMap((item) => readExecutionReport(item) ?? []));
    const kinds = Items.filter(({ pk }) => pk === 'camera#garage').map((item) => readCameraEvent(item)?.kind);
    return (
      reports.get(running!.name!)?.status === 'SUCCEEDED' &&
      kinds.includes('connected') &&
      kinds.includes('registered') &&
      kinds
    );
  };
  expect((await until(written)).filter((kind) => kind === 'registered')).toHaveLength(1);

  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['accepted just before the kill']);

  const { out } = await run('viewer-url', '--camera', 'front-door', '--email', 'ada@example.com');
  const viewer = new WebSocket(out.trim());
  await new Promise((resolve, reject) => viewer.once('open', resolve).once('error', reject));
  viewer.terminate();

  second.child.kill('SIGINT');
  expect(await second.finished).toMatchObject({ code: 0, err: '' });
  await temporary.remove();
}, 180_000);
