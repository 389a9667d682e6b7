// A camera's live picture: AWS's SignalingClient with the URL that the API signed, and the browser's own WebRTC.
import type { SignalingClient } from 'amazon-kinesis-video-streams-webrtc';
import type { ViewerUrl } from '../../api/watch.ts';
import { ask } from '../frame/ask.ts';

export interface ViewState {
  readonly phase: 'connecting' | 'live' | 'ended';
  /** Why it ended, when nobody wanted it to. */
  readonly reason?: string;
  readonly width?: number;
  readonly height?: number;
  readonly kilobitsPerSecond?: number;
  readonly roundTripMs?: number;
  readonly firstFrameMs?: number;
}

interface Events {
  on(event: 'sdpAnswer', listener: (answer: RTCSessionDescriptionInit) => void): void;
  on(event: 'iceCandidate', listener: (candidate: RTCIceCandidateInit) => void): void;
  on(event: 'open' | 'error', listener: () => void): void;
}

const patienceMs = 20_000;
const statsEveryMs = 1000;

/** Returns the end of it. `onState` hears of every change, the last one being `ended`. */
export function openView(cameraName: string, video: HTMLVideoElement, onState: (state: ViewState) => void): () => void {
  const closing = new AbortController();
  let state: ViewState = { phase: 'connecting' };
  const change = (news: Partial<ViewState>): void => {
    if (state.phase !== 'ended') onState((state = { ...state, ...news }));
  };
  const end = (reason?: string): void => {
    change({ phase: 'ended', ...(reason !== undefined && { reason }) });
    closing.abort();
  };
  connect(cameraName, video, change, end, closing.signal).catch((error: Error) => end(error.message));
  return () => end();
}

async function connect(
  cameraName: string,
  video: HTMLVideoElement,
  change: (news: Partial<ViewState>) => void,
  end: (reason?: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const [{ SignalingClient: Client, Role }, viewer] = await Promise.all([
    import('amazon-kinesis-video-streams-webrtc'),
    ask<ViewerUrl>(`/api/cameras/${encodeURIComponent(cameraName)}/viewer-url`, 'POST'),
  ]);
  if (signal.aborted) return;
  const peer = new RTCPeerConnection({
    iceServers: viewer.iceServers.map(({ urls, ...rest }) => ({ urls: [...urls], ...rest })),
  });
  // Its types want Node's for the events.
  const signaling = new Client({
    role: Role.VIEWER,
    clientId: viewer.clientId,
    channelARN: viewer.channelArn,
    channelEndpoint: new URL(viewer.url).origin,
    region: viewer.region,
    requestSigner: { getSignedURL: () => Promise.resolve(viewer.url) },
  }) as SignalingClient & Events;
  const patience = setTimeout(
    () => end('No picture within 20 seconds. Is the camera online? Its page says so above; then try again.'),
    patienceMs,
  );
  let measuring: ReturnType<typeof setInterval> | undefined;
  signal.addEventListener('abort', () => {
    clearTimeout(patience);
    clearInterval(measuring);
    signaling.close();
    peer.close();
    video.srcObject = null;
  });
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.onicecandidate = ({ candidate }) => candidate && signaling.sendIceCandidate(candidate);
  peer.ontrack = ({ track }) => (video.srcObject = new MediaStream([track]));
  peer.onconnectionstatechange = () =>
    peer.connectionState === 'failed' && end('The connection to the camera broke. Try again.');
  video.onloadeddata = () => {
    clearTimeout(patience);
    change({ phase: 'live', firstFrameMs: performance.now() - startedAt });
    measuring = setInterval(() => void measure(peer).then(change), statsEveryMs);
  };
  signaling.on('sdpAnswer', (answer) => void peer.setRemoteDescription(answer));
  signaling.on('iceCandidate', (candidate) => void peer.addIceCandidate(candidate));
  signaling.on('error', () => end('The signaling channel let nobody in. Examine the camera, then try again.'));
  signaling.on('open', () => {
    void (async () => {
      const offer = await peer.createOffer();
      await peer.setLocalDescription(offer);
      signaling.sendSdpOffer(offer as RTCSessionDescription);
    })();
  });
  signaling.open();
}

interface Inbound {
  readonly type: string;
  readonly kind?: string;
  readonly timestamp: number;
  readonly bytesReceived?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
}

const before = new WeakMap<RTCPeerConnection, { bytes: number; at: number }>();

async function measure(peer: RTCPeerConnection): Promise<Partial<ViewState>> {
  const found: Partial<Record<keyof ViewState, number>> = {};
  (await peer.getStats()).forEach((report: Inbound) => {
    if (report.type === 'inbound-rtp' && report.kind === 'video') {
      const { bytesReceived: bytes = 0, timestamp: at, frameWidth, frameHeight } = report;
      const last = before.get(peer);
      before.set(peer, { bytes, at });
      if (last && at > last.at) found.kilobitsPerSecond = ((bytes - last.bytes) * 8) / (at - last.at);
      if (frameWidth !== undefined) found.width = frameWidth;
      if (frameHeight !== undefined) found.height = frameHeight;
    }
    if (report.type === 'candidate-pair' && report.nominated && report.currentRoundTripTime !== undefined)
      found.roundTripMs = report.currentRoundTripTime * 1000;
  });
  return found as Partial<ViewState>;
}
