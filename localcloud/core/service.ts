// What every local service is: the APIs that it answers, the CloudFormation types that it creates, and how it starts and stops.
import type { CloudContext } from './cloud-context.ts';
import type { AwsApi } from './operation.ts';

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
