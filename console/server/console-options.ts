// What the console is given by whoever starts it. What it can't know by itself (the command line's own abilities) comes as functions.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { DemoCameraAdded, Finding } from '../api/cameras.ts';
import type { ViewerUrl } from '../api/watch.ts';

/** Settings for any AWS SDK client. They stay in this process. */
export interface SdkConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
}

export interface ConsoleOptions {
  /** 0 for a free one. */
  readonly port: number;
  readonly client: SdkConfig;
  readonly local: boolean;
  /** Of the service stack. */
  readonly stackName: string;
  readonly stateMachineArn: string;
  readonly tableName: string;
  /** Absent when the stack is of a release that kept no history. */
  readonly historyTableName?: string;
  /** Absolute path of the built pages. */
  readonly pages: string;
  /** Starts the next attempt of a failed registration; resolves with the execution's name. */
  readonly retryRegistration: (executionName: string) => Promise<string>;
  readonly examineCamera: (cameraName: string) => Promise<Finding[]>;
  /** Absent on AWS. */
  readonly addDemoCamera?: () => Promise<DemoCameraAdded>;
  /** As the camera's owner; absent where their tokens aren't to be had. */
  readonly viewerForOwner?: (cameraName: string, owner: string) => Promise<ViewerUrl>;
  /** The sentence for the person in the browser. */
  readonly describeFailure: (error: unknown) => string;
}
