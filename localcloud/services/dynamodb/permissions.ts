// Which permissions a DynamoDB request needs: one per table or index it touches, with the partition keys as dynamodb:LeadingKeys.
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/operation.ts';
import type { DynaliteOperation } from './dynalite.ts';

type AttributeMap = Record<string, Record<string, unknown>>;

/** The members of requests that say what is touched; every operation has some of them. */
export interface DynamoDbRequest {
  TableName?: string;
  IndexName?: string;
  ResourceArn?: string;
  Key?: AttributeMap;
  Item?: AttributeMap;
  RequestItems?: Record<
    string,
    { Keys?: AttributeMap[] } | { PutRequest?: { Item?: AttributeMap }; DeleteRequest?: { Key?: AttributeMap } }[]
  >;
}

/** `partitionKeyOf` tells a table's HASH attribute, undefined for a table that doesn't exist (the operation will say so). */
export function dynamoDbPermissions(
  cloud: Pick<CloudContext, 'region' | 'accountId'>,
  operation: DynaliteOperation,
  input: DynamoDbRequest,
  partitionKeyOf: (tableName: string) => string | undefined,
): Permission[] {
  const action = `dynamodb:${operation}`;
  const tableArn = (name: string): string => arn(cloud, 'dynamodb', `table/${name}`);
  const forKeys = (tableName: string, keys: AttributeMap[]): Permission[] => {
    const attribute = partitionKeyOf(tableName);
    const values = keys.map((key) => leadingKey(attribute === undefined ? undefined : key?.[attribute]));
    // One question per key: with single-valued conditions this is what ForAllValues:StringEquals asks of them together.
    return [...new Set(values)].map((value) => ({
      action,
      resource: tableArn(tableName),
      ...(value !== undefined && { context: { 'dynamodb:LeadingKeys': value } }),
    }));
  };

  if (operation === 'ListTables') return [{ action, resource: tableArn('*') }];
  if (input.ResourceArn !== undefined) return [{ action, resource: input.ResourceArn }];
  if (input.RequestItems) {
    return Object.entries(input.RequestItems).flatMap(([tableName, requests]) =>
      forKeys(tableName, Array.isArray(requests) ? requests.map(writtenKey) : (requests.Keys ?? [])),
    );
  }
  const tableName = input.TableName ?? '';
  const key = input.Key ?? input.Item;
  if (key) return forKeys(tableName, [key]);
  return [
    { action, resource: tableArn(input.IndexName === undefined ? tableName : `${tableName}/index/${input.IndexName}`) },
  ];
}

function writtenKey(request: { PutRequest?: { Item?: AttributeMap }; DeleteRequest?: { Key?: AttributeMap } }) {
  return request?.PutRequest?.Item ?? request?.DeleteRequest?.Key ?? {};
}

function leadingKey(value: Record<string, unknown> | undefined): string | undefined {
  const text = value?.['S'] ?? value?.['N'];
  return typeof text === 'string' ? text : undefined;
}
