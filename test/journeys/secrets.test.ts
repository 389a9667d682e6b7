// Secrets reach no sink: everything that a run keeps secret is searched for in everything that it writes, tells and passes on. (D15)
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSignalingChannelEndpointCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { GetIceServerConfigCommand, KinesisVideoSignalingClient } from '@aws-sdk/client-kinesis-video-signaling';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { WebSocket } from 'ws';
import { connectCamera, makeCamera } from '../support/camera.ts';
import { lensgateCommand, startCommand, stopCommands } from '../support/command-line.ts';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { userTokens } from '../support/user-token.ts';
import { testAssembly } from '../support/test-assembly.ts';
import { until } from '../support/until.ts';

/** By name, so that a failure says which secret came out without saying it once more. */
const secrets = new Map<string, string>();
const sinks = new Map<string, string>();
const sent: string[] = [];
let lensgate: Lensgate;

beforeAll(async () => {
  lensgate = await startLensgate();
  const { cloud, client, dataDir, outputs } = lensgate;
  cloud.context.aws.intercept(({ operation, input }, proceed) => {
    if (/^(SendMessage|SendMessageBatch|PutEvents|StartExecution|Publish)$/.test(operation))
      sent.push(JSON.stringify(input));
    return proceed();
  });
  const run = async (name: string, ...args: string[]): Promise<string> => {
    const { out, err } = await lensgateCommand(['--data-dir', dataDir, ...args]);
    if (name !== '') sinks.set(`what lensgate ${name} printed`, out + err);
    return out;
  };

  await run('manifest', 'manifest', 'add', '--serial', 'SN-1', '--camera', 'front-door', '--owner', 'ada@example.com');
  const camera = startCommand(['--data-dir', dataDir, 'camera', 'start', '--serial', 'SN-1', '--json']);
  await camera.printed('went-live');

  // One that is refused, so that the failures' paths are walked too.
  const stranger = await makeCamera('SN-2');
  const giveUp = new AbortController();
  connectCamera(lensgate, 'nobody', stranger, giveUp.signal).catch(() => undefined);
  const sfn = new SFNClient(client);
  const stateMachineArn = outputs.get('StateMachineArn')!;
  const list = async () => (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
  while (!(await list()).some(({ status }) => status === 'FAILED'));
  giveUp.abort(new Error('enough'));

  const answers: string[] = [];
  const ask = async (
    path: string,
    headers: Record<string, string>,
    method = 'GET',
    body?: object,
  ): Promise<Record<string, string>> => {
    const response = await fetch(`${cloud.context.addresses.apiUrl}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) answers.push(text);
    return JSON.parse(text || '{}') as Record<string, string>;
  };
  const tokens = await userTokens(cloud.context, outputs, 'ada@example.com');
  const evesToken = await lensgate.token('eve@example.com');
  const ada = { authorization: `Bearer ${tokens.id_token}` };
  const { url = '' } = await ask('/cameras/front-door/viewer-url', ada);
  const { signedURL = '' } = await ask('/?channelName=front-door', { ...ada, cameraName: 'front-door' });
  await ask('/cameras/front-door/viewer-url', { authorization: `Bearer ${evesToken}` });
  await ask('/cameras/front-door/viewer-url', { authorization: `${ada.authorization}x` });
  const mend = cloud.context.aws.intercept(({ operation }, proceed) => {
    if (operation === 'BatchGetItem') throw new Error('the disk is on fire');
    return proceed();
  });
  await ask('/cameras/front-door/viewer-url', ada);
  mend();
  const wall = await ask('/viewer-urls', ada, 'POST', { cameras: ['front-door', 'nobody'] });
  const { source = '' } = await ask('/cameras/front-door/viewer-url?format=go2rtc', ada);
  const ofWall = wall as unknown as {
    results: { viewerUrl: { url: string; iceServers: { credential?: string }[] } }[];
  };
  const { url: wallUrl, iceServers } = ofWall.results[0]!.viewerUrl;

  // A camera goes through all hands: claimed with its code, after a wrong one, shared, handed over, taken, given up, claimed anew.
  const eve = { authorization: `Bearer ${evesToken}` };
  const added = await run('', 'manifest', 'add', '--serial', 'SN-3', '--camera', 'porch', '--json');
  const { claimCode } = JSON.parse(added) as { claimCode: string };
  await connectCamera(lensgate, 'porch', await makeCamera('SN-3'));
  const wrongCode = 'ZZZZ-YYYY-XXXXX-WWWW';
  const claim = (code: string, as: typeof eve) =>
    ask('/cameras/claim', as, 'POST', { serialNumber: 'SN-3', claimCode: code });
  await claim(wrongCode, ada);
  await claim(claimCode, ada);
  await claim(claimCode, eve);
  await ask('/cameras/claim', ada, 'POST', { serialNumber: 'SN-3', claimCode, and: 'an unknown field' });
  const { pairingToken = '' } = await ask('/pairings', ada, 'POST');
  await run('camera pair', ...['camera', 'pair', '--serial', 'SN-1', '--token', pairingToken]);

  // A camera brings a token while the queue of cameras takes nothing: the topic rule fails.
  const { pairingToken: lostToken = '' } = await ask('/pairings', ada, 'POST');
  const lost: string[] = [];
  const letIn = cloud.context.aws.intercept(({ operation, input }, proceed) => {
    const { QueueUrl, MessageBody } = input as { QueueUrl?: string; MessageBody?: string };
    if (operation !== 'SendMessage' || !/CameraMessagesQueue/.test(QueueUrl!)) return proceed();
    lost.push(MessageBody!);
    throw new AwsError('AccessDenied', 'The queue takes nothing.');
  });
  const pairing = run('camera pair in vain', ...['camera', 'pair', '--serial', 'SN-1', '--token', lostToken]);
  await until(async () => lost.length > 0);
  letIn();
  await ask('/cameras/porch/shares/eve%40example.com', ada, 'PUT', {});
  await ask('/cameras/porch/transfer', ada, 'POST', { to: 'eve@example.com' });
  await ask('/cameras/porch/transfer/accept', eve, 'POST');
  await ask('/cameras/porch/sessions', eve, 'DELETE');
  await ask('/cameras/porch/connection-failed', eve, 'POST');
  const { claimCode: nextCode = '' } = await ask('/cameras/porch/release', eve, 'POST');
  await claim(nextCode, ada);
  const itemsOf = async (output: string) => {
    const { Items } = await new DynamoDBClient(client).send(new ScanCommand({ TableName: outputs.get(output) }));
    return JSON.stringify(Items);
  };
  sinks.set('the table', await itemsOf('TableName'));
  const whole = async () => [await itemsOf('HistoryTableName')].find((items) => /"released"/.test(items));
  sinks.set('the history table', await until(whole));

  // A viewer, and one whose URL was tampered with.
  const viewer = new WebSocket(url);
  await new Promise((resolve, reject) => viewer.once('open', resolve).once('error', reject));
  await new Promise((resolve) => new WebSocket(`${url}0`).once('error', resolve));
  viewer.terminate();
  await run('executions list', 'executions', 'list', '--json');
  for (const { name = '' } of await list()) await run(`executions show ${name}`, 'executions', 'show', name, '--json');

  const ChannelARN = new URL(url).searchParams.get('X-Amz-ChannelARN')!;
  const SingleMasterChannelEndpointConfiguration = { Protocols: ['HTTPS' as const], Role: 'VIEWER' as const };
  const { ResourceEndpointList } = await new KinesisVideoClient(client).send(
    new GetSignalingChannelEndpointCommand({ ChannelARN, SingleMasterChannelEndpointConfiguration }),
  );
  const signaling = new KinesisVideoSignalingClient({
    ...client,
    endpoint: ResourceEndpointList![0]!.ResourceEndpoint!,
  });
  const { IceServerList = [] } = await signaling.send(new GetIceServerConfigCommand({ ChannelARN }));

  await pairing;
  camera.child.kill('SIGINT');
  const printed = await camera.finished;
  sinks.set('what lensgate camera start printed', printed.out + printed.err);

  for (const [name, token] of [...Object.entries(tokens), ["eve's token", evesToken] as const]) {
    if (name === 'expires_in' || name === 'token_type') continue;
    secrets.set(name, String(token));
    secrets.set(`the signature of ${name}`, String(token).split('.').at(-1)!);
  }
  secrets.set("the operator's secret key", client.credentials.secretAccessKey);
  secrets.set('the claim code', claimCode);
  secrets.set('the claim code after the release', nextCode);
  secrets.set('a wrong claim code', wrongCode);
  secrets.set('the pairing token', pairingToken);
  secrets.set('the pairing token that was lost', lostToken);
  iceServers.forEach(
    ({ credential }, index) => credential && secrets.set(`TURN password ${index} of the wall`, credential),
  );
  const go2rtc = source.replace(/^webrtc:/, '').split('#')[0]!;
  const urls = { 'viewer URL': url, 'signed URL': signedURL, 'URL of the wall': wallUrl, 'source for go2rtc': go2rtc };
  for (const [name, signed] of Object.entries(urls)) {
    const query = new URL(signed).searchParams;
    secrets.set(`the signature of the ${name}`, query.get('X-Amz-Signature')!);
    secrets.set(`the session token of the ${name}`, query.get('X-Amz-Security-Token')!);
  }
  IceServerList.forEach(({ Password }, index) => secrets.set(`TURN password ${index}`, Password!));
  const privateKeys = {
    'the device CA': await readFile(testAssembly.deviceCa.privateKeyPath, 'utf8'),
    'the registered camera': await readFile(join(dataDir, 'cameras', 'SN-1.pem'), 'utf8'),
    'the refused camera': stranger.identity.privateKey,
  };
  for (const [name, pem] of Object.entries(privateKeys)) {
    secrets.set(`the private key of ${name}`, /PRIVATE KEY-----\s+(\S{40})/.exec(pem)![1]!);
  }

  for (const { executionArn } of await list()) {
    const { events } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true, maxResults: 1000 }),
    );
    sinks.set(`the history of ${executionArn}`, JSON.stringify(events));
  }
  const sqs = new SQSClient(client);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls) {
    sinks.set(`the queue ${QueueUrl}`, JSON.stringify(await sqs.send(new ReceiveMessageCommand({ QueueUrl }))));
  }
  sinks.set('messages, events and inputs of executions', sent.join('\n'));
  sinks.set('refusals and errors of the API', answers.join('\n'));
  // Logs are complete when everything has stopped.
  await cloud.stop();
  const logs = join(dataDir, 'logs');
  for (const file of await readdir(logs, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) sinks.set(`the log ${file.name}`, await readFile(join(file.parentPath, file.name), 'utf8'));
  }
}, 120_000);
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

it('looks where something is written', () => {
  const writing = (name: RegExp) => [...sinks].filter(([sink, text]) => name.test(sink) && text.length > 100);
  expect(writing(/^the log .*authorize/i).length).toBeGreaterThan(0);
  expect(writing(/^the log .*api/i).length).toBeGreaterThan(0);
  expect(writing(/^the history of/)).toHaveLength(3);
  expect(sinks.get('messages, events and inputs of executions')).toContain('CameraProvisioned');
  expect(sinks.get('refusals and errors of the API')).toContain('Forbidden');
  expect(sinks.get('what lensgate camera start printed')).toContain('went-live');
  const changes = ['claimed', 'shared', 'transfer-offered', 'transfer-accepted', 'sessions-ended', 'released'];
  const audit = writing(/^the log .*ManageCameras/)
    .map(([, text]) => text)
    .join('');
  for (const change of changes) expect(audit).toContain(`"change":"${change}"`);
  expect(audit).toContain('claim refused');
  expect(sinks.get('the table')).toContain('claimCodeHash');
  for (const change of changes) expect(sinks.get('the history table')).toContain(change);
});

it('knows what to look for', () => {
  expect(secrets.size).toBeGreaterThanOrEqual(20);
  expect([...secrets.values()].filter((secret) => secret.length < 15)).toEqual([]);
});

it('finds no secret in any sink, in no spelling', () => {
  const found: string[] = [];
  for (const [name, secret] of secrets) {
    const spellings = [secret, secret.replaceAll('-', ''), encodeURIComponent(secret), ...inBase64(secret)];
    for (const [sink, text] of sinks) {
      if (spellings.some((spelling) => text.includes(spelling))) found.push(`${name} in ${sink}`);
    }
  }
  expect(found).toEqual([]);
});

/** However many bytes stand before it. What depends on its neighbours is left out. */
function inBase64(secret: string): string[] {
  return [0, 1, 2].map((before) =>
    Buffer.from('x'.repeat(before) + secret)
      .toString('base64')
      .slice(before === 0 ? 0 : 4, -4),
  );
}
