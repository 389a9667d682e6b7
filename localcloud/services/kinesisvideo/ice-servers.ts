// The ICE servers of a channel, in AWS's form. No TURN server runs behind them: on one machine peers find each other directly.
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Operations } from '../../core/operation.ts';
import { invalidArgument, requireChannelArn, shown } from './channel.ts';
import { requireClientId } from './client-id.ts';
import type { Channels } from './channels.ts';

const ttlSeconds = 300;

export function iceOperations(channels: Channels, clock: Clock): Operations<'kinesisvideosignaling'> {
  return {
    GetIceServerConfig: {
      permissions: ({ ChannelARN }) => channels.permissionOnArn('GetIceServerConfig', ChannelARN),
      async handle({ ChannelARN, ClientId, Service }) {
        const arn = requireChannelArn(ChannelARN);
        if (ClientId !== undefined) requireClientId(ClientId);
        if (Service !== undefined && Service !== 'TURN') {
          throw invalidArgument(`Service must be TURN, but is ${shown(Service)}.`);
        }
        const channel = channels.withArn(arn);
        if (channel?.status !== 'ACTIVE' && channel?.status !== 'UPDATING') {
          throw new AwsError('ResourceNotFoundException', 'The requested channel is not found or not active.');
        }
        // As observed on AWS: `<expiry>:<base64 of v1:channel ARN>`, which its own model's pattern wouldn't allow.
        const expiry = Math.floor(clock.now() / 1000) + ttlSeconds;
        const username = `${expiry}:${Buffer.from(`v1:${arn}`).toString('base64')}`;
        const password = randomBytes(32).toString('base64');
        // One transport only: the client connects directly, but tries every address of a relay before it gives up on them.
        return {
          IceServerList: [
            { Uris: ['turn:127.0.0.1:3478?transport=udp'], Username: username, Password: password, Ttl: ttlSeconds },
          ],
        };
      },
    },
  };
}
