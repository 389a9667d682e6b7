// AWS::DynamoDB::Table and ::GlobalTable: the table is made when it is missing, and must otherwise be what the template says.
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import type { Dynalite } from './dynalite.ts';
import { type TableDescription } from './dynalite.ts';

export interface TableSettings {
  readonly deletionProtection: boolean;
}

interface Index {
  IndexName: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
  Projection: object;
}

interface TableProperties {
  TableName?: string;
  KeySchema: TableDescription['KeySchema'];
  AttributeDefinitions: TableDescription['AttributeDefinitions'];
  BillingMode?: string;
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
  DeletionProtectionEnabled?: boolean;
  /** GlobalTable only: one entry per region, with the settings that a Table has at its top. */
  Replicas?: { Region: string; DeletionProtectionEnabled?: boolean }[];
}

// Accepted without effect: backups and encryption of the data directory are up to its owner.
// Expired items stay: DynamoDB too deletes them only within days, so that nobody may rely on their absence. [DynamoDB TTL]
const withoutEffect = [
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'ContributorInsightsSpecification',
  'ProvisionedThroughput',
  'TableClass',
  'Tags',
  'TimeToLiveSpecification',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
  'OnDemandThroughput',
];
const imitated = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'DeletionProtectionEnabled',
  'Replicas',
];

export function createTableResource(
  cloud: CloudContext,
  dynalite: () => Dynalite,
  settings: Collection<TableSettings>,
  changed: (table: TableDescription) => void,
): CreateResource {
  return async (resource) => {
    refuseUnknown(resource);
    const properties = resource.properties as unknown as TableProperties;
    const replica = onlyReplica(resource, properties.Replicas, cloud.region);
    const name = properties.TableName ?? resource.physicalName(255);
    const existing = await dynalite().describe(name);
    if (existing) refuseReplacement(resource, name, existing, properties);
    else await dynalite().execute('CreateTable', createTableInput(name, properties));
    const table = await active(dynalite(), name);
    changed(table);
    const deletionProtection = replica?.DeletionProtectionEnabled ?? properties.DeletionProtectionEnabled ?? false;
    await settings.put(name, { deletionProtection });
    return { ref: name, attributes: { Arn: table.TableArn } };
  };
}

function createTableInput(TableName: string, properties: TableProperties): object {
  const index = ({ IndexName, KeySchema, Projection }: Index): object => ({ IndexName, KeySchema, Projection });
  return {
    TableName,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    // Capacity has no meaning on one machine: every table is on demand.
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(index),
    LocalSecondaryIndexes: properties.LocalSecondaryIndexes?.map(index),
  };
}

async function active(dynalite: Dynalite, name: string): Promise<TableDescription> {
  for (;;) {
    const table = await dynalite.describe(name);
    if (table?.TableStatus === 'ACTIVE') return table;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function onlyReplica(
  { logicalId }: TemplateResource,
  replicas: TableProperties['Replicas'],
  region: string,
): NonNullable<TableProperties['Replicas']>[number] | undefined {
  if (!replicas || (replicas.length === 1 && replicas[0]!.Region === region)) return replicas?.[0];
  throw new Error(
    `${logicalId}: the local cloud has one region, ${region}; the table has replicas in ${replicas.map(({ Region }) => Region).join(', ')}. Give it one replica, in the stack's own region.`,
  );
}

function refuseUnknown({ type, logicalId, properties }: TemplateResource): void {
  const unknown = Object.keys(properties).find((name) => ![...imitated, ...withoutEffect].includes(name));
  if (unknown)
    throw new Error(
      `${logicalId} (${type}): the property ${unknown} is not imitated. Imitated are ${imitated.join(', ')}.`,
    );
}

// Indexes are named by their keys as well: on AWS an index whose keys changed is another index.
function shape(table: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>): string {
  const keys = (schema: { AttributeName: string; KeyType: string }[]): string =>
    schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ');
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => `${index.IndexName} (${keys(index.KeySchema)})`);
  return [keys(table.KeySchema), ...indexes.sort()].join('; ');
}

function refuseReplacement(
  { logicalId }: TemplateResource,
  name: string,
  existing: TableDescription,
  properties: TableProperties,
): void {
  const was = shape(existing);
  const wanted = shape(properties);
  if (was === wanted) return;
  throw new Error(
    `${logicalId}: the table ${name} in the data directory has the keys and indexes ${was}; the template wants ${wanted}. The local cloud doesn't change those of an existing table: start with a new --data-dir.`,
  );
}
