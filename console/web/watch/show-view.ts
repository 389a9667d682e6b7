// One connection to a camera: AWS's SignalingClient with the URL that the API signed, and the browser's own WebRTC.
import type { SignalingClient } from 'amazon-kinesis-video-streams-webrtc';
import type { Viewer } from '../../../client/src/index.ts';
import type { ViewState } from './keep-watching.ts';
import { measure } from './measure.ts';

/** A connection that was wanted and is no more, or never was. */
export class ViewLostError extends Error {
  override readonly name = 'ViewLostError';
}

interface ShownView {
  readonly viewer: Viewer;
  readonly video: HTMLVideoElement;
  readonly change: (news: Partial<ViewState>) => void;
  readonly signal: AbortSignal;
  /** When somebody began to wait, by `performance.now()`. */
  readonly startedAt: number;
  /** The URL could not be opened. */
  readonly onNotOpened: () => void;
}

interface Events {
  on(event: 'sdpAnswer', listener: (answer: RTCSessionDescriptionInit) => void): void;
  on(event: 'iceCandidate', listener: (candidate: RTCIceCandidateInit) => void): void;
  on(event: 'open' | 'error' | 'close', listener: () => void): void;
  removeAllListeners(): void;
}

const patienceMs = 20_000;
const statsEveryMs = 1000;
// ICE may find another way by itself; after this it hasn't.
const silenceMs = 8000;

/** Rejects with ViewLostError when it ends, or with the signal's reason. Nothing of it is left then. */
export async function showView(shown: ShownView): Promise<never> {
  const { viewer, video, signal } = shown;
  const { SignalingClient: Client, Role } = await import('amazon-kinesis-video-streams-webrtc');
  signal.throwIfAborted();
  const { iceServers, online: _, ...config } = viewer;
  const peer = new RTCPeerConnection({ iceServers });
  // Its types want Node's for the events.
  const signaling = new Client({ role: Role.VIEWER, ...config }) as SignalingClient & Events;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  try {
    return await new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      connect(shown, peer, signaling, timers, (why) => reject(new ViewLostError(why)));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signaling.removeAllListeners();
    signaling.close();
    peer.close();
    video.onloadeddata = null;
    video.srcObject = null;
  }
}

function connect(
  { video, change, startedAt, onNotOpened }: ShownView,
  peer: RTCPeerConnection,
  signaling: SignalingClient & Events,
  timers: Set<ReturnType<typeof setTimeout>>,
  lose: (why: string) => void,
): void {
  let opened = false;
  let live = false;
  const patience = setTimeout(() => lose('No picture came within 20 seconds.'), patienceMs);
  timers.add(patience);
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.onicecandidate = ({ candidate }) => {
    // The channel may have been closed by the other side meanwhile: the pair that works is known then.
    if (candidate && opened) signaling.sendIceCandidate(candidate);
  };
  peer.ontrack = ({ track }) => (video.srcObject = new MediaStream([track]));
  peer.onconnectionstatechange = () =>
    peer.connectionState === 'failed' && lose('The connection to the camera broke off.');
  video.onloadeddata = () => {
    clearTimeout(patience);
    live = true;
    change({ phase: 'live', firstFrameMs: performance.now() - startedAt });
    timers.add(setInterval(() => void measureAndHear(), statsEveryMs));
  };
  let heard = { bytes: 0, at: 0 };
  const measureAndHear = async (): Promise<void> => {
    const { bytes, ...measured } = await measure(peer);
    change(measured);
    if (bytes !== heard.bytes) heard = { bytes, at: performance.now() };
    else if (performance.now() - heard.at > silenceMs) lose('Nothing came from the camera any more.');
  };
  signaling.on('sdpAnswer', (answer) => {
    peer.setRemoteDescription(answer).catch(() => lose('The camera’s answer is none that this browser understands.'));
  });
  // One that doesn't fit is one way less.
  signaling.on('iceCandidate', (candidate) => void peer.addIceCandidate(candidate).catch(() => undefined));
  signaling.on('error', () => {
    if (opened) return;
    onNotOpened();
    lose('The camera’s signaling channel did not open.');
  });
  signaling.on('close', () => {
    opened = false;
    if (!live) lose('The camera’s signaling channel was closed before there was a picture.');
  });
  signaling.on('open', () => {
    opened = true;
    void (async () => {
      const offer = await peer.createOffer();
      await peer.setLocalDescription(offer);
      signaling.sendSdpOffer(offer as RTCSessionDescription);
    })().catch(() => lose('The browser made no offer to the camera.'));
  });
  signaling.open();
}
