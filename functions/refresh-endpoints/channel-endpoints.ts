// Where viewers reach a channel. Its master has other hosts, and asks for them itself.
import {
  GetSignalingChannelEndpointCommand,
  type ChannelProtocol,
  type KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';

export interface ChannelEndpoints {
  readonly viewer: { readonly wss: string; readonly https: string };
}

/** KVS answered, but not with what was asked for. */
export class IncompleteEndpointsError extends Error {
  override readonly name = 'IncompleteEndpointsError';

  constructor(channelArn: string, protocol: ChannelProtocol) {
    super(`KVS gave no ${protocol} endpoint for viewers of ${channelArn}. The endpoints of its record stay.`);
  }
}

/** @throws IncompleteEndpointsError, or the SDK's error */
export async function getChannelEndpoints(
  client: Pick<KinesisVideoClient, 'send'>,
  channelArn: string,
): Promise<ChannelEndpoints> {
  const { ResourceEndpointList = [] } = await client.send(
    new GetSignalingChannelEndpointCommand({
      ChannelARN: channelArn,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'VIEWER' },
    }),
  );
  const endpoint = (protocol: ChannelProtocol): string => {
    const found = ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint;
    if (!found) throw new IncompleteEndpointsError(channelArn, protocol);
    return found;
  };
  return { viewer: { wss: endpoint('WSS'), https: endpoint('HTTPS') } };
}
