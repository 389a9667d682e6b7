// Which permissions a DynamoDB request needs: one per table or index it touches, with the partition keys as dynamodb:LeadingKeys
// and the attributes that it names as dynamodb:Attributes.
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/operation.ts';
import type { RequestContext } from '../../access/patterns.ts';
import type { DynaliteOperation } from './dynalite.ts';
import { namedAttributes, type AttributeNaming } from './named-attributes.ts';

type AttributeMap = Record<string, Record<string, unknown>>;

/** The members of requests that say what is touched; every operation has some of them. */
export interface DynamoDbRequest extends AttributeNaming {
  TableName?: string;
  IndexName?: string;
  ResourceArn?: string;
  Key?: AttributeMap;
  Item?: AttributeMap;
  ReturnValues?: string;
  RequestItems?: Record<string, ReadRequests | WriteRequest[]>;
}
type ReadRequests = { Keys?: AttributeMap[] } & AttributeNaming;
type WriteRequest = { PutRequest?: { Item?: AttributeMap }; DeleteRequest?: { Key?: AttributeMap } };

/** `partitionKeyOf` tells a table's HASH attribute, undefined for a table that doesn't exist (the operation will say so). */
export function dynamoDbPermissions(
  cloud: Pick<CloudContext, 'region' | 'accountId'>,
  operation: DynaliteOperation,
  input: DynamoDbRequest,
  partitionKeyOf: (tableName: string) => string | undefined,
): Permission[] {
  const action = `dynamodb:${operation}`;
  const tableArn = (name: string): string => arn(cloud, 'dynamodb', `table/${name}`);
  const forKeys = (tableName: string, keys: AttributeMap[], context: RequestContext): Permission[] => {
    const attribute = partitionKeyOf(tableName);
    const values = keys.map((key) => leadingKey(attribute === undefined ? undefined : key?.[attribute]));
    // One question per key: with single-valued conditions this is what ForAllValues:StringEquals asks of them together.
    return [...new Set(values)].map((value) => ({
      action,
      resource: tableArn(tableName),
      context: { ...context, ...(value !== undefined && { 'dynamodb:LeadingKeys': value }) },
    }));
  };

  if (operation === 'ListTables') return [{ action, resource: tableArn('*') }];
  if (input.ResourceArn !== undefined) return [{ action, resource: input.ResourceArn }];
  if (input.RequestItems) {
    return Object.entries(input.RequestItems).flatMap(([tableName, requests]) => {
      const [keys, others] = Array.isArray(requests) ? [requests.map(writtenKey), {}] : [requests.Keys ?? [], requests];
      return forKeys(tableName, keys, attributesContext([...keys.map((Key) => ({ Key })), others]));
    });
  }
  const tableName = input.TableName ?? '';
  const key = input.Key ?? input.Item;
  const { ReturnValues } = input;
  const context = {
    ...attributesContext([input]),
    ...(ReturnValues !== undefined && { 'dynamodb:ReturnValues': ReturnValues }),
  };
  if (key) return forKeys(tableName, [key], context);
  const resource = tableArn(input.IndexName === undefined ? tableName : `${tableName}/index/${input.IndexName}`);
  return [{ action, resource, context }];
}

function writtenKey(request: WriteRequest) {
  return request?.PutRequest?.Item ?? request?.DeleteRequest?.Key ?? {};
}

/** Whoever names no attribute at all has no such key. */
function attributesContext(requests: readonly AttributeNaming[]): RequestContext {
  const names = [...new Set(requests.flatMap(namedAttributes))];
  return names.length > 0 ? { 'dynamodb:Attributes': names } : {};
}

function leadingKey(value: Record<string, unknown> | undefined): string | undefined {
  const text = value?.['S'] ?? value?.['N'];
  return typeof text === 'string' ? text : undefined;
}
