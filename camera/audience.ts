// All viewers of a camera: who gets which signaling message, and what a message for nobody means.
import type { OnProgress } from './progress.ts';
import type { SignalingMessage } from './signaling-connection.ts';
import type { VideoSource } from './video-source.ts';
import { ViewerSession } from './viewer-session.ts';
import type { IceCandidate, IceServer, SessionDescription } from './web-rtc.ts';

interface AudienceOptions {
  readonly video: () => Promise<VideoSource>;
  /** Asked at every offer: TURN credentials live for five minutes. */
  readonly iceServers: () => Promise<readonly IceServer[]>;
  /** Sends by whatever signaling connection is open now. */
  readonly send: (message: SignalingMessage) => void;
  readonly onProgress: OnProgress;
}

export class Audience {
  readonly #options: AudienceOptions;
  readonly #sessions = new Map<string, ViewerSession>();
  /** Candidates that came before their offer, by client id. */
  readonly #early = new Map<string, IceCandidate[]>();
  /** Counts how often all sessions were ended: an offer from before is not answered after. */
  #ends = 0;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  async receive({ type, payload, clientId }: SignalingMessage): Promise<void> {
    if (type === 'SDP_OFFER') await this.#admit(clientId, payload as SessionDescription);
    if (type !== 'ICE_CANDIDATE') return;
    const candidate = payload as IceCandidate;
    const session = this.#sessions.get(clientId);
    if (session) await session.addCandidate(candidate);
    else this.#early.set(clientId, [...(this.#early.get(clientId) ?? []).slice(-50), candidate]);
  }

  /** Closes every viewer's connection; returns how many there were. Whoever may still watch offers anew. */
  end(): number {
    const { size } = this.#sessions;
    this.#ends++;
    for (const session of this.#sessions.values()) session.end();
    this.#early.clear();
    return size;
  }

  async #admit(clientId: string, offer: SessionDescription): Promise<void> {
    const { video, send, onProgress } = this.#options;
    const endsBefore = this.#ends;
    const iceServers = await this.#options.iceServers();
    if (this.#ends !== endsBefore) return;
    // A viewer that offers anew has given up its earlier connection.
    this.#sessions.get(clientId)?.end();
    onProgress({ type: 'viewer-arrived', clientId });
    const session: ViewerSession = new ViewerSession({
      offer,
      iceServers,
      video,
      sendAnswer: (answer) => send({ type: 'SDP_ANSWER', payload: answer, clientId }),
      sendCandidate: (candidate) => send({ type: 'ICE_CANDIDATE', payload: candidate, clientId }),
      onConnected: () => onProgress({ type: 'viewer-connected', clientId }),
      onEnd: () => {
        if (this.#sessions.get(clientId) === session) this.#sessions.delete(clientId);
        onProgress({ type: 'viewer-left', clientId });
      },
    });
    this.#sessions.set(clientId, session);
    const early = this.#early.get(clientId) ?? [];
    this.#early.delete(clientId);
    await Promise.all(early.map((candidate) => session.addCandidate(candidate)));
  }
}
