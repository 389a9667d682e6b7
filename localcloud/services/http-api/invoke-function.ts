// Calling a function as the API: with the permission that the function gives to this source, and no longer than the time limit.
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal } from '../../core/principal.ts';

/** Why a function gave no answer. `kind` decides the status, the message is for the operator. */
export class InvocationFailed extends Error {
  override readonly name = 'InvocationFailed';
  readonly kind: 'timeout' | 'throttled' | 'failed';

  constructor(kind: 'timeout' | 'throttled' | 'failed', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What the function returned, parsed. Throws InvocationFailed. */
export async function invokeFunction(
  cloud: CloudContext,
  functionArn: string,
  sourceArn: string,
  event: object,
  timeoutMs: number,
): Promise<unknown> {
  const principal = servicePrincipal('apigateway.amazonaws.com', cloud.accountId, sourceArn);
  const invocation = cloud.aws.call(principal, 'lambda', 'Invoke', {
    FunctionName: functionArn,
    Payload: Buffer.from(JSON.stringify(event)),
  });
  const { FunctionError, Payload } = await withinTime(cloud, invocation, functionArn, timeoutMs);
  const payload = Payload === undefined ? 'null' : Buffer.from(Payload).toString();
  if (FunctionError !== undefined) {
    // The error's type only: its message is the function's own, and may quote the request.
    const { errorType } = parse(functionArn, payload) as { errorType?: string };
    throw new InvocationFailed('failed', `${functionArn} failed with ${errorType ?? FunctionError}`);
  }
  return parse(functionArn, payload === '' ? 'null' : payload);
}

function parse(functionArn: string, payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    throw new InvocationFailed('failed', `${functionArn} did not return JSON`);
  }
}

function withinTime<T>(cloud: CloudContext, call: Promise<T>, functionArn: string, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = cloud.clock.after(timeoutMs, () =>
      reject(new InvocationFailed('timeout', `${functionArn} did not answer within ${timeoutMs} ms`)),
    );
    call.then(resolve, (error: unknown) => reject(invocationFailed(functionArn, error))).finally(() => timer.cancel());
  });
}

function invocationFailed(functionArn: string, error: unknown): Error {
  if (!(error instanceof AwsError)) return error as Error;
  const kind = error.name === 'TooManyRequestsException' ? 'throttled' : 'failed';
  return new InvocationFailed(kind, `${functionArn}: ${error.name}: ${error.message}`);
}
