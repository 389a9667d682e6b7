// DynamoDB: dynalite's operations behind the account's permissions. Inputs and outputs are the wire's own JSON.
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { awsApi, type Operations } from '../../core/operation.ts';
import type { Service } from '../../core/service.ts';
import { Dynalite, dynaliteOperations, type DynaliteOperation, type TableDescription } from './dynalite.ts';
import { dynamoDbPermissions, type DynamoDbRequest } from './permissions.ts';
import { createTableResource, type TableSettings } from './table-resource.ts';

export function dynamoDb(cloud: CloudContext): Service {
  const settings = cloud.store.collection<TableSettings>('dynamodb-tables');
  const partitionKeys = new Map<string, string>();
  let opened: Dynalite | undefined;
  const dynalite = (): Dynalite => {
    if (!opened) throw new Error('DynamoDB is not open');
    return opened;
  };
  const rememberPartitionKey = ({ TableName, KeySchema }: TableDescription): void =>
    void partitionKeys.set(TableName, KeySchema.find(({ KeyType }) => KeyType === 'HASH')!.AttributeName);

  async function execute(name: DynaliteOperation, input: DynamoDbRequest): Promise<object> {
    refuseWhatIsIgnored(name, input);
    if (name === 'DeleteTable' && settings.get(input.TableName ?? '')?.deletionProtection) {
      throw new AwsError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        { statusCode: 400 },
      );
    }
    const output = await dynalite().execute(name, input);
    if (name === 'CreateTable') rememberPartitionKey(output['TableDescription'] as TableDescription);
    if (name === 'DescribeTable') {
      const table = output['Table'] as TableDescription;
      const DeletionProtectionEnabled = settings.get(table.TableName)?.deletionProtection ?? false;
      return { Table: { ...table, DeletionProtectionEnabled } };
    }
    return output;
  }

  return {
    name: 'dynamodb',
    apis: [
      awsApi(
        'dynamodb',
        Object.fromEntries(
          dynaliteOperations.map((name) => [
            name,
            {
              permissions: (input: DynamoDbRequest) =>
                dynamoDbPermissions(cloud, name, input, (table) => partitionKeys.get(table)),
              handle: (input: DynamoDbRequest) => execute(name, input),
            },
          ]),
        ) as Operations<'dynamodb'>,
      ),
    ],
    resources: {
      'AWS::DynamoDB::Table': createTableResource(cloud, dynalite, settings, rememberPartitionKey),
      'AWS::DynamoDB::GlobalTable': createTableResource(cloud, dynalite, settings, rememberPartitionKey),
    },
    async open() {
      const directory = join(cloud.dataDir, 'dynamodb');
      await mkdir(directory, { recursive: true, mode: 0o700 });
      opened = await Dynalite.open(directory, cloud.region, cloud.accountId);
      for (const name of await opened.tableNames()) {
        const table = await opened.describe(name);
        if (table) rememberPartitionKey(table);
      }
    },
    async stop() {
      await opened?.close();
      opened = undefined;
    },
  };
}

// dynalite drops members that it doesn't know. Where that would change the meaning of the request it is refused instead.
function refuseWhatIsIgnored(name: DynaliteOperation, input: object): void {
  const request = input as Record<string, unknown>;
  const ignored =
    (request['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && 'ReturnValuesOnConditionCheckFailure=ALL_OLD') ||
    (request['StreamSpecification'] !== undefined && 'StreamSpecification') ||
    (name === 'UpdateTable' && request['DeletionProtectionEnabled'] !== undefined && 'DeletionProtectionEnabled') ||
    (name === 'UpdateTable' &&
      /"(Create|Delete)":/.test(JSON.stringify(request['GlobalSecondaryIndexUpdates'] ?? [])) &&
      'GlobalSecondaryIndexUpdates that create or delete');
  if (ignored) {
    throw new AwsError('NotImplementedException', `The local cloud does not imitate ${ignored} in dynamodb:${name}.`, {
      statusCode: 501,
    });
  }
}
