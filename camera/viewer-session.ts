// One viewer's peer connection, the camera's side of it: answers the offer, trickles candidates, sends the picture.
import type { VideoSource } from './video-source.ts';
import {
  type IceCandidate,
  type IceServer,
  loadWebRtc,
  type PeerConnection,
  type SessionDescription,
} from './web-rtc.ts';

export interface ViewerSessionOptions {
  readonly offer: SessionDescription;
  readonly iceServers: readonly IceServer[];
  readonly video: () => Promise<VideoSource>;
  readonly sendAnswer: (answer: SessionDescription) => void;
  readonly sendCandidate: (candidate: IceCandidate) => void;
  readonly onConnected: () => void;
  /** Runs once, when the viewer is gone or never came. */
  readonly onEnd: () => void;
}

// A viewer that offered and then didn't connect within this time has gone elsewhere.
const connectWithinMs = 30_000;

export class ViewerSession {
  readonly #options: ViewerSessionOptions;
  readonly #opened: Promise<PeerConnection>;
  #peer: PeerConnection | undefined;
  #stopWatching: (() => void) | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: ViewerSessionOptions) {
    this.#options = options;
    this.#opened = this.#answer();
    this.#opened.catch(() => this.end());
  }

  /** Candidates may come before the answer is made. One that can't be used is no reason to end. */
  async addCandidate(candidate: IceCandidate): Promise<void> {
    await this.#opened
      .then((peer) => (this.#ended ? undefined : peer.addIceCandidate(candidate)))
      .catch(() => undefined);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#deadline);
    this.#stopWatching?.();
    this.#peer?.close();
    this.#options.onEnd();
  }

  async #answer(): Promise<PeerConnection> {
    const { RTCPeerConnection } = await loadWebRtc();
    const { offer, iceServers, sendAnswer, sendCandidate } = this.#options;
    const video = await this.#options.video();
    if (this.#ended) throw new Error('the viewer has left');
    const peer = new RTCPeerConnection({ iceServers });
    this.#peer = peer;
    this.#deadline = setTimeout(() => this.end(), connectWithinMs);
    peer.onicecandidate = ({ candidate }) => {
      if (candidate && !this.#ended) sendCandidate(candidate);
    };
    peer.onconnectionstatechange = () => this.#onStateChange(peer, video);
    peer.addTrack(video.track);
    await peer.setRemoteDescription(offer);
    const answer = await peer.createAnswer();
    await peer.setLocalDescription(answer);
    sendAnswer({ type: answer.type, sdp: answer.sdp });
    return peer;
  }

  #onStateChange({ connectionState }: PeerConnection, video: VideoSource): void {
    if (connectionState === 'connected' && !this.#stopWatching && !this.#ended) {
      clearTimeout(this.#deadline);
      this.#stopWatching = video.watch();
      this.#options.onConnected();
    }
    // `disconnected` may heal; libwebrtc makes it `failed` when it doesn't.
    if (connectionState === 'failed' || connectionState === 'closed') this.end();
  }
}
