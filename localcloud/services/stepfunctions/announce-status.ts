// What Step Functions says on EventBridge's default bus: an execution has begun, has ended, or runs again.
import type { CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal } from '../../core/principal.ts';
import type { ExecutionRecord } from './records.ts';
import { notRedrivableReason } from './redrivable.ts';

/** Of the escaped texts, in bytes. [SFN guide: EventBridge payloads] */
const largestData = 248 * 1024;

/**
 * Resolves when the event is accepted: its deliveries are on disk. They are put before the first await, so that a caller who
 * puts the record in the same synchronous run keeps both or neither. Never rejects: an execution must not fail because its event could not be sent.
 */
export async function announceStatus(cloud: CloudContext, record: ExecutionRecord): Promise<void> {
  const states = servicePrincipal('states.amazonaws.com', cloud.accountId, record.arn);
  const event = {
    Source: 'aws.states',
    DetailType: 'Step Functions Execution Status Change',
    Detail: JSON.stringify(detailOf(record, cloud.clock.now())),
    Resources: [record.arn],
  };
  try {
    await cloud.aws.call(states, 'eventbridge', 'PutEvents', { Entries: [event] });
  } catch (error) {
    cloud.log('stepfunctions', `${record.arn}: nobody hears that it is ${record.status}: ${String(error)}`);
  }
}

/** Dates are milliseconds, and what there isn't is null. [SFN guide: Step Functions event examples; events as AWS sends them] */
function detailOf(record: ExecutionRecord, now: number): object {
  const { input, output, redrivenAt, stoppedAt, error, cause } = record;
  const withOutput = output !== undefined && escapedBytes(output) <= largestData;
  const withInput = escapedBytes(input) + (output === undefined ? 0 : escapedBytes(output)) <= largestData;
  const reason = notRedrivableReason(record, now);
  return {
    executionArn: record.arn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedAt,
    stopDate: stoppedAt ?? null,
    input: withInput ? input : null,
    output: withOutput ? output : null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: record.redriveCount,
    redriveDate: redrivenAt ?? null,
    redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: reason ?? null,
    inputDetails: { included: withInput },
    outputDetails: output === undefined ? null : { included: withOutput },
    error: error ?? null,
    cause: cause ?? null,
  };
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
