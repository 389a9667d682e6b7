// Which certificates the cameras' records name: those that they are in service with, and those that are to follow.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { readCameraRecordLeniently } from './camera-record.ts';
import { sortKeys, type Table } from './camera-table.ts';
import { readIssuerAndSerial, type IssuerAndSerial } from './issued-certificate.ts';
import { readPages } from './read-pages.ts';

export interface CertificateInService {
  readonly certificateId: string;
  /** Absent for one that AWS IoT signed, and in records of older releases. */
  readonly issued?: IssuerAndSerial;
}

/** Reads the whole table, page after page. Rejects with the SDK's error. */
export async function readCertificatesInService({ client, tableName }: Table): Promise<CertificateInService[]> {
  const items = await readPages((ExclusiveStartKey) =>
    client.send(
      new ScanCommand({
        TableName: tableName,
        ExclusiveStartKey,
        ConsistentRead: true,
        FilterExpression: 'sk = :camera',
        ExpressionAttributeValues: { ':camera': sortKeys.camera },
      }),
    ),
  );
  return items.map(readCameraRecordLeniently).flatMap(({ certificateId, issuerAndSerial }) => {
    if (certificateId === undefined) return [];
    const issued = readIssuerAndSerial(issuerAndSerial);
    return [{ certificateId, ...(issued && { issued }) }];
  });
}
