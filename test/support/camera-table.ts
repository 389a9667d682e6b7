// The camera table alone: the local DynamoDB with the keys that the template gives it, and a client of the SDK's shape.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDb } from '../../localcloud/services/dynamodb/dynamodb.ts';
import { startTestCloud } from './cloud-context.ts';
import { templateResource } from './template-resource.ts';

export interface LocalCameraTable {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
  /** Names of the operations that were called, in order. */
  readonly called: string[];
  stop(): Promise<void>;
}

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

export async function startCameraTable(): Promise<LocalCameraTable> {
  const cloud = await startTestCloud();
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
  const send = (command: { constructor: { name: string }; input: object }): Promise<unknown> => {
    const operation = command.constructor.name.replace(/Command$/, '');
    called.push(operation);
    return cloud.context.aws.dispatch('dynamodb', operation, command.input, {
      principal: cloud.context.iam.operatorPrincipal,
      requestId: 'r',
      sourceIp: '127.0.0.1',
    });
  };
  return { client: { send } as Pick<DynamoDBClient, 'send'>, tableName, called, stop: () => cloud.stop() };
}
