// Presigned viewer URLs per second: ours beside aws4, the KVS SDK's signer and SignatureV4 as it comes. All must sign alike.
import { createRequire } from 'node:module';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import { presignSignalingUrl } from '../signing/presign-signaling-url.ts';
import { ratios, sideBySide } from './side-by-side.ts';

const require = createRequire(import.meta.url);
const { SigV4RequestSigner } = require('amazon-kinesis-video-streams-webrtc') as {
  SigV4RequestSigner: new (
    region: string,
    credentials: object,
  ) => { getSignedURL(endpoint: string, query: Record<string, string>, date: Date): Promise<string> };
};

const region = 'us-west-2';
const host = 'v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com';
const channelArn = 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1234567890123';
const clientId = 'd7d1c6e2-9cb0-4d61-bea9-ecb3d3816557';
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken:
    'AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE/',
};
const expiresInSeconds = 299;

interface Signer {
  readonly name: string;
  readonly sign: (date: Date) => Promise<string>;
}

const query = { 'X-Amz-ChannelARN': channelArn, 'X-Amz-ClientId': clientId };

const signers: readonly Signer[] = [
  {
    name: 'Lensgate',
    sign: (date) =>
      presignSignalingUrl({
        endpoint: `wss://${host}`,
        channelArn,
        clientId,
        region,
        credentials,
        now: date.getTime(),
        expiresInSeconds,
      }),
  },
  {
    name: 'aws4',
    sign: async (date) => {
      const time = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
      const parameters = new URLSearchParams({
        ...query,
        'X-Amz-Date': time,
        'X-Amz-Expires': String(expiresInSeconds),
      });
      const request = { service: 'kinesisvideo', region, host, path: `/?${parameters.toString()}`, signQuery: true };
      return `wss://${host}${aws4.sign(request, credentials).path}`;
    },
  },
  {
    name: "KVS WebRTC SDK's SigV4RequestSigner",
    sign: (date) => new SigV4RequestSigner(region, credentials).getSignedURL(`wss://${host}`, query, date),
  },
  {
    name: "plain SignatureV4, the SDK's hash",
    sign: async (date) => {
      const signer = new SignatureV4({
        service: 'kinesisvideo',
        region,
        credentials,
        sha256: Hash.bind(null, 'sha256'),
      });
      const request = { method: 'GET', protocol: 'wss:', hostname: host, path: '/', headers: { host }, query };
      const signed = await signer.presign(request, { signingDate: date, expiresIn: expiresInSeconds });
      return `wss://${host}/?${new URLSearchParams(signed.query as Record<string, string>).toString()}`;
    },
  },
];

export async function benchPresign(): Promise<string> {
  const date = new Date();
  const urls = await Promise.all(signers.map(({ sign }) => sign(date)));
  const signatures = urls.map((url) => new URL(url).searchParams.get('X-Amz-Signature'));
  if (signatures.some((signature) => signature === null || signature !== signatures[0])) {
    throw new Error(`The signers disagree: ${signatures.join(', ')}`);
  }
  // Another second each time, as in life: nothing but the key of the day may be cached.
  let second = 0;
  const measured = await sideBySide(
    signers.map(({ name, sign }) => ({ name, run: () => sign(new Date(date.getTime() + 1000 * (second++ % 3600))) })),
  );
  return `All four give the same signature. Rate, and how much slower than ours:\n\n${ratios(measured)}`;
}
