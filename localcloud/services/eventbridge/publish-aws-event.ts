// What AWS's own services say on the default bus (`aws.states`: an execution changed its status).
import type { CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal } from '../../core/principal.ts';

export interface AwsEvent {
  /** `aws.states`; the publisher is then `states.amazonaws.com`. */
  readonly source: `aws.${string}`;
  readonly detailType: string;
  readonly detail: object;
  /** ARNs; the first is what the event is about. */
  readonly resources: readonly string[];
}

/** Resolves when the event is accepted: its deliveries are on disk. */
export async function publishAwsEvent(cloud: CloudContext, event: AwsEvent): Promise<void> {
  const service = event.source.replace(/^aws\.(.+)$/, '$1.amazonaws.com');
  await cloud.aws.call(
    servicePrincipal(service, cloud.accountId, event.resources[0] ?? ''),
    'eventbridge',
    'PutEvents',
    {
      Entries: [
        {
          Source: event.source,
          DetailType: event.detailType,
          Detail: JSON.stringify(event.detail),
          Resources: [...event.resources],
        },
      ],
    },
  );
}
