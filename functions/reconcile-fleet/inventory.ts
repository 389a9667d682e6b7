// All that is there of a fleet, by listing: what AWS IoT, KVS and the table have, with no more of each thing than decides.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { epochMark, type ItemMark } from './drift.ts';
import { readBannedKeys, type BannedKeys } from '../../records/banned-keys.ts';
import { readCameraRecordLeniently, type LenientCameraRecord } from '../../records/camera-record.ts';
import { sharePrefix, sortKeys, type Item, type Table } from '../../records/camera-table.ts';
import { readManifestEntryLeniently } from '../../records/manifest-entry.ts';
import { readPresenceStateLeniently, type PresenceState } from '../../records/presence.ts';
import { readShareRecordLeniently, type ShareRecord } from '../../records/share-record.ts';

export type RecordSeen = LenientCameraRecord & { readonly cameraName: string };

export interface Inventory {
  readonly bans: BannedKeys;
  /** By the camera's name. */
  readonly records: ReadonlyMap<string, RecordSeen>;
  readonly shares: readonly (Partial<ShareRecord> & Pick<ShareRecord, 'cameraName' | 'userId' | 'epoch'>)[];
  /** Shares, offers and presence of cameras that have no record, each with what it is known again by. */
  readonly itemsWithoutRecord: readonly { readonly cameraName: string; readonly sk: string; readonly mark: ItemMark }[];
  /** By the camera's name: those that the table says are connected. */
  readonly online: ReadonlyMap<string, PresenceState>;
  /** Serial numbers that may register. */
  readonly manifest: ReadonlySet<string>;
  readonly things: ReadonlyMap<string, ThingSeen>;
  /** Ids of the certificates that have the cameras' policy. */
  readonly withPolicy: ReadonlySet<string>;
  /** By id: those of the CAs that the settings list. */
  readonly certificates: ReadonlyMap<string, CertificateSeen>;
  /** By name. */
  readonly channels: ReadonlyMap<string, ChannelSeen>;
  /** By name; none where the settings give cameras no streams. */
  readonly streams: ReadonlyMap<string, StreamSeen>;
}

export interface ThingSeen {
  readonly serialNumber?: string | undefined;
  readonly certificateId?: string | undefined;
}
/** Times are milliseconds since the epoch, here and below. */
export interface CertificateSeen {
  readonly status: string;
  readonly createdAt: number;
  readonly caCertificateId: string;
}
export interface ChannelSeen {
  readonly arn: string;
  readonly status: string;
  readonly createdAt: number;
}
export interface StreamSeen extends ChannelSeen {
  readonly version: string;
  readonly retentionHours: number;
}

/** AWS's lists, whole. */
export interface Lists {
  things(): Promise<Inventory['things']>;
  certificatesWithPolicy(): Promise<Inventory['withPolicy']>;
  certificates(): Promise<Inventory['certificates']>;
  channels(): Promise<Inventory['channels']>;
  streams(): Promise<Inventory['streams']>;
}

/**
 * The table is read last: a certificate that has the policy by then has its record, too, because a registration writes the record before it
 * activates the certificate. Rejects with the SDK's error.
 */
export async function takeInventory(lists: Lists, table: Table, banTable: Table): Promise<Inventory> {
  const bans = await readBannedKeys(banTable);
  const things = await lists.things();
  const withPolicy = await lists.certificatesWithPolicy();
  const certificates = await lists.certificates();
  const channels = await lists.channels();
  const streams = await lists.streams();
  return { bans, things, withPolicy, certificates, channels, streams, ...(await readItems(table)) };
}

async function readItems({ client, tableName }: Table) {
  const records = new Map<string, RecordSeen>();
  const shares: Inventory['shares'][number][] = [];
  const items: Inventory['itemsWithoutRecord'][number][] = [];
  const online = new Map<string, PresenceState>();
  const manifest = new Set<string>();
  let startKey: Item | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: startKey }));
    for (const item of page.Items ?? []) take(item);
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  const itemsWithoutRecord = items.filter(({ cameraName }) => !records.has(cameraName));
  return { records, shares, itemsWithoutRecord, online, manifest };

  function take(item: Item): void {
    const [, name] = /^camera#(.+)$/.exec(String(item['pk'])) ?? [];
    const mark = markOf(item);
    if (name !== undefined && mark) items.push({ cameraName: name, sk: String(item['sk']), mark });
    if (item['sk'] === sortKeys.manifest) {
      const { serialNumber } = readManifestEntryLeniently(item);
      if (serialNumber !== undefined) manifest.add(serialNumber);
    } else if (name === undefined) return;
    else if (item['sk'] === sortKeys.camera)
      records.set(name, { ...small(readCameraRecordLeniently(item)), cameraName: name });
    else if (item['sk'] === sortKeys.presence) {
      const state = readPresenceStateLeniently(item);
      if (item['online'] === 1 && state) online.set(name, state);
    } else if (String(item['sk']).startsWith(sharePrefix)) {
      const { userId, epoch, expiresAt } = readShareRecordLeniently(item);
      if (userId === undefined || epoch === undefined) return;
      shares.push({ cameraName: name, userId, epoch, ...(expiresAt !== undefined && { expiresAt }) });
    }
  }
}

/** Of a share, an offer, or a presence. */
function markOf({ sk, epoch, sessionIdentifier }: Item): ItemMark | undefined {
  if (sk === sortKeys.presence && typeof sessionIdentifier === 'string') {
    return { name: 'sessionIdentifier', value: { S: sessionIdentifier } };
  }
  const isGiven = sk === sortKeys.transfer || String(sk).startsWith(sharePrefix);
  return isGiven && typeof epoch === 'number' ? epochMark(epoch) : undefined;
}

// A hundred thousand records fit into the function's memory without their endpoints.
function small({
  endpoints: _endpoints,
  displayName: _name,
  owner: _owner,
  ...record
}: LenientCameraRecord): LenientCameraRecord {
  return record;
}
