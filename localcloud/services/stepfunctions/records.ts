// What is stored of state machines and executions. Times are milliseconds since the epoch.
import type { LoggingConfiguration, TracingConfiguration } from '@aws-sdk/client-sfn';

export interface StateMachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: string;
  readonly revisionId: string;
  readonly createdAt: number;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: TracingConfiguration;
}

/** A state machine as it was when executions started from it: they keep to it, whatever is updated later. */
export type RevisionRecord = Omit<StateMachineRecord, 'createdAt'> & { readonly updatedAt: number };

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly revisionId: string;
  /** Orders executions that started in the same millisecond. */
  readonly sequence: number;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  /** As it was given, for a repeated StartExecution is compared with it character by character. */
  readonly input: string;
  /** Of the request that started it: the same one, made again after a crash, is answered again. */
  readonly requestId?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount: number;
  readonly redrivenAt?: number;
  /** Client tokens of the latest redrives. */
  readonly redriveTokens?: readonly { readonly token: string; readonly at: number }[];
}
