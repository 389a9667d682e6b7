// The deployed system as histories use it: who asks what, what the table says, which workflows run.
import { IoTClient } from '@aws-sdk/client-iot';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { openManifestTable, type ManifestTable } from '../../../cli/manifest/table.ts';
import { openTarget, type Target } from '../../../cli/target.ts';
import { executionsOf, type Executions } from '../../../executions/executions.ts';
import { getCameraRecord, type CameraRecord } from '../../../records/camera-record.ts';
import { sortKeys, type ItemKey, type Table } from '../../../records/camera-table.ts';
import { documentClient } from '../../../records/document-client.ts';
import { startLensgate, type Lensgate } from '../../support/lensgate.ts';
import { isEmptyQueue, noteQueued, type Queued } from '../../support/queues.ts';
import { until } from '../../support/until.ts';
import { HurriedClock } from './clock.ts';
import { cameraName, type User } from './model.ts';
import { reconcile } from './reconciler.ts';

const machines = {
  register: 'StateMachineArn',
  retire: 'RetirementStateMachineArn',
  rotate: 'RotationStateMachineArn',
  renew: 'RenewalStateMachineArn',
  reconcile: 'ReconciliationStateMachineArn',
} as const;
export type Machine = keyof typeof machines;
export const allMachines = Object.keys(machines) as Machine[];

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** It was asked twice, because a fault has stopped the function the first time. */
  readonly again: boolean;
}

export interface System {
  readonly lensgate: Lensgate;
  readonly clock: HurriedClock;
  readonly table: Table;
  readonly target: Target;
  readonly manifest: ManifestTable;
  readonly iot: IoTClient;
  readonly kinesisVideo: KinesisVideoClient;
  readonly executions: Readonly<Record<Machine, Executions>>;
  /** Everything that came to the queues, the oldest first. */
  readonly delivered: readonly Queued[];
  /** What ends what a fault has stopped, while that is under way. */
  recovering: Promise<unknown>;
  /** A renewal waits for a camera that won't connect with its new certificate. */
  isRenewalAbandoned: boolean;
  /** How often the function behind the API was stopped. */
  stoppedFunctions: number;
  /** Ends faults that have not struck. */
  readonly disarm: Set<() => void>;
  /** `path` follows `/cameras`, but that of pairings. Who hears of an outage, because a fault has stopped the function, asks again. */
  readonly ask: (user: User, method: string, path: string, body?: object) => Promise<Answer>;
  readonly record: () => Promise<CameraRecord | undefined>;
  readonly running: () => Promise<{ machine: Machine; name: string }[]>;
  /** Once nothing is under way any more. */
  readonly settle: () => Promise<void>;
  /** Limits are no part of what is tried here. */
  readonly forgetLimits: () => Promise<void>;
}

export async function startSystem(): Promise<System> {
  const clock = new HurriedClock();
  const lensgate = await startLensgate({ clock, delays: { deactivationMs: 100, detachmentMs: 50 } });
  const { client, outputs, dataDir } = lensgate;
  const [sfn, sqs] = [new SFNClient(client), new SQSClient(client)];
  const table = { client: documentClient(client), tableName: outputs.get('TableName')! };
  const executions = Object.fromEntries(
    allMachines.map((machine) => [machine, executionsOf(sfn, outputs.get(machines[machine])!)]),
  ) as Record<Machine, Executions>;
  const delivered = noteQueued(lensgate);
  const tokens = new Map<User, Promise<string>>();

  const askOnce = async (...[user, method, path, body]: Parameters<System['ask']>): Promise<Omit<Answer, 'again'>> => {
    if (!tokens.has(user)) tokens.set(user, lensgate.token(user));
    const response = await fetch(`${outputs.get('ApiUrl')!}${path.startsWith('/pairings') ? '' : '/cameras'}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await tokens.get(user)!}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
  };

  const system: System = {
    lensgate,
    clock,
    table,
    target: await openTarget({ dataDir, stack: 'Lensgate-dev-Service', json: true }),
    manifest: openManifestTable(client, table.tableName),
    iot: new IoTClient(client),
    kinesisVideo: new KinesisVideoClient(client),
    executions,
    delivered,
    recovering: Promise.resolve(),
    isRenewalAbandoned: false,
    stoppedFunctions: 0,
    disarm: new Set(),
    async ask(...request) {
      for (let again = false; ; again = true) {
        const before = system.stoppedFunctions;
        const answer = await askOnce(...request);
        if (system.stoppedFunctions === before || answer.status < 500) return { ...answer, again };
        await system.forgetLimits();
      }
    },
    record: () => getCameraRecord(table, cameraName),
    async running() {
      const lists = allMachines.map(async (machine) => {
        const { executions: found } = await executions[machine].list({ limit: 100, status: 'RUNNING' });
        return found.map(({ name }) => ({ machine, name: name! }));
      });
      return (await Promise.all(lists)).flat();
    },
    async settle() {
      let nights = 2;
      await until(async () => {
        await system.recovering;
        if (system.isRenewalAbandoned) await endRenewals(system);
        const queues = [...new Set(delivered.map(({ QueueUrl }) => QueueUrl))].filter((url) => !/DeadLetter/.test(url));
        if (!(await Promise.all(queues.map((url) => isEmptyQueue(sqs, url)))).every(Boolean)) return false;
        const running = await system.running();
        if (running.length > 0) return false;
        system.isRenewalAbandoned = false;
        if (!isUnfinished(await system.record()) || nights-- === 0) return true;
        await reconcile(system);
        return false;
      });
    },
    async forgetLimits() {
      const { client, tableName: TableName } = table;
      const { Items = [] } = await client.send(new ScanCommand({ TableName, ProjectionExpression: 'pk, sk' }));
      for (const { pk, sk } of Items as ItemKey[]) {
        if (sk === sortKeys.bucket) await client.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
      }
    },
  };
  return system;
}

/** Nobody works on it: that is for the reconciler, which may have looked while somebody did. */
const isUnfinished = ({ status, nextCertificateId, formerCertificateId }: Partial<CameraRecord> = {}): boolean =>
  ['ROTATING', 'RETIRING'].includes(status ?? '') || (nextCertificateId ?? formerCertificateId) !== undefined;

/** The ten minutes of a renewal are over: another execution, which has the camera's name and nothing else, finds that and ends it. */
async function endRenewals({ executions, running }: System): Promise<void> {
  for (const { machine, name } of await running()) {
    if (machine !== 'renew' || name.startsWith('late-')) continue;
    await executions.renew.stop(name, { error: 'Late', cause: 'By a history.' });
    await executions.renew.start(`late-${name}`.slice(0, 80), JSON.stringify({ cameraName }));
  }
}
