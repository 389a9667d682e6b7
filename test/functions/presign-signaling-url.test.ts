// Signatures come from the test vectors of the AWS SDK for Android, from aws4 and from AWS's own browser SDK.
import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { SigV4RequestSigner } from 'amazon-kinesis-video-streams-webrtc';
import fc from 'fast-check';
import {
  presignSignalingUrl,
  type SignalingUrlRequest,
  type SigningCredentials,
} from '../../signing/presign-signaling-url.ts';
import { Sha256 } from '../../signing/sha256.ts';

interface Aws4 {
  sign(request: object, credentials: SigningCredentials): { path: string };
}
const aws4 = createRequire(import.meta.url)('aws4') as Aws4;

const temporary: SigningCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken:
    'AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE/IvU1dYUg2RVAJBanLiHb4IgRmpRV3zrkuWJOgQs8IZZaIv2BXIa2R4OlgkBN9bkUDNCJiBeb/AXlzBBko7b15fjrBs2+cTQtpZ3CYWFXG8C5zqx37wnOE49mRl/+OtkIKGO7fAE',
};
const longTerm: SigningCredentials = {
  accessKeyId: 'AKIAIOSFODJJ7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxQQiCYEXAMPLEKEY',
};
const viewer: SignalingUrlRequest = {
  endpoint: 'wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com',
  channelArn: 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1234567890123',
  clientId: 'd7d1c6e2-9cb0-4d61-bea9-ecb3d3816557',
  region: 'us-west-2',
  credentials: temporary,
  now: Date.UTC(2023, 6, 24, 8, 7, 2),
  expiresInSeconds: 299,
};
const signatureOf = (url: string) => new URL(url).searchParams.get('X-Amz-Signature');

describe('presignSignalingUrl', () => {
  it('signs vector V2: a viewer with temporary credentials', async () => {
    expect(signatureOf(await presignSignalingUrl(viewer))).toBe(
      '77ea5ff8ede2e22aa268a3a068f1ad3a5d92f0fa8a427579f9e6376e97139761',
    );
  });

  it('signs the session token, unlike vector V2-wrong', async () => {
    const url = await presignSignalingUrl(viewer);
    expect(signatureOf(url)).not.toBe('eb73b3bded2098c6bba03d42ce018224965e04029ececb2bea7a0c715e14a03d');
    expect(new URL(url).searchParams.get('X-Amz-Security-Token')).toBe(temporary.sessionToken);
  });

  it('returns vector V4 in full: a viewer with long-term credentials', async () => {
    expect(await presignSignalingUrl({ ...viewer, credentials: longTerm })).toBe(
      'wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-ChannelARN=arn%3Aaws%3Akinesisvideo%3Aus-west-2%3A123456789012%3Achannel%2Fdemo-channel%2F1234567890123' +
        '&X-Amz-ClientId=d7d1c6e2-9cb0-4d61-bea9-ecb3d3816557' +
        '&X-Amz-Credential=AKIAIOSFODJJ7EXAMPLE%2F20230724%2Fus-west-2%2Fkinesisvideo%2Faws4_request' +
        '&X-Amz-Date=20230724T080702Z&X-Amz-Expires=299' +
        '&X-Amz-Signature=cea541f699dc51bc53a55590ce817e63cc06fac2bdef4696b63e0889eb448f0b&X-Amz-SignedHeaders=host',
    );
  });

  it('counts from the full second', async () => {
    expect(await presignSignalingUrl({ ...viewer, now: viewer.now + 999 })).toBe(await presignSignalingUrl(viewer));
  });

  it.each([
    ['a viewer with temporary credentials', viewer],
    ['a viewer with long-term credentials', { ...viewer, credentials: longTerm }],
    [
      'a master, who has no client id',
      { ...viewer, clientId: undefined, endpoint: viewer.endpoint.replace('v-', 'm-') },
    ],
    ['a port of its own', { ...viewer, endpoint: 'wss://127.0.0.1:4572' }],
  ])("equals the KVS SDK's URL, byte for byte: %s", async (_, request) => {
    const signer = new SigV4RequestSigner(request.region, request.credentials);
    const query = {
      'X-Amz-ChannelARN': request.channelArn,
      ...(request.clientId && { 'X-Amz-ClientId': request.clientId }),
    };
    const expected = await signer.getSignedURL(request.endpoint, query, new Date(request.now));
    // The SDK writes no slash before the query; the path that it signs is the same.
    expect(await presignSignalingUrl(request)).toBe(expected.replace(/\/?\?/, '/?'));
  });

  it.each([
    ["!'()*", "!'()*"],
    ['percent signs', '100%25%'],
    ['unicode', 'Türkamera-門-🎥'],
    ['what a form would encode otherwise', 'a b+c&d=e/f~g'],
    ['reserved characters', ":/?#[]@!$&'()*+,;="],
  ])('equals aws4 with %s in the client id and the session token', async (_, awkward) => {
    const request = { ...viewer, clientId: awkward, credentials: { ...temporary, sessionToken: awkward } };
    const url = await presignSignalingUrl(request);
    expect(signatureOf(url)).toBe(signedByAws4(request));
    expect(new URL(url).searchParams.get('X-Amz-ClientId')).toBe(awkward);
    // [RFC 3986] nothing but unreserved characters and escapes stands in a value.
    expect(url.slice(url.indexOf('?') + 1)).toMatch(/^([A-Za-z0-9._~-]+=([A-Za-z0-9._~-]|%[0-9A-F]{2})+(&|$))+$/);
  });

  it('equals aws4 for any client id and token', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (clientId, sessionToken) => {
        const request = { ...viewer, clientId, credentials: { ...temporary, sessionToken } };
        expect(signatureOf(await presignSignalingUrl(request))).toBe(signedByAws4(request));
      }),
    );
  });

  it('signs another host, channel, client, date, life, region or token with another signature', async () => {
    const { sessionToken: _, ...withoutToken } = temporary;
    const others: SignalingUrlRequest[] = [
      viewer,
      { ...viewer, endpoint: viewer.endpoint.replace('v-a', 'v-b') },
      { ...viewer, endpoint: `${viewer.endpoint}:4572` },
      { ...viewer, channelArn: viewer.channelArn.replace('demo', 'memo') },
      { ...viewer, clientId: `${viewer.clientId}0` },
      { ...viewer, clientId: undefined },
      { ...viewer, now: viewer.now + 1000 },
      { ...viewer, expiresInSeconds: 298 },
      { ...viewer, region: 'us-west-1' },
      { ...viewer, credentials: withoutToken },
    ];
    const signatures = await Promise.all(
      others.map(async (request) => signatureOf(await presignSignalingUrl(request))),
    );
    expect(new Set(signatures).size).toBe(others.length);
  });

  it.each([
    ['ws://127.0.0.1:4572', 'ws://127.0.0.1:4572/?'],
    ['ws://127.0.0.1:4572/', 'ws://127.0.0.1:4572/?'],
    ['wss://[::1]:4572', 'wss://[::1]:4572/?'],
    ['wss://v-1.example.com:443', 'wss://v-1.example.com/?'],
  ])('keeps scheme, host and port of %s as a WebSocket client sends them', async (endpoint, start) => {
    expect((await presignSignalingUrl({ ...viewer, endpoint })).startsWith(start)).toBe(true);
  });

  it.each([
    '',
    'v-1.example.com',
    'https://v-1.example.com',
    'wss://v-1.example.com/path',
    'wss://v-1.example.com?a=b',
    'wss://v-1.example.com/?',
    'wss://u:p@v-1.example.com',
    'wss://v-1.example.com/#x',
  ])(
    // prettier-ignore
    'refuses "%s" as an endpoint',
    async (endpoint) => {
      await expect(presignSignalingUrl({ ...viewer, endpoint })).rejects.toMatchObject({
        name: 'InvalidEndpointError',
      });
    },
  );
});

