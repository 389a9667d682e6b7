// The names under which real cameras find the local cloud, and what the hosts file has to say about them.
import type { ClientAddresses, CloudContext, PortName } from '../core/cloud-context.ts';

export interface TlsHost {
  readonly name: string;
  /** Whose port's server answers under this name. */
  readonly server: PortName;
}

// `.test` never belongs to anybody. [RFC 6761, 6.2]
const own = {
  aws: 'aws.lensgate.test',
  masterSignaling: 'master.lensgate.test',
  viewerSignaling: 'viewer.lensgate.test',
  credentialProvider: 'credentials.lensgate.test',
} satisfies Partial<Record<PortName, string>>;

/**
 * KVS's own name, which AWS's SDKs in C make up from the region. Their samples read CONTROL_PLANE_URI instead, the WebRTC
 * SDK's since 2026 only. [amazon-kinesis-video-streams-webrtc-sdk-c, pull request 2202; ChannelInfo.c]
 */
const kinesisVideoOfAws = (region: string): string => `kinesisvideo.${region}.amazonaws.com`;

export function tlsHostsOf({ region }: Pick<CloudContext, 'region'>): TlsHost[] {
  return [
    ...Object.entries(own).map(([server, name]) => ({ name, server: server as PortName })),
    { name: kinesisVideoOfAws(region), server: 'aws' },
  ];
}

/** Port 443 isn't named: the SDK in C takes no port, and signs none. */
export function tlsAddresses(port: number): ClientAddresses {
  const url = (scheme: string, name: string): string => `${scheme}://${name}${port === 443 ? '' : `:${port}`}`;
  return {
    awsEndpointUrl: url('https', own.aws),
    credentialProviderUrl: url('https', own.credentialProvider),
    masterSignalingUrl: url('wss', own.masterSignaling),
    viewerSignalingUrl: url('wss', own.viewerSignaling),
  };
}

/** Lines for `/etc/hosts` on the machine of the camera's software. */
export interface HostsFileLines {
  /** Always needed. */
  readonly own: string;
  /** Only for software that can't be told another address of KVS: it hides the region's own from that machine. */
  readonly kinesisVideoOfAws: string;
}

export function hostsFileLines(region: string): HostsFileLines {
  return {
    own: `127.0.0.1 ${Object.values(own).join(' ')}`,
    kinesisVideoOfAws: `127.0.0.1 ${kinesisVideoOfAws(region)}`,
  };
}
