import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { servicePrincipal } from '../../../localcloud/core/principal.ts';
import { sqs as createSqs } from '../../../localcloud/services/sqs/sqs.ts';
import { templateResource } from '../../support/template-resource.ts';
import { arnOf, startSqs, urlOf, type SqsCloud } from './sqs-cloud.ts';

describe('queues of a template', () => {
  let sqs: SqsCloud;
  let create: (type: string, logicalId: string, properties: Record<string, unknown>) => Promise<unknown>;
  beforeEach(async () => {
    sqs = await startSqs();
    const { resources } = createSqs(sqs.cloud.context);
    create = (type, logicalId, properties) => resources![type]!(templateResource(type, logicalId, properties, 'Test'));
  });
  afterEach(() => sqs.stop());

  it('have their URL as Ref, and the settings of the template', async () => {
    const created = await create('AWS::SQS::Queue', 'Orders', {
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 5 },
    });
    expect(created).toEqual({
      ref: urlOf('Test-Orders-LOCAL'),
      attributes: {
        Arn: arnOf('Test-Orders-LOCAL'),
        QueueName: 'Test-Orders-LOCAL',
        QueueUrl: urlOf('Test-Orders-LOCAL'),
      },
    });
    expect(await sqs.call.attributes(urlOf('Test-Orders-LOCAL'))).toMatchObject({
      VisibilityTimeout: '180',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 5 }),
      QueueArn: arnOf('Test-Orders-LOCAL'),
    });
  });

  it('keep their messages when the template is deployed again', async () => {
    await create('AWS::SQS::Queue', 'Orders', {});
    await sqs.call.send(urlOf('Test-Orders-LOCAL'), 'a');
    await create('AWS::SQS::Queue', 'Orders', { VisibilityTimeout: 60 });
    expect(await sqs.call.receive(urlOf('Test-Orders-LOCAL'))).toHaveLength(1);
  });

  it('are refused as FIFO, and with properties that nobody knows', async () => {
    await expect(create('AWS::SQS::Queue', 'Orders', { FifoQueue: true })).rejects.toThrow(
      'FIFO queues are not imitated',
    );
    await expect(create('AWS::SQS::Queue', 'Orders', { Colour: 'red' })).rejects.toThrow(/Orders.*Colour/);
  });

  it('let in the service that their policy names, for the source that it names, and deny what is not TLS', async () => {
    const { aws, accountId } = sqs.cloud.context;
    const rule = 'arn:aws:events:us-east-1:000000000000:rule/a';
    await create('AWS::SQS::Queue', 'Orders', {});
    await create('AWS::SQS::QueuePolicy', 'OrdersPolicy', {
      Queues: [urlOf('Test-Orders-LOCAL')],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf('Test-Orders-LOCAL'),
            Condition: { ArnEquals: { 'aws:SourceArn': rule } },
          },
        ],
      },
    });
    const sendAs = (source: string) =>
      aws.call(servicePrincipal('events.amazonaws.com', accountId, source), 'sqs', 'SendMessage', {
        QueueUrl: urlOf('Test-Orders-LOCAL'),
        MessageBody: 'a',
      });
    await expect(sendAs(rule)).resolves.toHaveProperty('MessageId');
    await expect(sendAs(`${rule}b`)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
