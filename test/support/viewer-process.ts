// A viewer in a process of its own (native media doesn't belong in jest's): AWS's SignalingClient, libwebrtc, decoded frames counted.
// Started by media-processes.ts, which says where to connect; answers by messages.
import kvs from 'amazon-kinesis-video-streams-webrtc';
import { WebSocket } from 'ws';
import { type IceCandidate, loadWebRtc, type SessionDescription } from '../../camera/web-rtc.ts';
import { createLensgateClient, getViewer } from '../../client/src/index.ts';
import type { ViewerReport, ViewerTask } from './media-processes.ts';

// The client takes the browser's WebSocket; in Node it is `ws`.
Object.assign(globalThis, { WebSocket });

interface Signaling {
  on(event: 'sdpAnswer', listener: (answer: SessionDescription) => void): void;
  on(event: 'iceCandidate', listener: (candidate: IceCandidate) => void): void;
  on(event: 'open', listener: () => void): void;
  on(event: 'error', listener: (error: { message: string }) => void): void;
  open(): void;
  close(): void;
  sendSdpOffer(offer: SessionDescription): void;
  sendIceCandidate(candidate: IceCandidate): void;
}
const SignalingClient = kvs.SignalingClient as unknown as new (config: object) => Signaling;

const report = (message: ViewerReport): void => void process.send!(message);

async function signalingConfig(task: ViewerTask): Promise<object> {
  if ('apiUrl' in task) {
    const { apiUrl, token, cameraName } = task;
    return getViewer(createLensgateClient({ apiUrl, token: () => token }), cameraName);
  }
  const { url, channelArn, clientId, region } = task;
  const requestSigner = { getSignedURL: async () => url };
  return { clientId, channelARN: channelArn, region, channelEndpoint: new URL(url).origin, requestSigner };
}

async function view(task: ViewerTask): Promise<void> {
  const { frames, keepsReporting } = task;
  const { RTCPeerConnection, nonstandard } = await loadWebRtc();
  // Camera and viewer are on one machine: no STUN, no relay.
  const peer = new RTCPeerConnection({ iceServers: [] });
  const signaling = new SignalingClient({ role: kvs.Role.VIEWER, ...(await signalingConfig(task)) });
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.onicecandidate = ({ candidate }) => candidate && signaling.sendIceCandidate(candidate);
  if (keepsReporting) peer.onconnectionstatechange = () => report({ type: 'connection', state: peer.connectionState });
  let seen = 0;
  peer.ontrack = ({ track }) => {
    const sink = new nonstandard.RTCVideoSink(track);
    sink.onframe = ({ frame: { width, height, data } }) => {
      seen++;
      if (seen % frames !== 0) return;
      if (!keepsReporting) sink.stop();
      report({ type: 'frames', count: seen, width, height, brightness: [...data.subarray(0, width)] });
    };
  };
  signaling.on('sdpAnswer', (answer) => void peer.setRemoteDescription(answer));
  signaling.on('iceCandidate', (candidate) => void peer.addIceCandidate(candidate));
  signaling.on('error', ({ message }) => report({ type: 'error', message }));
  signaling.on('open', () => {
    void (async () => {
      const offer = await peer.createOffer();
      await peer.setLocalDescription(offer);
      signaling.sendSdpOffer(offer);
      report({ type: 'offer-sent' });
    })();
  });
  signaling.open();
  process.once('disconnect', () => {
    signaling.close();
    peer.close();
    process.exit();
  });
}

process.once('message', (task) => void view(task as ViewerTask));
