// Which camera a request is about. Nothing here is believed yet; it is only well formed.
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { isCameraName } from '../camera-name.ts';

export type RequestedCamera =
  | {
      readonly cameraName: string;
      /** `GET /` only: what the caller takes the camera's channel to be. Must turn out right. */
      readonly claimedChannelName?: string;
    }
  | { readonly refused: string };

/**
 * `GET /cameras/{cameraName}/viewer-url` names it in the path, `GET /` in the header `cameraName`, with the channel in the query.
 * API Gateway has decoded the path parameter; decoding it again would give one camera many spellings.
 * It joins what came twice with commas, which no name contains.
 */
export function requestedCamera(event: APIGatewayRequestAuthorizerEventV2): RequestedCamera {
  switch (event.routeKey) {
    case 'GET /cameras/{cameraName}/viewer-url':
      return named(event.pathParameters?.cameraName);
    case 'GET /':
      return named(event.headers?.cameraname, event.queryStringParameters?.channelName ?? '');
    default:
      return { refused: 'unknown-route' };
  }
}

function named(cameraName: string | undefined, claimedChannelName?: string): RequestedCamera {
  if (!isCameraName(cameraName)) return { refused: 'invalid-camera-name' };
  return claimedChannelName === undefined ? { cameraName } : { cameraName, claimedChannelName };
}
