// Handing an event to a target: each kind of target is one entry of a table.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Target } from '@aws-sdk/client-eventbridge';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Principal } from '../../core/principal.ts';
import type { BusEvent } from './event.ts';

type Hand = (cloud: CloudContext, as: Principal, target: Target, input: string) => Promise<unknown>;

const kinds: Readonly<Record<string, Hand>> = {
  sqs: (cloud, as, { Arn }, input) =>
    cloud.aws.call(as, 'sqs', 'SendMessage', { QueueUrl: queueUrl(cloud, Arn!), MessageBody: input }),
  lambda: (cloud, as, { Arn }, input) =>
    cloud.aws.call(as, 'lambda', 'Invoke', { FunctionName: Arn, InvocationType: 'Event', Payload: Buffer.from(input) }),
  logs: async (cloud, _as, { Arn }, input) => {
    const group = Arn!.split(':log-group:')[1]!.replace(/:\*$/, '');
    const directory = join(cloud.dataDir, 'logs');
    await mkdir(directory, { recursive: true });
    await appendFile(join(directory, `${group.replace(/^\//, '').replaceAll('/', '-')}.log`), `${input}\n`);
  },
};
const members = ['Id', 'Arn', 'Input', 'InputPath', 'RetryPolicy', 'DeadLetterConfig'];

/** Throws an Error that names what isn't imitated. */
export function validateTarget(target: Target): void {
  const kind = kindOf(target);
  if (!Object.hasOwn(kinds, kind)) {
    throw new Error(
      `target ${target.Id}: ${target.Arn} is not imitated; targets may be ${Object.keys(kinds).join(', ')}`,
    );
  }
  const unknown = Object.keys(target).find((name) => !members.includes(name));
  if (unknown) throw new Error(`target ${target.Id}: ${unknown} is not imitated; ${members.join(', ')} are`);
}

/** Throws what the target's service answers: missing permission, missing target, outage. */
export async function sendToTarget(cloud: CloudContext, as: Principal, target: Target, input: string): Promise<void> {
  await kinds[kindOf(target)]!(cloud, as, target, input);
}

/** What the target gets: the event, a part of it (`$.detail`), or a constant. */
export function inputFor({ Input, InputPath }: Target, event: BusEvent): string {
  if (Input !== undefined) return Input;
  const keys = (InputPath ?? '$').split('.').slice(1);
  return JSON.stringify(
    keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event) ?? {},
  );
}

export function queueUrl(cloud: CloudContext, queueArn: string): string {
  const [account, name] = queueArn.split(':').slice(-2);
  return `${cloud.addresses.awsEndpointUrl}/${account}/${name}`;
}

function kindOf({ Arn = '' }: Target): string {
  return Arn.split(':')[2] ?? '';
}
