// The endpoints of a channel, for both roles: they are different hosts.
import {
  GetSignalingChannelEndpointCommand,
  type ChannelProtocol,
  type ChannelRole,
  type KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';

export interface RoleEndpoints {
  readonly wss: string;
  readonly https: string;
}

export interface ChannelEndpoints {
  readonly master: RoleEndpoints;
  readonly viewer: RoleEndpoints;
}

/** KVS answered, but not with what was asked for. */
export class IncompleteEndpointsError extends Error {
  override readonly name = 'IncompleteEndpointsError';

  constructor(channelArn: string, role: ChannelRole, protocol: ChannelProtocol) {
    super(`KVS gave no ${protocol} endpoint for the role ${role} of ${channelArn}. The endpoints of its record stay.`);
  }
}

/** Two calls, at the same time. @throws IncompleteEndpointsError, or the SDK's error */
export async function getChannelEndpoints(
  client: Pick<KinesisVideoClient, 'send'>,
  channelArn: string,
): Promise<ChannelEndpoints> {
  const [master, viewer] = await Promise.all([endpointsOf('MASTER'), endpointsOf('VIEWER')]);
  return { master, viewer };

  async function endpointsOf(Role: ChannelRole): Promise<RoleEndpoints> {
    const { ResourceEndpointList = [] } = await client.send(
      new GetSignalingChannelEndpointCommand({
        ChannelARN: channelArn,
        SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role },
      }),
    );
    const endpoint = (protocol: ChannelProtocol): string => {
      const found = ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint;
      if (!found) throw new IncompleteEndpointsError(channelArn, Role, protocol);
      return found;
    };
    return { wss: endpoint('WSS'), https: endpoint('HTTPS') };
  }
}
