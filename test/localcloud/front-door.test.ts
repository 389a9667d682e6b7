// The clients are AWS's own SDKs and aws4: what they sign, send and parse is the expected value.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachThingPrincipalCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  IoTClient,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import aws4, { type Request as SignedRequest } from 'aws4';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import { awsModels, type ServiceId } from '../../localcloud/core/aws-model.ts';
import { servicePrincipal } from '../../localcloud/core/principal.ts';
import type { Operation } from '../../localcloud/core/operation.ts';
import { frontDoor } from '../../localcloud/front-door/front-door.ts';
import { startTestCloud, type TestCloud } from '../support/cloud-context.ts';

describe('the front door', () => {
  let cloud: TestCloud;
  const seen: unknown[] = [];
  const api = (service: ServiceId, name: string, action: string, handle: () => unknown) => {
    const operation: Operation<never, unknown> = {
      permissions: () => ({ action, resource: 'arn:aws:test:::x' }),
      handle: async (input) => (seen.push(input), handle()),
    };
    return { model: awsModels[service], operations: { [name]: operation } };
  };
  const config = () => ({
    endpoint: cloud.context.addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: cloud.context.iam.operator,
    maxAttempts: 1,
    systemClockOffset: cloud.context.clock.now() - Date.now(),
  });

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.add(frontDoor);
    const iot = {
      model: awsModels.iot,
      operations: {
        ...api('iot', 'CreateThing', 'iot:CreateThing', () => ({ thingName: 'a b/c', thingArn: 'arn' })).operations,
        ...api('iot', 'AttachThingPrincipal', 'iot:AttachThingPrincipal', () => ({})).operations,
        ...api('iot', 'ListThings', 'iot:ListThings', () => ({ things: [{ thingName: 'x', version: 1 }] })).operations,
        ...api('iot', 'DescribeCertificate', 'iot:DescribeCertificate', () => ({
          certificateDescription: { status: 'ACTIVE', creationDate: new Date(1_700_000_000_500) },
        })).operations,
      },
    };
    cloud.context.aws.add(iot);
    cloud.context.aws.add(
      api('sqs', 'GetQueueUrl', 'sqs:GetQueueUrl', () => {
        throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      }),
    );
    cloud.context.aws.add(api('dynamodb', 'GetItem', 'dynamodb:GetItem', () => ({ Item: { pk: { S: 'ü' } } })));
    cloud.context.aws.add(
      api('lambda', 'Invoke', 'lambda:InvokeFunction', () => ({ StatusCode: 200, Payload: Buffer.from('{"a":1}') })),
    );
    cloud.context.aws.add(
      api('cloudformation', 'DescribeStacks', 'cloudformation:DescribeStacks', () => ({
        Stacks: [
          {
            StackName: 's<>&',
            CreationTime: new Date(0),
            StackStatus: 'CREATE_COMPLETE',
            Outputs: [{ OutputKey: 'A', OutputValue: 'B' }],
          },
        ],
      })),
    );
  });
  afterAll(() => cloud.stop());

  it('binds path, header, query and body of REST APIs', async () => {
    const iot = new IoTClient(config());
    const created = await iot.send(
      new CreateThingCommand({ thingName: "a b/c'()*!ü%", attributePayload: { attributes: { k: 'v' } } }),
    );
    expect(seen.at(-1)).toEqual({ thingName: "a b/c'()*!ü%", attributePayload: { attributes: { k: 'v' } } });
    expect(created.thingName).toBe('a b/c');
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'x', principal: 'arn:aws:iot:x' }));
    expect(seen.at(-1)).toEqual({ thingName: 'x', principal: 'arn:aws:iot:x' });
    const { things } = await iot.send(new ListThingsCommand({ maxResults: 5, attributeName: 'a&b=c d' }));
    expect(seen.at(-1)).toEqual({ maxResults: 5, attributeName: 'a&b=c d' });
    expect(things).toEqual([{ thingName: 'x', version: 1 }]);
    const { certificateDescription } = await iot.send(
      new DescribeCertificateCommand({ certificateId: 'c'.repeat(64) }),
    );
    expect(certificateDescription?.creationDate).toEqual(new Date(1_700_000_000_500));
  });

  it('speaks the JSON protocols, and an error keeps its name', async () => {
    const { Item } = await new DynamoDBClient(config()).send(
      new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }),
    );
    expect(seen.at(-1)).toEqual({ TableName: 't', Key: { pk: { S: 'a' } } });
    expect(Item).toEqual({ pk: { S: 'ü' } });
    const failed = new SQSClient(config()).send(new GetQueueUrlCommand({ QueueName: 'q' }));
    await expect(failed).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('carries blobs as they are', async () => {
    const { Payload } = await new LambdaClient(config()).send(
      new InvokeCommand({
        FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        Payload: Buffer.from('[1]'),
      }),
    );
    expect(Buffer.from(Payload!).toString()).toBe('{"a":1}');
    expect(seen.at(-1)).toMatchObject({ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f' });
  });

  it('speaks the query protocol', async () => {
    const { Stacks } = await new CloudFormationClient(config()).send(new DescribeStacksCommand({ StackName: 's' }));
    expect(seen.at(-1)).toEqual({ StackName: 's' });
    expect(Stacks).toMatchObject([{ StackName: 's<>&', Outputs: [{ OutputKey: 'A', OutputValue: 'B' }] }]);
    expect(Stacks![0]!.CreationTime).toEqual(new Date(0));
  });

  it('names an operation that is not imitated', async () => {
    const failed = new SQSClient({ ...config() }).send(new GetQueueUrlCommand({ QueueName: 'q' }));
    await expect(failed).rejects.toThrow();
    const { DescribeJobCommand } = await import('@aws-sdk/client-iot');
    await expect(new IoTClient(config()).send(new DescribeJobCommand({ jobId: 'j' }))).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: 'The local cloud does not imitate iot:DescribeJob.',
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('refuses a caller without the permission, in words that name both', async () => {
    await cloud.context.iam.putRole({
      name: 'r',
      arn: 'arn:aws:iam::000000000000:role/r',
      trust: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      policies: [{ Statement: [{ Effect: 'Allow', Action: 'iot:ListThings', Resource: '*' }] }],
      maxSessionSeconds: 3600,
    });
    const { credentials } = cloud.context.iam.assumeRole({
      roleArn: 'arn:aws:iam::000000000000:role/r',
      by: servicePrincipal('lambda.amazonaws.com', '000000000000', 'arn'),
      sessionName: 'session',
      durationSeconds: 900,
    });
    const session = {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
    };
    const iot = new IoTClient({ ...config(), credentials: session });
    await expect(iot.send(new ListThingsCommand({}))).resolves.toBeDefined();
    await expect(iot.send(new CreateThingCommand({ thingName: 'x' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/r/session is not authorized to perform: iot:CreateThing on resource: arn:aws:test:::x because no identity-based policy allows the iot:CreateThing action',
      $metadata: { httpStatusCode: 403 },
    });
    const forged = new IoTClient({
      ...config(),
      credentials: { ...session, sessionToken: `x${session.sessionToken}` },
    });
    await expect(forged.send(new ListThingsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await cloud.context.clock.advance(900_000);
    const late = new IoTClient({ ...config(), credentials: session });
    await expect(late.send(new ListThingsCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
      $metadata: { httpStatusCode: 403 },
    });
  });

  describe('signatures', () => {
    const send = (options: SignedRequest, change: (signed: SignedRequest) => void = () => undefined) =>
      new Promise<{ status: number; body: string }>((resolve, reject) => {
        const url = new URL(cloud.context.addresses.awsEndpointUrl);
        const date = new Date(cloud.context.clock.now() + Number(options.headers?.['x-test-skew'] ?? 0));
        const signed = aws4.sign(
          {
            service: 'iot',
            region: 'us-east-1',
            method: 'GET',
            ...options,
            headers: { Host: url.host, 'X-Amz-Date': date.toISOString().replace(/[-:]|\.\d{3}/g, '') },
          },
          cloud.context.iam.operator,
        );
        change(signed);
        const outgoing = httpRequest(
          {
            host: '127.0.0.1',
            port: url.port,
            path: signed.path,
            method: signed.method,
            headers: signed.headers as never,
          },
          (response) => {
            let body = '';
            response.on('data', (chunk) => (body += chunk));
            response.on('end', () => resolve({ status: response.statusCode!, body }));
          },
        );
        outgoing.on('error', reject);
        outgoing.end(signed.body);
      });

    it('accepts what another signer makes', async () => {
      expect((await send({ path: '/things?maxResults=5&attributeName=a%2Fb' })).status).toBe(200);
    });

    it.each<[string, (signed: SignedRequest) => void]>([
      ['path', (signed) => (signed.path = '/things?maxResults=6')],
      ['signed header', (signed) => (signed.headers!['Host'] = 'localhost:1')],
      [
        'signature',
        (signed) =>
          (signed.headers!['Authorization'] = String(signed.headers!['Authorization']).replace(/.$/, (c) =>
            c === '0' ? '1' : '0',
          )),
      ],
    ])('refuses a changed %s', async (_, change) => {
      const answer = await send({ path: '/things?maxResults=5' }, change);
      expect(answer).toMatchObject({ status: 403 });
      expect(answer.body).toMatch(/signature we calculated does not match/);
    });

    it.each([
      [-6, /Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)/],
      [6, /Signature not yet current: /],
    ])('refuses a clock that is %i minutes off, in the words that SDKs look for', async (minutes, words) => {
      const answer = await send({ path: '/things', headers: { 'x-test-skew': String(minutes * 60_000) } });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatch(words);
    });

    it('refuses an unsigned request', async () => {
      const answer = await send({ path: '/things' }, (signed) => delete signed.headers!['Authorization']);
      expect(answer).toMatchObject({ status: 403 });
      expect(answer.body).toMatch(/Missing Authentication Token/);
    });
  });
});
