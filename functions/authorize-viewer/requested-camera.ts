// Which camera a request is about. Nothing here is believed yet; it is only well formed.
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { operations, type OperationId } from '../../api/operations.ts';
import { isCameraName } from '../../records/camera-name.ts';

export type RequestedCamera =
  | {
      readonly cameraName: string;
      /** `GET /` only: what the caller takes the camera's channel to be. Must turn out right. */
      readonly claimedChannelName?: string;
    }
  | { readonly malformed: string };

/**
 * The camera that the path names; on the AWS sample's route, the header `cameraName`, with the channel in the query.
 * API Gateway has decoded the path parameter; decoding it again would give one camera many spellings.
 * It joins what came twice with commas, which no name contains.
 */
export function requestedCamera(event: APIGatewayRequestAuthorizerEventV2, operation: OperationId): RequestedCamera {
  if (operations[operation].path.includes('{cameraName}')) return named(event.pathParameters?.cameraName);
  return named(event.headers?.cameraname, event.queryStringParameters?.channelName ?? '');
}

function named(cameraName: string | undefined, claimedChannelName?: string): RequestedCamera {
  if (!isCameraName(cameraName)) return { malformed: 'invalid-camera-name' };
  return claimedChannelName === undefined ? { cameraName } : { cameraName, claimedChannelName };
}
