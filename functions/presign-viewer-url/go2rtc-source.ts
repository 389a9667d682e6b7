// A viewer URL as go2rtc takes it, and Frigate with it. [go2rtc: internal/webrtc/README.md, "Kinesis"]
import type { Go2RtcSource, ViewerUrlResponse } from '../../api/payloads/index.ts';

/** Its parts are separated by `#`, which neither a URL's query nor base64 contains. */
export function go2rtcSource({
  cameraName,
  url,
  clientId,
  expiresAt,
  iceServers = [],
}: ViewerUrlResponse): Go2RtcSource {
  const source = `webrtc:${url}#format=kinesis#client_id=${clientId}#ice_servers=${JSON.stringify(iceServers)}`;
  return { cameraName, source, expiresAt };
}
