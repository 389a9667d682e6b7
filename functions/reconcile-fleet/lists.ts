// AWS's lists, page by page, as fast as the account's quotas let one more caller be.
import {
  ListCertificatesByCACommand,
  ListTargetsForPolicyCommand,
  ListThingsCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import {
  ListSignalingChannelsCommand,
  ListStreamsCommand,
  type KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import type { CertificateSeen, ChannelSeen, Lists, StreamSeen, ThingSeen } from './inventory.ts';
import type { Pace } from './pace.ts';

export interface ListsOptions {
  readonly iot: Pick<IoTClient, 'send'>;
  readonly kinesisVideo: Pick<KinesisVideoClient, 'send'>;
  readonly pace: Pace;
  readonly policyName: string;
  readonly thingTypeName: string;
  readonly caCertificateIds: readonly string[];
  readonly hasStreams: boolean;
}

const iotPage = 250;
const kinesisVideoPage = 10_000;

/** Every method rejects with the SDK's error. */
export function awsLists({ iot, kinesisVideo, pace, ...options }: ListsOptions): Lists {
  return {
    async things() {
      const { thingTypeName } = options;
      const things = new Map<string, ThingSeen>();
      await pages(async (nextToken) => {
        await pace.iot();
        const page = await iot.send(new ListThingsCommand({ thingTypeName, maxResults: iotPage, nextToken }));
        for (const { thingName = '', attributes = {} } of page.things ?? []) {
          things.set(thingName, {
            serialNumber: attributes['serialNumber'],
            certificateId: attributes['certificateId'],
          });
        }
        return page.nextToken;
      });
      return things;
    },

    async certificatesWithPolicy() {
      const { policyName } = options;
      const ids = new Set<string>();
      await pages(async (marker) => {
        await pace.iot();
        const page = await iot.send(new ListTargetsForPolicyCommand({ policyName, pageSize: iotPage, marker }));
        for (const target of page.targets ?? []) if (target.includes(':cert/')) ids.add(target.split('/').at(-1)!);
        return page.nextMarker;
      });
      return ids;
    },

    async certificates() {
      const certificates = new Map<string, CertificateSeen>();
      for (const caCertificateId of options.caCertificateIds) {
        await pages(async (marker) => {
          await pace.iot();
          const page = await iot.send(new ListCertificatesByCACommand({ caCertificateId, pageSize: iotPage, marker }));
          for (const { certificateId = '', status = '', creationDate } of page.certificates ?? []) {
            certificates.set(certificateId, { status, caCertificateId, createdAt: creationDate?.getTime() ?? 0 });
          }
          return page.nextMarker;
        });
      }
      return certificates;
    },

    async channels() {
      const channels = new Map<string, ChannelSeen>();
      await pages(async (NextToken) => {
        await pace.kinesisVideo();
        const list = new ListSignalingChannelsCommand({ MaxResults: kinesisVideoPage, NextToken });
        const page = await kinesisVideo.send(list);
        for (const { ChannelName = '', ChannelARN = '', ChannelStatus = '', CreationTime } of page.ChannelInfoList ??
          []) {
          const createdAt = CreationTime?.getTime() ?? 0;
          channels.set(ChannelName, { arn: ChannelARN, status: ChannelStatus, createdAt });
        }
        return page.NextToken;
      });
      return channels;
    },

    async streams() {
      const streams = new Map<string, StreamSeen>();
      if (!options.hasStreams) return streams;
      await pages(async (NextToken) => {
        await pace.kinesisVideo();
        const page = await kinesisVideo.send(new ListStreamsCommand({ MaxResults: kinesisVideoPage, NextToken }));
        for (const stream of page.StreamInfoList ?? []) {
          streams.set(stream.StreamName ?? '', {
            arn: stream.StreamARN ?? '',
            status: stream.Status ?? '',
            version: stream.Version ?? '',
            createdAt: stream.CreationTime?.getTime() ?? 0,
            retentionHours: stream.DataRetentionInHours ?? 0,
          });
        }
        return page.NextToken;
      });
      return streams;
    },
  };
}

/** Page after page, until one names no next one. */
export async function pages(read: (token: string | undefined) => Promise<string | undefined>): Promise<void> {
  let token: string | undefined;
  do token = await read(token);
  while (token !== undefined);
}
