// How well a picture arrives, from the browser's own statistics. [W3C: Identifiers for WebRTC's Statistics API]
import type { ViewState } from './keep-watching.ts';

interface Report {
  readonly type: string;
  readonly kind?: string;
  readonly timestamp: number;
  readonly bytesReceived?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
}

type Measured = Pick<ViewState, 'width' | 'height' | 'kilobitsPerSecond' | 'roundTripMs'>;

const before = new WeakMap<RTCPeerConnection, { bytes: number; at: number }>();

/** `bytes`: of video, since the beginning. The bit rate is that since the last look. */
export async function measure(peer: RTCPeerConnection): Promise<Measured & { readonly bytes: number }> {
  const found: { -readonly [K in keyof Measured]: Measured[K] } & { bytes: number } = { bytes: 0 };
  (await peer.getStats()).forEach((report: Report) => {
    if (report.type === 'inbound-rtp' && report.kind === 'video') {
      const { bytesReceived: bytes = 0, timestamp: at, frameWidth, frameHeight } = report;
      const last = before.get(peer);
      before.set(peer, { bytes, at });
      found.bytes = bytes;
      if (last && at > last.at) found.kilobitsPerSecond = ((bytes - last.bytes) * 8) / (at - last.at);
      if (frameWidth !== undefined) found.width = frameWidth;
      if (frameHeight !== undefined) found.height = frameHeight;
    }
    if (report.type === 'candidate-pair' && report.nominated && report.currentRoundTripTime !== undefined)
      found.roundTripMs = report.currentRoundTripTime * 1000;
  });
  return found;
}
