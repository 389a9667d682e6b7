// What the presigner will sign for this camera: from its record, and from nowhere else.
import type { CameraRecord } from '../../../records/camera-record.ts';

export interface ViewerChannel {
  readonly channelArn: string;
  readonly channelName: string;
  readonly viewerEndpoint: string;
  /** Where its ICE servers are asked for. */
  readonly viewerHttpsEndpoint: string;
  readonly region: string;
}

export class MalformedChannelArnError extends Error {
  override readonly name = 'MalformedChannelArnError';

  constructor(channelArn: string) {
    super(
      `"${channelArn}" in a camera record is no channel ARN (arn:aws:kinesisvideo:<region>:<account>:channel/<name>/<time>). ` +
        'Correct the record, or retire the camera and let it register again.',
    );
  }
}

const arnPattern =
  /^arn:[a-z\d-]+:kinesisvideo:(?<region>[a-z\d-]+):\d+:channel\/(?<channelName>[a-zA-Z0-9_.-]+)\/\d+$/;

/** @throws MalformedChannelArnError */
export function viewerChannel({ channelArn, endpoints }: CameraRecord): ViewerChannel {
  const { region, channelName } = arnPattern.exec(channelArn)?.groups ?? {};
  if (!region || !channelName) throw new MalformedChannelArnError(channelArn);
  return {
    channelArn,
    channelName,
    viewerEndpoint: endpoints.viewer.wss,
    viewerHttpsEndpoint: endpoints.viewer.https,
    region,
  };
}
