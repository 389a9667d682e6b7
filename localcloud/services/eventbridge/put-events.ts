// PutEvents: checks events, and accepts them for delivery.
import type { PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Principal } from '../../core/principal.ts';
import type { Operations, Permission } from '../../core/operation.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import type { Buses } from './buses.ts';
import type { Deliveries } from './deliveries.ts';
import { eventOf, sizeOf } from './event.ts';

const mostEntries = 10;
const largestRequestBytes = 1024 * 1024;

export function putEvents(cloud: CloudContext, buses: Buses, deliveries: Deliveries): Operations<'eventbridge'> {
  const permission = (busName: string, { kind, arn }: Principal): Permission => ({
    action: 'events:PutEvents',
    resource: buses.arnOf(busName),
    // AWS's own services need no permission to publish on the default bus.
    resourcePolicies: kind === 'service' && busName === 'default' ? [publishingBy(arn)] : [],
  });

  return {
    PutEvents: {
      permissions: ({ Entries = [] }, { principal }) =>
        [...new Set(Entries.map(({ EventBusName }) => buses.nameOf(EventBusName)))].map((busName) =>
          permission(busName, principal),
        ),

      async handle({ Entries: entries = [] }, { principal }) {
        if (entries.length < 1 || entries.length > mostEntries) {
          const rule = `Member must have length between 1 and ${mostEntries}, inclusive`;
          throw new AwsError(
            'ValidationException',
            `${entries.length} entries: 'entries' failed to satisfy constraint: ${rule}`,
            {
              statusCode: 400,
            },
          );
        }
        const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
        if (bytes >= largestRequestBytes) {
          const message = `Total size of the entries in the request is over the limit: ${bytes} of ${largestRequestBytes} bytes.`;
          throw new AwsError('ValidationException', message, { statusCode: 400 });
        }
        const results = await Promise.all(
          entries.map(async (entry): Promise<PutEventsResultEntry> => {
            const event = eventOf(cloud, entry, principal.kind === 'service');
            if ('ErrorCode' in event) return event;
            const busName = buses.nameOf(entry.EventBusName);
            // As on AWS the event is accepted and matches nothing; here at least the log tells.
            if (!buses.has(busName)) cloud.log('eventbridge', `PutEvents: there is no event bus ${busName}`);
            await deliveries.accept(busName, event);
            return { EventId: event.id };
          }),
        );
        return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results };
      },
    },
  };
}

function publishingBy(service: string): PolicyDocument {
  return {
    Statement: { Effect: 'Allow', Principal: { Service: service }, Action: 'events:PutEvents', Resource: '*' },
  };
}
