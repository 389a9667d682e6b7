// Whether a handshake gets in: the role's own endpoint, a valid signature, a permitted signer, a living channel; in this order.
import { AwsError } from '../../../core/aws-error.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import { authorize } from '../../../access/authorize.ts';
import type { ReceivedRequest } from '../../../access/canonical-request.ts';
import { presignedParameters, verifyPresignedUrl } from '../../../access/verify-presigned-url.ts';
import { type Channel, invalidArgument, requireChannelArn } from '../channel.ts';
import type { Channels } from '../channels.ts';
import { requireClientId } from '../client-id.ts';

export type SignalingRole = 'MASTER' | 'VIEWER';

export interface Admission {
  readonly channel: Channel;
  /** Undefined for a master. */
  readonly clientId: string | undefined;
}

/** Throws AwsError: 400 for the wrong endpoint and bad parameters, 403 for signature, time and permission, 404 for the channel. */
export function admit(
  cloud: Pick<CloudContext, 'iam' | 'clock' | 'region'>,
  channels: Channels,
  role: SignalingRole,
  request: ReceivedRequest,
): Admission {
  const parameters = presignedParameters(request.target);
  const clientId = parameters.get('X-Amz-ClientId');
  // The endpoint makes the role; before the signature is looked at, since it can't fit another endpoint's host.
  if (role === 'MASTER' && clientId !== undefined) {
    throw invalidArgument('X-Amz-ClientId is for viewers, and this is the endpoint for masters.');
  }
  if (role === 'VIEWER' && clientId === undefined) {
    throw invalidArgument('X-Amz-ClientId is missing: this is the endpoint for viewers.');
  }
  const surroundings = { iam: cloud.iam, now: cloud.clock.now(), region: cloud.region, service: 'kinesisvideo' };
  const principal = verifyPresignedUrl(request, surroundings);

  if (request.target.split('?', 1)[0] !== '/') throw invalidArgument('The path of a signaling URL must be /.');
  const channelArn = requireChannelArn(parameters.get('X-Amz-ChannelARN'), 'X-Amz-ChannelARN');
  if (clientId !== undefined) requireClientId(clientId);
  authorize(principal, channels.permissionOnArn(role === 'MASTER' ? 'ConnectAsMaster' : 'ConnectAsViewer', channelArn));
  const channel = channels.withArn(channelArn);
  if (channel?.status !== 'ACTIVE' && channel?.status !== 'UPDATING') {
    throw new AwsError('ResourceNotFoundException', 'The requested channel is not found or not active.');
  }
  return { channel, clientId };
}
