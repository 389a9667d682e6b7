// What every local service is: the APIs that it answers, the CloudFormation types that it creates, and how it starts and stops.
import type { CloudContext } from './cloud-context.ts';
import type { ServiceModel } from './aws-model.ts';
import type { Principal } from './principal.ts';
import type { OneOrMany, PolicyDocument } from '../access/policy.ts';

/** One permission that a call needs. `resourcePolicies` are the documents attached to the resource (queue, function, secret). */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly resourcePolicies?: readonly PolicyDocument[];
  /** Condition keys of the request: `aws:ResourceTag/serialNumber`, `dynamodb:LeadingKeys`. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
  readonly sourceIp: string;
  /** Whether it came over TLS, by one of the TLS hosts. */
  readonly byTlsHost?: boolean;
}

/** One action of an AWS API. `Input` and `Output` are the SDK's own command types: dates are `Date`, blobs `Uint8Array`. */
export interface Operation<Input, Output> {
  /** Permissions the caller must hold, all of them. `[]` only where AWS asks for none (`sts:GetCallerIdentity`). */
  permissions(input: Input, call: Call): OneOrMany<Permission>;
  handle(input: Input, call: Call): Promise<Output>;
}

/** Keeps the two types of an operation together where a service lists its operations. */
export function operation<Input, Output>(definition: Operation<Input, Output>): Operation<never, unknown> {
  return definition;
}

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

/** A resource of a template with every intrinsic function resolved. */
export interface TemplateResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The name that CloudFormation would make up when the template gives none: the same at every start. */
  physicalName(maxLength: number): string;
  /** The directory or file of an asset that the template names by its S3 key. Unknown keys are an error. */
  assetPath(s3Key: string): string;
}

/** What `Ref` and `Fn::GetAtt` answer for a resource. */
export interface CreatedResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Creates the resource, or brings the existing one to these properties: it runs at every start on the same data. */
export type CreateResource = (resource: TemplateResource) => Promise<CreatedResource>;

/**
 * A part of the cloud. `cloud.ts` lists them; each phase runs top to bottom over all services, `stop` bottom to top:
 * `open` (load state, bind ports: afterwards all addresses are known) → templates are deployed → `run` (consumers, timers, resumed work).
 */
export interface Service {
  readonly name: string;
  readonly apis?: readonly AwsApi[];
  readonly resources?: Readonly<Record<string, CreateResource>>;
  open?(): Promise<void>;
  run?(): Promise<void>;
  stop?(): Promise<void>;
}

export type CreateService = (cloud: CloudContext) => Service;
