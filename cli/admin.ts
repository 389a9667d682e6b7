// What an admin changes is told like what users change: who, what, which camera, why.
import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { announceBanOn, announceOn } from '../events/announce-change.ts';
import type { CameraOwnershipChanged, CertificateBanChanged } from '../events/index.ts';
import { describeFailure } from './failures.ts';
import type { Target } from './target.ts';

export type AdminChange = Omit<CameraOwnershipChanged, 'userId' | 'changedAt'>;
export type BanChange = Omit<CertificateBanChanged, 'userId' | 'changedAt'>;

export interface Admin {
  /** The AWS identity that the command line works as: its ARN, at most the last 256 characters. */
  readonly arn: string;
  /** The change has taken place, whatever becomes of this: an event bus that doesn't take it is a warning on stderr. */
  readonly announce: (change: AdminChange) => Promise<void>;
  /** Likewise. */
  readonly announceBan: (change: BanChange) => Promise<void>;
}

const longestArn = 256;

export async function adminOf(target: Target): Promise<Admin> {
  const [eventBusName, { Arn }] = await Promise.all([
    target.output('EventBusName'),
    new STSClient(target.client).send(new GetCallerIdentityCommand({})),
  ]);
  const client = new EventBridgeClient(target.client);
  const [announce, announceBan] = [announceOn(client, eventBusName), announceBanOn(client, eventBusName)];
  const arn = (Arn ?? 'unknown').slice(-longestArn);
  const byThem = () => ({ userId: arn, changedAt: new Date().toISOString() });
  const orWarn = (announced: Promise<void>): Promise<void> =>
    announced.catch((error: unknown) =>
      console.error(`It is done, but the history will not tell of it: ${describeFailure(error).message}`),
    );
  return {
    arn,
    announce: (change) => orWarn(announce({ ...change, ...byThem() })),
    announceBan: (change) => orWarn(announceBan({ ...change, ...byThem() })),
  };
}

/** One command is one request: what it did twice is told once. */
export const newRequestId = (): string => randomUUID();
