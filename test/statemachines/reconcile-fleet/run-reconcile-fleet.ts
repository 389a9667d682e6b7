// Runs reconcile-fleet in a world with the workflows that it starts, and with the answers that a test gives in the function's place.
import { drifts } from '../../../functions/reconcile-fleet/drift.ts';
import { stepFunctions } from '../../../localcloud/services/stepfunctions/stepfunctions.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import {
  eventBusName,
  policyName,
  startWorld,
  tableName,
  thingTypeName,
  type AnnouncedEvent,
  type World,
} from '../provision-camera/world.ts';
import { runDefinition, type Ran } from '../run-definition.ts';
import type { Answers } from '../scripted-answers.ts';
import { policiesOfRole } from '../template-role.ts';
import { machineArn, registrationQueueName } from './findings.ts';

const definitionInGit = JSON.stringify(readDefinition('reconcile-fleet'));

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:LookAtFleet';
const roleArn = 'arn:aws:iam::000000000000:role/ReconcileFleet';

export interface Look {
  readonly repairs?: readonly object[];
  readonly suspected?: readonly string[];
  readonly found?: readonly object[];
  readonly postponed?: string;
}

export interface FleetWorld extends World {
  /** What the function was asked with, in order. */
  readonly asked: object[];
  /** What it answers, in order. */
  looks: Look[];
}

export async function startFleetWorld(): Promise<FleetWorld> {
  const world = await startWorld(stepFunctions);
  const { context } = world;
  const fleet: FleetWorld = { ...world, asked: [], looks: [] };
  context.aws.intercept(async ({ operation, input }, proceed) => {
    const { FunctionName, Payload } = input as { FunctionName?: string; Payload?: Uint8Array };
    if (operation !== 'Invoke' || FunctionName !== functionArn) return proceed();
    fleet.asked.push(JSON.parse(Buffer.from(Payload!).toString()) as object);
    const { repairs = [], suspected = [], found = [], ...more } = fleet.looks[fleet.asked.length - 1] ?? {};
    const counts = { ...nothing, leftovers: found.length };
    const look = { repairs, suspected, found, counts, ...more };
    return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(look)) };
  });
  const trust = { Effect: 'Allow' as const, Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } };
  const arns = {
    LookAtFleet: functionArn,
    RetireCamera: machineArn('RetireCamera'),
    RotateChannel: machineArn('RotateChannel'),
    RenewCertificate: machineArn('RenewCertificate'),
    RegistrationQueue: `arn:aws:sqs:us-east-1:000000000000:${registrationQueueName}`,
    CameraTable: `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}`,
    EventBus: `arn:aws:events:us-east-1:000000000000:event-bus/${eventBusName}`,
  };
  const policies = policiesOfRole('ReconcileFleetRole', arns, { streams: true });
  await context.iam.putRole({
    name: 'Fleet',
    arn: roleArn,
    trust: { Statement: trust },
    policies,
    maxSessionSeconds: 3600,
  });
  await world.call('sqs', 'CreateQueue', { QueueName: registrationQueueName });
  const definition = JSON.stringify(
    machineOf({
      HowLong: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.ends %}', Next: 'Done' }], Default: 'Work' },
      Work: { Type: 'Wait', Timestamp: '2099-01-01T00:00:00Z', Next: 'Done' },
      Done: { Type: 'Succeed' },
    }),
  );
  for (const name of ['RetireCamera', 'RotateChannel', 'RenewCertificate']) {
    await world.call('sfn', 'CreateStateMachine', { name, definition, roleArn });
  }
  return fleet;
}

/** As the function knows a finding again. */
export const keyOf = ({ drift, subject }: Record<string, unknown>): string => `${String(drift)} ${String(subject)}`;

/** The first look suspects it, the second one is sure. */
export const bothLooks = (finding: Readonly<Record<string, unknown>>): Look[] => [
  { suspected: [keyOf(finding)] },
  { repairs: [finding], suspected: [keyOf(finding)], found: [finding] },
];

export const announcedSince = (world: World, before: number, type: string): AnnouncedEvent[] =>
  world.announced.slice(before).filter(({ detailType }) => detailType === type);

/** As the function counts where there is nothing. */
export const nothing = Object.fromEntries(drifts.map((drift) => [drift, 0]));

let runs = 0;

export async function runReconcileFleet(
  world: FleetWorld,
  looks: readonly Look[],
  {
    input = {},
    answers,
    definition = definitionInGit,
  }: {
    input?: { dryRun?: boolean; secondLookAfterSeconds?: number };
    answers?: Answers | undefined;
    definition?: string | undefined;
  } = {},
): Promise<Ran> {
  world.looks = [...looks];
  world.asked.length = 0;
  const values: Readonly<Record<string, string>> = {
    ReconcileFleetFunctionArn: functionArn,
    RetireCameraArn: machineArn('RetireCamera'),
    RotateChannelArn: machineArn('RotateChannel'),
    RenewCertificateArn: machineArn('RenewCertificate'),
    RegistrationQueueUrl: `http://127.0.0.1:4566/000000000000/${registrationQueueName}`,
    CameraTableName: tableName,
    CameraPolicyName: policyName,
    CameraThingTypeName: thingTypeName,
    EventBusName: eventBusName,
  };
  return runDefinition(world, {
    definition: definition.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name]!),
    stateMachineName: 'ReconcileFleet',
    executionName: `reconcile-${++runs}`,
    roleArn,
    input,
    ...(answers && { answers }),
  });
}
