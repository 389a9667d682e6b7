// Queues and their policies as templates write them.
import type { CreateResource } from '../../core/service.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import type { Queues } from './queues.ts';

const attributeProperties = [
  'DelaySeconds',
  'FifoQueue',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

export function sqsResources(queues: Queues): Record<string, CreateResource> {
  return {
    'AWS::SQS::Queue': async (resource) => {
      const { logicalId, properties } = resource;
      const unknown = Object.keys(properties).find(
        (name) => !['QueueName', 'Tags', ...attributeProperties].includes(name),
      );
      if (unknown)
        throw new Error(`${logicalId}: the local cloud does not imitate property ${unknown} of AWS::SQS::Queue`);
      const given = properties['QueueName'] as string | undefined;
      const name = given ?? resource.physicalName(80);
      const set = attributeProperties.filter((property) => properties[property] !== undefined);
      await queues.put(name, Object.fromEntries(set.map((property) => [property, asAttribute(properties[property])])));
      const [ref, queueArn] = [queues.urlOf(name), queues.arnOf(name)];
      return { ref, attributes: { Arn: queueArn, QueueName: name, QueueUrl: ref } };
    },

    'AWS::SQS::QueuePolicy': async ({ logicalId, properties }) => {
      const { Queues: urls, PolicyDocument: document } = properties as {
        Queues: string[];
        PolicyDocument: PolicyDocument;
      };
      for (const url of urls) {
        const { name, attributes } = queues.byUrl(url);
        await queues.put(name, { ...attributes, Policy: JSON.stringify(document) });
      }
      return { ref: logicalId, attributes: { Id: logicalId } };
    },
  };
}

/** Attributes are strings: policies as JSON, numbers and booleans as they are written. */
function asAttribute(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
