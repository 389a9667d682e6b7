import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import type { systemClock } from '../../../localcloud/core/clock.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import { startLambda, type LambdaCloud } from './lambda-cloud.ts';

const here = dirname(fileURLToPath(import.meta.url));
const source = `
  import { SQSClient, SendMessageCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
  const sqs = new SQSClient();
  export const handler = async ({ QueueUrl, purge }) => {
    if (purge) return sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'from a function' }));
    return MessageId;
  };`;

describe('Lambda and SQS over HTTP, with the AWS SDK on both sides', () => {
  let lambda: LambdaCloud<typeof systemClock>;
  let clients: { lambda: LambdaClient; sqs: SQSClient };
  let QueueUrl: string;
  beforeAll(async () => {
    lambda = await startLambda({
      allow: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:000000000000:jobs' }],
    });
    const { context } = lambda.cloud;
    await lambda.cloud.add(frontDoor);
    const settings = {
      region: 'us-east-1',
      endpoint: context.addresses.awsEndpointUrl,
      credentials: context.iam.operator,
    };
    clients = { lambda: new LambdaClient(settings), sqs: new SQSClient(settings) };
    ({ ref: QueueUrl } = await lambda.create('AWS::SQS::Queue', 'jobs', { QueueName: 'jobs' }));

    // Bundled as infra bundles the real functions; the entry lies inside the project so that packages are found.
    const directory = await mkdtemp(join(here, 'bundle-'));
    try {
      await writeFile(join(directory, 'index.js'), source);
      const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
      const outfile = join(directory, 'index.mjs');
      await build({
        entryPoints: [join(directory, 'index.js')],
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
        banner: { js: banner },
      });
      await lambda.deploy('sender', await readFile(outfile, 'utf8'), { Timeout: 30, MemorySize: 512 });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
  afterAll(async () => {
    clients.lambda.destroy();
    clients.sqs.destroy();
    await lambda.stop();
  });

  const invoke = async (event: object) => {
    const Payload = JSON.stringify(event);
    const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: 'sender', Payload }));
    return {
      status: answer.StatusCode,
      functionError: answer.FunctionError,
      payload: JSON.parse(answer.Payload!.transformToString()) as unknown,
    };
  };

  it('a function sends a message with nothing but its environment', async () => {
    const { status, payload } = await invoke({ QueueUrl });
    expect(status).toBe(200);
    const { Messages } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    expect(Messages).toMatchObject([{ MessageId: payload, Body: 'from a function' }]);
  });

  it("what its role lacks is refused, and the function sees AWS's error", async () => {
    expect(await invoke({ QueueUrl, purge: true })).toMatchObject({
      status: 200,
      functionError: 'Unhandled',
      payload: {
        errorType: 'AccessDeniedException',
        errorMessage: expect.stringContaining('is not authorized to perform: sqs:PurgeQueue'),
      },
    });
  });

  it('a message with attributes of every kind comes back as it was, its digests accepted by the SDK', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'grüße 🎥' },
      number: { DataType: 'Number', StringValue: '-1.5e3' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255, 128) },
    };
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'größer <&>', MessageAttributes }));
    const { Messages } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MessageAttributeNames: ['All'] }),
    );
    expect(Messages).toMatchObject([{ Body: 'größer <&>', MessageAttributes }]);
  });

  it('an asynchronous invocation is accepted with 202, a dry run with 204', async () => {
    const send = (InvocationType: 'Event' | 'DryRun') =>
      clients.lambda.send(
        new InvokeCommand({ FunctionName: 'sender', InvocationType, Payload: JSON.stringify({ QueueUrl }) }),
      );
    expect((await send('DryRun')).StatusCode).toBe(204);
    expect((await send('Event')).StatusCode).toBe(202);
    const { Messages } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages).toHaveLength(1);
  });

  it('an unknown queue and an unknown function are named errors of the SDK', async () => {
    const nowhere = { QueueUrl: QueueUrl.replace('jobs', 'nowhere'), MessageBody: 'a' };
    await expect(clients.sqs.send(new SendMessageCommand(nowhere))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    const nobody = new InvokeCommand({ FunctionName: 'nobody' });
    await expect(clients.lambda.send(nobody)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
