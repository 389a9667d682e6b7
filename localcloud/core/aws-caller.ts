// The one door to every AWS API inside the cloud: permission first, then the operation. HTTP requests, state machine tasks and rules all pass here.
import { randomUUID } from 'node:crypto';
import { authorize } from '../access/authorize.ts';
import { many } from '../access/policy.ts';
import { AwsError } from './aws-error.ts';
import type { InputOf, OperationName, OutputOf, ServiceId, ServiceModel } from './aws-model.ts';
import type { Principal } from './principal.ts';
import type { AwsApi, Call, StreamedRequest, StreamingOperation } from './operation.ts';

export interface InterceptedCall {
  readonly service: ServiceId;
  readonly operation: string;
  readonly input: unknown;
  readonly call: Call;
}

/** Sees every call that was permitted; may answer or fail in the operation's place, before or after its effect. For tests and faults. */
export type Interceptor = (intercepted: InterceptedCall, proceed: () => Promise<unknown>) => Promise<unknown>;

export class AwsCaller {
  readonly #apis = new Map<ServiceId, AwsApi>();
  #interceptors: readonly Interceptor[] = [];

  add(api: AwsApi): void {
    const unknown = Object.keys(api.operations).find((name) => !api.model.operations.has(name));
    if (unknown) throw new Error(`${api.model.id} has no operation ${unknown}`);
    this.#apis.set(api.model.id, api);
  }

  /** The operation that takes its request as a stream at this method and path, if there is one. */
  streaming(method: string, path: string): { model: ServiceModel; operation: StreamingOperation } | undefined {
    for (const { model, streaming = [] } of this.#apis.values()) {
      const operation = streaming.find((candidate) => candidate.method === method && candidate.path === path);
      if (operation) return { model, operation };
    }
    return undefined;
  }

  /** As `dispatch`, for a request whose body still arrives. */
  async dispatchStreaming(operation: StreamingOperation, request: StreamedRequest, call: Call): Promise<void> {
    for (const permission of many(operation.permissions(request, call))) authorize(call.principal, permission);
    await operation.handle(request, call);
  }

  /** Returns what ends it, however often that is called. */
  intercept(interceptor: Interceptor): () => void {
    this.#interceptors = [...this.#interceptors, interceptor];
    return () => void (this.#interceptors = this.#interceptors.filter((other) => other !== interceptor));
  }

  /**
   * Calls an operation as `principal`. Input and output have the SDK's shapes.
   * Throws AwsError: `AccessDeniedException` (403), `NotImplementedException` (501), or what the operation answers.
   */
  async call<S extends ServiceId, O extends OperationName<S>>(
    principal: Principal,
    service: S,
    operation: O,
    input: InputOf<S, O>,
  ): Promise<OutputOf<S, O>> {
    return (await this.dispatch(service, operation, input, {
      principal,
      requestId: randomUUID(),
      sourceIp: '127.0.0.1',
    })) as OutputOf<S, O>;
  }

  /** The untyped form, for callers that learn the operation's name at run time. */
  async dispatch(service: ServiceId, name: string, input: unknown, call: Call): Promise<unknown> {
    const api = this.#apis.get(service);
    const operation = api?.operations[name];
    if (!api || !operation) {
      throw new AwsError('NotImplementedException', `The local cloud does not imitate ${service}:${name}.`, {
        statusCode: 501,
      });
    }
    for (const permission of many(operation.permissions(input as never, call))) {
      authorize(call.principal, permission, api.model.deniedError);
    }
    const proceed = this.#interceptors.reduceRight<() => Promise<unknown>>(
      (next, interceptor) => () => interceptor({ service, operation: name, input, call }, next),
      () => operation.handle(input as never, call),
    );
    return proceed();
  }
}
