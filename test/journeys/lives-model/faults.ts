// What goes wrong in a workflow: an answer that is lost, and a stop at any call, whether it takes place or not.
import { startOnce } from '../../../executions/start-once.ts';
import { certificateOf } from '../../../executions/attempt.ts';
import { retryRegistration } from '../../../cli/executions/retry-registration.ts';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import { cameraName } from './model.ts';
import { reconcile } from './reconciler.ts';
import type { Machine, System } from './system.ts';

const outage = (service: string): AwsError =>
  new AwsError(service === 'dynamodb' ? 'InternalServerError' : 'InternalFailureException', 'the answer was lost', {
    statusCode: 500,
  });

/** The call takes place, and who made it hears of an outage. Of those that workflows and functions make: their retries are what is tried here. */
export function loseAnswer(system: System, after: number): void {
  let left = after;
  const restore = system.lensgate.cloud.context.aws.intercept(async ({ service, call }, proceed) => {
    const isOfWorkflow = call.principal.kind === 'role' && ['iot', 'kinesisvideo', 'dynamodb'].includes(service);
    if (!isOfWorkflow || left-- > 0) return proceed();
    restore();
    await proceed();
    throw outage(service);
  });
  system.disarm.add(restore);
}

export interface Stop {
  readonly after: number;
  readonly takesPlace: boolean;
  /** How it goes on. */
  readonly then: 'redrive' | 'again' | 'reconcile';
}

/** Every workflow that runs is stopped at some call of one of them. What is left is ended as `then` says, while whoever waits waits. */
export function stopAtCall(system: System, { after, takesPlace, then }: Stop): void {
  let left = after;
  const restore = system.lensgate.cloud.context.aws.intercept(async ({ service, operation, call }, proceed) => {
    // Of workflows alone: their roles are named after them, and functions have roles of their own.
    const isOfWorkflow = workflowRole.test(call.principal.roleArn ?? '');
    if (!isOfWorkflow || operation === 'DescribeExecution' || left-- > 0) return proceed();
    restore();
    if (takesPlace) await proceed().catch(() => undefined);
    const stopping = stopAll(system);
    const recovered = stopping.then((stopped) => recover(system, stopped, then));
    system.recovering = Promise.all([system.recovering, recovered]);
    await stopping;
    throw outage(service);
  });
  system.disarm.add(restore);
}

const workflowRole = /(ProvisionCamera|RetireCamera|RotateChannel|RenewCertificate)Role/;

/** The function behind the API dies at some call: whoever asked hears of an outage, and asks again. */
export function stopFunction(system: System, { after, takesPlace }: Omit<Stop, 'then'>): void {
  let left = after;
  const restore = system.lensgate.cloud.context.aws.intercept(async ({ call }, proceed) => {
    if (!/ManageCamerasRole/.test(call.principal.roleArn ?? '') || left-- > 0) return proceed();
    restore();
    if (takesPlace) await proceed();
    system.stoppedFunctions++;
    // Not one that the SDK tries again.
    throw new AwsError('FunctionStopped', 'nobody hears of it', { statusCode: 400 });
  });
  system.disarm.add(restore);
}

interface Stopped {
  readonly machine: Machine;
  readonly name: string;
}

async function stopAll(system: System): Promise<Stopped[]> {
  const stopped = (await system.running()).filter(({ machine }) => machine !== 'reconcile');
  for (const { machine, name } of stopped) {
    await system.executions[machine].stop(name, { error: 'Stopped', cause: 'By a history.' }).catch(() => undefined);
  }
  return stopped;
}

async function recover(system: System, stopped: readonly Stopped[], then: Stop['then']): Promise<void> {
  const registrations = stopped.filter(({ machine }) => machine === 'register').map(({ name }) => name);
  // What a registration had started ends with it, and is started by it again.
  const outer = stopped.filter(({ name }) => !registrations.some((parent) => name.startsWith(`${parent}-`)));
  if (then === 'reconcile') await reconcile(system);
  for (const { machine, name } of outer) {
    if (then === 'redrive') await system.executions[machine].redrive(name);
    else if (then === 'again') await again[machine]!(system, name);
  }
}

const again: Partial<Record<Machine, (system: System, name: string) => Promise<unknown>>> = {
  register: ({ lensgate, executions }, name) =>
    // The camera, which knocks all the time, may have been quicker.
    retryRegistration(lensgate.client, lensgate.outputs.get('RegistrationQueueUrl')!, executions.register, name).catch(
      (error: Error) => {
        if (!error.message.startsWith('Nothing to retry')) throw error;
      },
    ),
  retire: (system, name) => startAgain(system, 'retire', name),
  rotate: (system, name) => startAgain(system, 'rotate', name),
  // [docs/admin.md: an execution that was stopped is finished by another one that has the camera's name and nothing else]
  renew: ({ executions }, name) =>
    executions.renew.start(`finish-${name.slice(0, 60)}`, JSON.stringify({ cameraName })),
};

async function startAgain({ executions }: System, machine: Machine, name: string): Promise<unknown> {
  const { input } = await executions[machine].describe(name);
  return startOnce(executions[machine], certificateOf(name), input!);
}