describe('Sha256', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });

  it("equals Node's hash and HMAC for any key and data, in any number of chunks", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(bytes, { maxLength: 4 }), async (secret, chunks) => {
        const digest = async (hash: Sha256) => {
          for (const chunk of chunks) hash.update(chunk);
          return Buffer.from(await hash.digest()).toString('hex');
        };
        const whole = Buffer.concat(chunks);
        expect(await digest(new Sha256())).toBe(createHash('sha256').update(whole).digest('hex'));
        expect(await digest(new Sha256(secret))).toBe(createHmac('sha256', secret).update(whole).digest('hex'));
        expect(await digest(new Sha256(secret.slice().buffer))).toBe(await digest(new Sha256(secret)));
      }),
    );
  });

  it('takes a text as its UTF-8 bytes, and starts afresh after a reset', async () => {
    const hash = new Sha256('Schlüssel');
    hash.update(Buffer.from('forgotten'));
    hash.reset();
    hash.update(Buffer.from('data'));
    expect(Buffer.from(await hash.digest())).toEqual(createHmac('sha256', 'Schlüssel').update('data').digest());
  });
});

// Without lone surrogates, which have no UTF-8 form, and not empty: an empty token is no token.
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });

function signedByAws4({
  endpoint,
  channelArn,
  clientId = '',
  region,
  credentials,
  now,
  expiresInSeconds,
}: SignalingUrlRequest) {
  const strict = (value: string) =>
    encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const query =
    `X-Amz-ChannelARN=${strict(channelArn)}&X-Amz-ClientId=${strict(clientId)}&X-Amz-Expires=${expiresInSeconds}` +
    `&X-Amz-Date=${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const { host } = new URL(endpoint);
  const { path } = aws4.sign(
    { service: 'kinesisvideo', region, host, path: `/?${query}`, signQuery: true, headers: {} },
    credentials,
  );
  return signatureOf(`wss://${host}${path}`);
}
