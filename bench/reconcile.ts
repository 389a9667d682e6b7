// How long one look at a large fleet takes, and how much memory: the deployed function at its own pace, against the local lists.
import { createHash } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { cameraKey, manifestKey, shareKey, type Item } from '../records/camera-table.ts';
import { startBenchCloud, type BenchCloud } from './cloud.ts';

/** `CAMERAS=1000 npm run bench -- reconcile` for a smaller fleet. */
const cameras = Number(process.env['CAMERAS'] ?? 100_000);
/** Of each kind, spread over the fleet. */
const drifting = 10;

export async function benchReconcile(): Promise<string> {
  const bench = await startBenchCloud();
  try {
    await fill(bench);
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 200);
    const calls = countCalls(bench);
    const began = performance.now();
    const look = await lookAtFleet(bench);
    const tookSeconds = (performance.now() - began) / 1000;
    clearInterval(sampling);
    return [
      `cameras        ${cameras.toLocaleString('en')}`,
      `one look       ${tookSeconds.toFixed(0)} s, of the 900 s that the function has`,
      `memory         ${Math.round((peak - before) / 2 ** 20)} MB more at most, the function and the lists that the cloud makes for it`,
      `calls          ${[...calls].map(([name, count]) => `${name} ${count}`).join(', ')}`,
      `found          ${Object.entries(look.counts)
        .filter(([, count]) => count > 0)
        .map(([drift, count]) => `${drift} ${count}`)
        .join(', ')}`,
      '',
      'The pace is that of the quotas: 7 calls a second to AWS IoT. Here the local cloud answers, on the same processor.',
    ].join('\n');
  } finally {
    await bench.stop();
  }
}

/** Straight into the store: a hundred thousand registrations would take the day. */
async function fill({ cloud, cameraTable, outputs }: BenchCloud): Promise<void> {
  const { store } = cloud.context;
  const yesterday = Date.now() - 24 * 60 * 60_000;
  const policyName = outputs.get('CameraPolicyName')!;
  const thingTypeName = outputs.get('CameraThingTypeName')!;
  const caCertificateId = store.collection<{ certificateId: string }>('iot-ca-certificates').values()[0]!.certificateId;
  const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
  let items: Item[] = [];
  const write = async (item: Item): Promise<void> => {
    items.push(item);
    if (items.length < 25) return;
    const RequestItems = { [cameraTable.tableName]: items.map((Item) => ({ PutRequest: { Item } })) };
    items = [];
    await cameraTable.client.send(new BatchWriteCommand({ RequestItems }));
  };
  for (let n = 0; n < cameras; n++) {
    const cameraName = `camera-${n}`;
    const serialNumber = `LG-${n}`;
    const certificateId = createHash('sha256').update(cameraName).digest('hex');
    const channelArn = arn('kinesisvideo', `channel/${cameraName}/${yesterday}`);
    const drift = n % Math.max(1, Math.floor(cameras / drifting)) === 0 ? Math.floor((n * drifting) / cameras) % 3 : -1;
    const certificate = { certificateId, caCertificateId, pem: '', status: 'ACTIVE', mode: 'DEFAULT' };
    const times = { createdAt: yesterday, modifiedAt: yesterday, notBefore: yesterday, notAfter: yesterday };
    void store.collection('iot-certificates').put(certificateId, { ...certificate, ...times, customerVersion: 1 });
    void store.collection('iot-attached-policies').put(arn('iot', `cert/${certificateId}`), [policyName]);
    const attributes = { serialNumber, certificateId };
    void store
      .collection('iot-things')
      .put(cameraName, { thingName: cameraName, thingTypeName, attributes, version: 1 });
    const tags = {
      'lensgate:stage': 'dev',
      'lensgate:serialNumber': serialNumber,
      'lensgate:certificateId': certificateId,
    };
    const channel = { name: cameraName, arn: channelArn, createdAt: yesterday, status: 'ACTIVE', version: '1', tags };
    if (drift !== 0)
      await store.collection('kinesisvideo-channels').put(cameraName, { ...channel, messageTtlSeconds: 60 });
    const record = { cameraName, serialNumber, certificateId, epoch: 2, firstEpoch: 1, status: 'ACTIVE', channelArn };
    const endpoints = { viewer: { wss: `wss://${'v'.repeat(60)}`, https: `https://${'v'.repeat(60)}` } };
    if (drift !== 1) await write({ ...cameraKey(cameraName), ...record, endpoints, userId: `user-${n}@example.com` });
    await write({ ...manifestKey(serialNumber), serialNumber, cameraName });
    if (drift === 2)
      await write({ ...shareKey(cameraName, 'bob@example.com'), cameraName, userId: 'bob@example.com', epoch: 1 });
  }
  for (let n = 0; items.length > 0; n++) await write({ ...manifestKey(`filler-${n}`), serialNumber: `filler-${n}` });
}

function countCalls({ cloud }: BenchCloud): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  cloud.context.aws.intercept((call, proceed) => {
    calls.set(call.operation, (calls.get(call.operation) ?? 0) + 1);
    return proceed();
  });
  return calls;
}

async function lookAtFleet({ cloud }: BenchCloud): Promise<{ counts: Readonly<Record<string, number>> }> {
  const { aws, iam } = cloud.context;
  const stack = { StackName: 'Lensgate-dev-Service' };
  const { StackResources } = await aws.call(iam.operatorPrincipal, 'cloudformation', 'DescribeStackResources', stack);
  const FunctionName = StackResources!.find(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === 'AWS::Lambda::Function' && LogicalResourceId?.includes('LookAtFleet'),
  )!.PhysicalResourceId!;
  const { Payload } = await aws.call(iam.operatorPrincipal, 'lambda', 'Invoke', {
    FunctionName,
    Payload: Buffer.from('{}') as never,
  });
  const answer = JSON.parse(Buffer.from(Payload as Uint8Array).toString()) as {
    counts: Record<string, number>;
    errorMessage?: string;
  };
  if (answer.errorMessage !== undefined) throw new Error(answer.errorMessage);
  return answer;
}
