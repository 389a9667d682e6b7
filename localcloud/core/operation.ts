// What an operation of a local API is: the permissions that a call needs, and the handler, both typed by AWS's own model.
import type { RequestContext } from '../access/patterns.ts';
import type { OneOrMany, PolicyDocument } from '../access/policy.ts';
import {
  awsModels,
  type InputOf,
  type OperationName,
  type OutputOf,
  type ServiceId,
  type ServiceModel,
} from './aws-model.ts';
import type { Principal } from './principal.ts';

/** One permission that a call needs. `resourcePolicies` are the documents attached to the resource (queue, function, secret). */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly resourcePolicies?: readonly PolicyDocument[];
  /** Condition keys of the request: `aws:ResourceTag/serialNumber`, `dynamodb:LeadingKeys`, `aws:TagKeys`. */
  readonly context?: RequestContext;
}

export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
  readonly sourceIp: string;
  /** Whether it came over TLS, by one of the TLS hosts. */
  readonly byTlsHost?: boolean;
}

/** One action of an AWS API. Input and output have the SDK's shapes: dates are `Date`, blobs `Uint8Array`. */
export interface Operation<Input, Output> {
  /** Permissions the caller must hold, all of them. `[]` only where AWS asks for none (`sts:GetCallerIdentity`). */
  permissions(input: Input, call: Call): OneOrMany<Permission>;
  handle(input: Input, call: Call): Promise<Output>;
}

/** Operations of one API. AWS's model gives the names, and each name the types of its input and output. */
export type Operations<S extends ServiceId> = {
  readonly [O in OperationName<S>]?: Operation<InputOf<S, O>, OutputOf<S, O>>;
};

/** A request that is answered while its body still arrives. */
export interface StreamedRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Pieces as they come; the sender waits while nobody reads. Throws when the connection breaks. */
  readonly body: AsyncIterable<Buffer>;
  /** Whether the other side is gone, or cut off. */
  readonly broken: boolean;
  /** Sends status 200; from then on errors can't be told by a status. */
  begin(contentType: string): void;
  /** Sends a piece of the answer's body, and resolves when there is room for the next. */
  write(text: string): Promise<void>;
  /** Ends the connection at once. */
  breakOff(): void;
}

/** An operation whose request has no end to wait for (PutMedia). The SDK's models don't have it: it says itself where it is. */
export interface StreamingOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** From the headers alone: nothing of the body is read before the caller is known and allowed. */
  permissions(request: Pick<StreamedRequest, 'headers'>, call: Call): OneOrMany<Permission>;
  /** Resolves when all is answered. Throws AwsError before `begin`. */
  handle(request: StreamedRequest, call: Call): Promise<void>;
}

/** One AWS API: its model (names, bindings, protocol: from the AWS SDK) and the operations that are imitated. */
export interface AwsApi {
  readonly model: ServiceModel;
  readonly operations: Readonly<Record<string, Operation<never, unknown>>>;
  readonly streaming?: readonly StreamingOperation[];
}

/** What a service answers of an API. A name that AWS's model doesn't have doesn't compile, nor does an input or output of another shape. */
export function awsApi<S extends ServiceId>(id: S, ...operations: readonly Operations<NoInfer<S>>[]): AwsApi {
  return { model: awsModels[id], operations: Object.assign({}, ...operations) as AwsApi['operations'] };
}
