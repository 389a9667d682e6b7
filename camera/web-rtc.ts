// libwebrtc in Node, loaded when it is first needed: a camera that doesn't go live never pays for it.
import type { VideoFrame } from './test-card.ts';

// Only what is used here: the package's own types need the browser's, which don't belong in a Node program.
export interface WebRtc {
  readonly RTCPeerConnection: new (configuration: { iceServers: readonly IceServer[] }) => PeerConnection;
  readonly nonstandard: {
    readonly RTCVideoSource: new () => { createTrack(): MediaTrack; onFrame(frame: VideoFrame): void };
    readonly RTCVideoSink: new (track: MediaTrack) => VideoSink;
  };
}

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string | undefined;
  readonly credential?: string | undefined;
}

export interface MediaTrack {
  readonly kind: string;
  stop(): void;
}

export interface VideoSink {
  onframe: ((event: { frame: VideoFrame }) => void) | null;
  stop(): void;
}

export interface SessionDescription {
  readonly type: string;
  readonly sdp: string;
}

export interface IceCandidate {
  readonly candidate: string;
}

export interface PeerConnection {
  readonly connectionState: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
  onconnectionstatechange: (() => void) | null;
  onicecandidate: ((event: { candidate: IceCandidate | null }) => void) | null;
  ontrack: ((event: { track: MediaTrack }) => void) | null;
  addTrack(track: MediaTrack): void;
  addTransceiver(kind: 'video' | 'audio', init: { direction: 'recvonly' }): void;
  addIceCandidate(candidate: IceCandidate): Promise<void>;
  createOffer(): Promise<SessionDescription>;
  createAnswer(): Promise<SessionDescription>;
  setLocalDescription(description: SessionDescription): Promise<void>;
  setRemoteDescription(description: SessionDescription): Promise<void>;
  close(): void;
}

let loading: Promise<WebRtc> | undefined;

export function loadWebRtc(): Promise<WebRtc> {
  loading ??= import('@roamhq/wrtc').then((module) => {
    // A process that has had a video track crashes in the native module's clean-up when it ends by running out of work;
    // process.exit skips that clean-up. [node-webrtc #636]
    process.once('beforeExit', () => process.exit());
    return (module as unknown as { default: WebRtc }).default;
  });
  return loading;
}
