// The camera table alone: the local DynamoDB with the keys that the template gives it, behind a client like the functions' own.
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpRequest } from '@smithy/types';
import type { AwsError } from '../../localcloud/core/aws-error.ts';
import { dynamoDb } from '../../localcloud/services/dynamodb/dynamodb.ts';
import { documentClient, type DocumentClient } from '../../records/document-client.ts';
import { startTestCloud, type TestCloud } from './cloud-context.ts';
import { templateResource } from './template-resource.ts';

export interface LocalCameraTable {
  readonly client: DocumentClient;
  readonly tableName: string;
  /** Names of the operations that were called, in order. */
  readonly called: string[];
  /** For how many keys each BatchGetItem asked, in order. */
  readonly keysAsked: number[];
  stop(): Promise<void>;
}

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

export async function startCameraTable(): Promise<LocalCameraTable> {
  const cloud = await startTestCloud();
  return { ...(await addTableTo(cloud)), stop: () => cloud.stop() };
}

/** The table in a cloud that has more. */
export async function addTableTo(cloud: TestCloud): Promise<Omit<LocalCameraTable, 'stop'>> {
  const [service] = await cloud.add(dynamoDb);
  const { ref: tableName } = await service!.resources!['AWS::DynamoDB::Table']!(
    templateResource('AWS::DynamoDB::Table', 'CameraTable', {
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', 'userId'].map(attribute),
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [
        { IndexName: 'CamerasByUser', KeySchema: keys('userId', 'pk'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  const called: string[] = [];
  const keysAsked: number[] = [];

  /** What would go to DynamoDB by HTTP goes to the local one at once. */
  async function handle({
    headers,
    body,
  }: Omit<HttpRequest, 'body'> & { body: Uint8Array }): Promise<{ response: HttpResponse }> {
    const operation = headers['x-amz-target']!.split('.')[1]!;
    const input = JSON.parse(new TextDecoder().decode(body)) as { RequestItems?: Record<string, { Keys: object[] }> };
    called.push(operation);
    if (operation === 'BatchGetItem') keysAsked.push(input.RequestItems![tableName]!.Keys.length);
    const { operatorPrincipal: principal } = cloud.context.iam;
    const call = { principal, requestId: 'r', sourceIp: '127.0.0.1' };
    try {
      return answer(200, (await cloud.context.aws.dispatch('dynamodb', operation, input, call)) as object);
    } catch (error) {
      const { name, message } = error as AwsError;
      return answer(400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
    }
  }

  const client = documentClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: { handle },
  });
  return { client, tableName, called, keysAsked };
}

function answer(statusCode: number, body: object): { response: HttpResponse } {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { response: new HttpResponse({ statusCode, headers, body: Buffer.from(JSON.stringify(body)) }) };
}
