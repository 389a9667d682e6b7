// What the console is given by whoever starts it. What it can't know by itself (the command line's own abilities) comes as functions.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { DemoCameraAdded, Finding } from '../api/cameras.ts';
import type { CameraActions } from './cameras/camera-actions.ts';
import type { OpenManifest } from './manifest/manifest-file.ts';

/** Settings for any AWS SDK client. They stay in this process. */
export interface SdkConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
}

/** How those who watch prove who they are. `expiresAt`: milliseconds since the epoch. */
export type Viewers =
  /** The local issuer gives a token for anybody. */
  | {
      readonly tokens: 'issued-here';
      readonly issueToken: (email: string) => Promise<{ readonly token: string; readonly expiresAt: number }>;
    }
  /** They sign in at the stack's issuer, and bring the token. Or the stack takes none: its callers have the shared secret. */
  | { readonly tokens: 'pasted' | 'none' };

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
  /** Absent when the stack is of a release without the reconciler. */
  readonly reconciliationStateMachineArn?: string;
  /** Absolute path of the built pages. */
  readonly pages: string;
  /** Starts the next attempt of a failed registration; resolves with the execution's name. */
  readonly retryRegistration: (executionName: string) => Promise<string>;
  readonly examineCamera: (cameraName: string) => Promise<Finding[]>;
  readonly cameraActions: CameraActions;
  /** Absent on AWS. */
  readonly addDemoCamera?: (pairingToken?: string) => Promise<DemoCameraAdded>;
  /** The viewer API: output ApiUrl of the service stack. */
  readonly apiUrl: string;
  readonly viewers: Viewers;
  readonly openManifest: OpenManifest;
  /** The sentence for the person in the browser. */
  readonly describeFailure: (error: unknown) => string;
}
