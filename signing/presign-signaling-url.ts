// The signature: a signaling URL that KVS accepts from whoever holds it. Pure: no call, no clock, no environment.
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from './sha256.ts';

/** What the SDK's credential providers return. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** With temporary credentials. */
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface SignalingUrlRequest {
  /** The channel's own endpoint for protocol WSS and the role that connects: `wss://v-….kinesisvideo.<region>.amazonaws.com`. */
  readonly endpoint: string;
  readonly channelArn: string;
  /** Viewers must have one, a master must not: KVS tells the roles apart by the endpoint's host. */
  readonly clientId?: string | undefined;
  readonly region: string;
  readonly credentials: SigningCredentials;
  /** Milliseconds since the epoch; the signature counts from the full second. */
  readonly now: number;
  /** Seconds. KVS takes no URL older than five minutes, whatever is written here. */
  readonly expiresInSeconds: number;
}

export class InvalidEndpointError extends Error {
  override readonly name = 'InvalidEndpointError';

  constructor(endpoint: string) {
    super(
      `"${endpoint}" is no signaling endpoint. Allowed: wss://<host>[:<port>] (or ws://), without a path and a query, ` +
        'as GetSignalingChannelEndpoint returns it for the protocol WSS.',
    );
  }
}

/**
 * `<endpoint>/?<signed query>`, parameters sorted by name. The session token, if there is one, is signed like everything else;
 * KVS refuses the variant of other services that appends it afterwards.
 * @throws InvalidEndpointError
 */
export async function presignSignalingUrl(request: SignalingUrlRequest): Promise<string> {
  const { protocol, hostname, port, host } = parseEndpoint(request.endpoint);
  const signer = new SignatureV4({
    service: 'kinesisvideo',
    region: request.region,
    credentials: request.credentials,
    sha256: Sha256,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: '/',
      headers: { host },
      query: {
        'X-Amz-ChannelARN': request.channelArn,
        ...(request.clientId !== undefined && { 'X-Amz-ClientId': request.clientId }),
      },
    },
    { signingDate: new Date(request.now), expiresIn: request.expiresInSeconds },
  );
  return `${protocol}//${host}/?${formatQuery(signed.query ?? {})}`;
}

/** The parser drops a default port, as every WebSocket client does in its Host header, which is what gets verified. */
function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isBare = url && /^wss?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(url.href);
  if (!isBare || /[?#]/.test(endpoint)) throw new InvalidEndpointError(endpoint);
  return url;
}

function formatQuery(query: Readonly<Record<string, string | string[] | null>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(String(query[name]))}`)
    .join('&');
}

// [RFC 3986] leaves A-Z a-z 0-9 - _ . ~ bare; encodeURIComponent forgets five characters.
function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
