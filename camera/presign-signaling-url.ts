// The signed address at which a client joins a signaling channel: as master, or as viewer when it has a client id. [KVS: ConnectAsMaster]
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import { NodeSha256 } from './node-sha256.ts';

export interface SignalingUrlRequest {
  /** `wss://m-….kinesisvideo.us-east-1.amazonaws.com`, as GetSignalingChannelEndpoint answers it for the role. */
  readonly endpoint: string;
  readonly channelArn: string;
  /** Viewers have one, masters have none. */
  readonly clientId?: string;
  readonly region: string;
  readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  readonly signingDate?: Date;
  /** Up to 300 count. */
  readonly expiresInSeconds?: number;
}

/** The URL is a secret: who has it may join until it expires. */
export async function presignSignalingUrl(request: SignalingUrlRequest): Promise<string> {
  const { protocol, host } = new URL(request.endpoint);
  const signer = new SignatureV4({
    service: 'kinesisvideo',
    region: request.region,
    credentials: request.credentials,
    sha256: NodeSha256,
  });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol,
      hostname: host,
      path: '/',
      query: {
        'X-Amz-ChannelARN': request.channelArn,
        ...(request.clientId !== undefined && { 'X-Amz-ClientId': request.clientId }),
      },
      headers: { host },
    },
    { expiresIn: request.expiresInSeconds ?? 299, ...(request.signingDate && { signingDate: request.signingDate }) },
  );
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `${protocol}//${host}/?${pairs.join('&')}`;
}
