// Where a stream's data goes in and out.
import { AwsError } from '../../../core/aws-error.ts';
import { addressesFor, type Addresses } from '../../../core/cloud-context.ts';
import type { Operations } from '../../../core/operation.ts';
import { invalidArgument, shown } from '../channel.ts';
import type { Streams } from './streams.ts';

const imitated = ['PUT_MEDIA', 'LIST_FRAGMENTS', 'GET_MEDIA_FOR_FRAGMENT_LIST'];
const notImitated = [
  'GET_MEDIA',
  'GET_HLS_STREAMING_SESSION_URL',
  'GET_DASH_STREAMING_SESSION_URL',
  'GET_CLIP',
  'GET_IMAGES',
];

export function dataEndpointOperations(streams: Streams, addresses: Addresses): Operations<'kinesisvideo'> {
  return {
    // On AWS a stream has hosts of its own (`s-….kinesisvideo.…`); here the front door serves data as well.
    GetDataEndpoint: {
      permissions: ({ StreamName, StreamARN }) => streams.permission('GetDataEndpoint', { StreamName, StreamARN }),
      async handle({ APIName, ...reference }, call) {
        if (APIName !== undefined && notImitated.includes(APIName)) {
          throw new AwsError('NotImplementedException', `The local cloud does not imitate ${APIName}.`, {
            statusCode: 501,
          });
        }
        if (APIName === undefined || !imitated.includes(APIName)) {
          throw invalidArgument(
            `APIName must be one of ${[...imitated, ...notImitated].join(', ')}, but is ${shown(APIName)}.`,
          );
        }
        streams.find(reference);
        return { DataEndpoint: addressesFor(call, addresses).awsEndpointUrl };
      },
    },
  };
}
