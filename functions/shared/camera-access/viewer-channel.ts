// What the presigner will sign for this camera: from its record, and from nowhere else.
import { text, textAt, type Item } from '../../../records/camera-table.ts';

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

/** @throws MalformedItemError, MalformedChannelArnError */
export function viewerChannel(camera: Item): ViewerChannel {
  const channelArn = text(camera, 'channelArn');
  const { region, channelName } = arnPattern.exec(channelArn)?.groups ?? {};
  if (!region || !channelName) throw new MalformedChannelArnError(channelArn);
  return {
    channelArn,
    channelName,
    viewerEndpoint: textAt(camera, 'endpoints', 'viewer', 'wss'),
    viewerHttpsEndpoint: textAt(camera, 'endpoints', 'viewer', 'https'),
    region,
  };
}
