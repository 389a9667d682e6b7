// Single things that a suspicion is verified by. All of them are read as they are now; there are few suspects.
import { DescribeCertificateCommand, ListPrincipalThingsCommand, type IoTClient } from '@aws-sdk/client-iot';
import { GetConnectionCommand, type IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { ListTagsForResourceCommand, type KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { getCameraRecordLeniently, type LenientCameraRecord } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { certificateLookup } from '../shared/certificate-bans.ts';
import type { Pace } from './pace.ts';

export interface Lookups {
  /** Undefined when there is none of that id. */
  certificate(
    certificateId: string,
  ): Promise<{ readonly arn: string; readonly status: string; readonly createdAt: number } | undefined>;
  /** Names of the things that the certificate is attached to. */
  thingsOf(certificateArn: string): Promise<string[]>;
  /** Whether it is banned, by its id, or by its CA and number. Undefined when there is none of that id. */
  standing(certificateId: string): Promise<{ readonly status: string; readonly isBanned: boolean } | undefined>;
  record(cameraName: string): Promise<LenientCameraRecord | undefined>;
  /** Undefined when the channel is gone. */
  tagsOfChannel(channelArn: string): Promise<Readonly<Record<string, string>> | undefined>;
  isConnected(cameraName: string): Promise<boolean>;
}

interface Clients {
  readonly iot: Pick<IoTClient, 'send'>;
  readonly iotData: Pick<IoTDataPlaneClient, 'send'>;
  readonly kinesisVideo: Pick<KinesisVideoClient, 'send'>;
  readonly table: Table;
  readonly bans: Table;
  readonly pace: Pace;
}

/** Every method rejects with the SDK's error. */
export function awsLookups({ iot, iotData, kinesisVideo, table, bans, pace }: Clients): Lookups {
  const lookUp = certificateLookup(iot, bans);
  return {
    async certificate(certificateId) {
      await pace.iot();
      const found = await orGone(iot.send(new DescribeCertificateCommand({ certificateId })));
      const { certificateArn: arn = '', status = '', creationDate } = found?.certificateDescription ?? {};
      return found && { arn, status, createdAt: creationDate?.getTime() ?? 0 };
    },
    async thingsOf(principal) {
      await pace.iot();
      const found = await orGone(iot.send(new ListPrincipalThingsCommand({ principal, maxResults: 250 })));
      return found?.things ?? [];
    },
    async standing(certificateId) {
      await pace.iot();
      const found = await orGone(iot.send(new DescribeCertificateCommand({ certificateId })));
      if (!found) return undefined;
      const { ban } = await lookUp({ ...found.certificateDescription, certificateId });
      return { status: found.certificateDescription?.status ?? '', isBanned: ban !== undefined };
    },
    record: (cameraName) => getCameraRecordLeniently(table, cameraName),
    async tagsOfChannel(ResourceARN) {
      await pace.kinesisVideo();
      const found = await orGone(kinesisVideo.send(new ListTagsForResourceCommand({ ResourceARN })));
      return found && (found.Tags ?? {});
    },
    async isConnected(clientId) {
      await pace.iot();
      // [GetConnection: a client that AWS IoT knows nothing of is a ResourceNotFoundException]
      const found = await orGone(iotData.send(new GetConnectionCommand({ clientId })));
      return found?.connected === true;
    },
  };
}

async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
