// Ends what a banned certificate can do now: it is made INACTIVE, and the connection of whoever has it ends.
import {
  DescribeCertificateCommand,
  ListPrincipalThingsCommand,
  UpdateCertificateCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { DeleteConnectionCommand, type IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { certificateOf } from '../../executions/attempt.ts';
import { newestExecutions, type Executions } from '../../executions/executions.ts';
import { orGone } from './or-gone.ts';

export interface Withdrawn {
  readonly certificateId: string;
  /**
   * `withdrawn`: it is INACTIVE now. `inactive`: it was before. `unknown`: AWS IoT doesn't know it. `registering`: a registration that
   * began before the ban still runs, and may activate it again.
   */
  readonly outcome: 'withdrawn' | 'inactive' | 'unknown' | 'registering';
  /** Names of the things that it is attached to. */
  readonly cameras: readonly string[];
}

export interface WithdrawalDependencies {
  readonly iot: Pick<IoTClient, 'send'>;
  readonly iotData: Pick<IoTDataPlaneClient, 'send'>;
  /** Of ProvisionCamera. */
  readonly executions: Pick<Executions, 'list'>;
  readonly pause: (ms: number) => Promise<unknown>;
}

const mostLooks = 30;
const lookEveryMs = 2_000;
const mostRunning = 10_000;

/**
 * The bans must be written: a registration that begins after that is refused. One that began before is waited for, since it would
 * activate the certificate again. Rejects with the SDK's error; whoever runs it again goes on.
 */
export async function withdraw(
  certificateIds: readonly string[],
  dependencies: WithdrawalDependencies,
  onProgress: (done: number) => void = () => undefined,
): Promise<Withdrawn[]> {
  const outcomes = new Map<string, Withdrawn>();
  let left = certificateIds;
  for (let look = 1; ; look++) {
    const running = await certificatesThatRegister(dependencies.executions);
    for (const certificateId of left) {
      const before = outcomes.get(certificateId);
      const now = await withdrawOne(certificateId, dependencies);
      outcomes.set(certificateId, before?.outcome === 'withdrawn' ? { ...now, outcome: 'withdrawn' } : now);
      onProgress(outcomes.size);
    }
    left = left.filter((certificateId) => running.has(certificateId));
    if (left.length === 0) return [...outcomes.values()];
    if (look === mostLooks) break;
    await dependencies.pause(lookEveryMs);
  }
  return [...outcomes.values()].map((one) =>
    left.includes(one.certificateId) ? { ...one, outcome: 'registering' as const } : one,
  );
}

async function certificatesThatRegister(executions: Pick<Executions, 'list'>): Promise<ReadonlySet<string>> {
  const running = await newestExecutions(executions, { status: 'RUNNING', limit: mostRunning });
  return new Set(running.map(({ name = '' }) => certificateOf(name)));
}

async function withdrawOne(certificateId: string, { iot, iotData }: WithdrawalDependencies): Promise<Withdrawn> {
  const known = await lookAtCertificate(certificateId, iot);
  if (known === undefined) return { certificateId, outcome: 'unknown', cameras: [] };
  const { status, cameras } = known;
  const isGood = status === 'ACTIVE' || status === 'PENDING_ACTIVATION';
  if (isGood) await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
  // A connection that is open outlives its certificate by minutes.
  for (const clientId of cameras)
    await orGone(iotData.send(new DeleteConnectionCommand({ clientId, cleanSession: true })));
  return { certificateId, outcome: isGood ? 'withdrawn' : 'inactive', cameras };
}

/** Its status, and the names of the things that it is attached to. Undefined when AWS IoT doesn't know it. */
export async function lookAtCertificate(
  certificateId: string,
  iot: Pick<IoTClient, 'send'>,
): Promise<{ readonly status: string; readonly cameras: readonly string[] } | undefined> {
  const described = await orGone(iot.send(new DescribeCertificateCommand({ certificateId })));
  const { certificateArn: principal, status = '' } = described?.certificateDescription ?? {};
  if (principal === undefined) return undefined;
  const attached = await orGone(iot.send(new ListPrincipalThingsCommand({ principal, maxResults: 250 })));
  return { status, cameras: attached?.things ?? [] };
}
