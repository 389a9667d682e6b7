// Where a channel's clients connect: one signaling address per role, and the HTTPS address for ICE servers.
import type { ResourceEndpointListItem } from '@aws-sdk/client-kinesis-video';
import { AwsError } from '../../core/aws-error.ts';
import { addressesFor, type Addresses } from '../../core/cloud-context.ts';
import type { Operations } from '../../core/operation.ts';
import { invalidArgument, requireChannelArn, shown } from './channel.ts';
import type { Channels } from './channels.ts';

export function endpointOperations(channels: Channels, addresses: Addresses): Operations<'kinesisvideo'> {
  return {
    // On AWS every channel has hosts of its own (`m-…`, `v-…`, `r-…`); here the ARN in the signed URL tells them apart.
    GetSignalingChannelEndpoint: {
      permissions: ({ ChannelARN }) => channels.permissionOnArn('GetSignalingChannelEndpoint', ChannelARN),
      async handle({ ChannelARN, SingleMasterChannelEndpointConfiguration: wanted }, call) {
        const arn = requireChannelArn(ChannelARN);
        const role = wanted?.Role;
        if (role !== 'MASTER' && role !== 'VIEWER') {
          throw invalidArgument(`Role must be MASTER or VIEWER, but is ${shown(role)}.`);
        }
        const protocols = [...new Set<string>(wanted?.Protocols ?? [])];
        if (protocols.length === 0) throw invalidArgument('Protocols must name at least one of WSS and HTTPS.');
        const { awsEndpointUrl, masterSignalingUrl, viewerSignalingUrl } = addressesFor(call, addresses);
        const endpoints = protocols.map((protocol) => {
          if (protocol === 'HTTPS') return { Protocol: protocol, ResourceEndpoint: awsEndpointUrl };
          if (protocol === 'WSS') {
            return {
              Protocol: protocol,
              ResourceEndpoint: role === 'MASTER' ? masterSignalingUrl : viewerSignalingUrl,
            };
          }
          if (protocol !== 'WEBRTC') {
            throw invalidArgument(`Protocols must be WSS, HTTPS or WEBRTC, but one is ${shown(protocol)}.`);
          }
          throw new AwsError('NotImplementedException', 'The local cloud does not imitate media storage (WEBRTC).', {
            statusCode: 501,
          });
        });
        channels.requireActive(channels.withArn(arn));
        return { ResourceEndpointList: endpoints as ResourceEndpointListItem[] };
      },
    },
  };
}
