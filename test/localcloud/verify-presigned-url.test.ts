// Vectors V2 and V4 are those of the AWS SDK for Android and of the KVS demos, recomputed by other signers.
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import { parseTimestamp } from '../../localcloud/access/canonical-request.ts';
import { verifyPresignedUrl } from '../../localcloud/access/verify-presigned-url.ts';

const host = 'v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com';
const signedAt = Date.UTC(2023, 6, 24, 8, 7, 2);
const arn = 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1234567890123';
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
const temporary: Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken:
    'AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvEVPvLXCrrrUtdnniCEXAMPLE/IvU1dYUg2RVAJBanLiHb4IgRmpRV3zrkuWJOgQs8IZZaIv2BXIa2R4OlgkBN9bkUDNCJiBeb/AXlzBBko7b15fjrBs2+cTQtpZ3CYWFXG8C5zqx37wnOE49mRl/+OtkIKGO7fAE',
};
const longTerm: Credentials = {
  accessKeyId: 'AKIAIOSFODJJ7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxQQiCYEXAMPLEKEY',
};

const parametersFor = ({ accessKeyId, sessionToken }: Credentials): [string, string][] => [
  ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
  ['X-Amz-ChannelARN', arn],
  ['X-Amz-ClientId', 'd7d1c6e2-9cb0-4d61-bea9-ecb3d3816557'],
  ['X-Amz-Credential', `${accessKeyId}/20230724/us-west-2/kinesisvideo/aws4_request`],
  ['X-Amz-Date', '20230724T080702Z'],
  ['X-Amz-Expires', '299'],
  ...(sessionToken === undefined ? [] : ([['X-Amz-Security-Token', sessionToken]] as [string, string][])),
  ['X-Amz-SignedHeaders', 'host'],
];
const v2 = '77ea5ff8ede2e22aa268a3a068f1ad3a5d92f0fa8a427579f9e6376e97139761';
const v2Wrong = 'eb73b3bded2098c6bba03d42ce018224965e04029ececb2bea7a0c715e14a03d';
const v4 = 'cea541f699dc51bc53a55590ce817e63cc06fac2bdef4696b63e0889eb448f0b';

const query = (parameters: [string, string][]) =>
  parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

function verify(target: string, options: { now?: number; headers?: Record<string, string>; region?: string } = {}) {
  return verifyPresignedUrl(
    { method: 'GET', target, headers: options.headers ?? { host } },
    {
      now: options.now ?? signedAt,
      region: options.region ?? 'us-west-2',
      service: 'kinesisvideo',
      iam: {
        authenticate(accessKeyId, sessionToken) {
          const found = [temporary, longTerm].find(
            (credentials) => credentials.accessKeyId === accessKeyId && credentials.sessionToken === sessionToken,
          );
          if (!found) throw new AwsError('UnrecognizedClientException', 'invalid', { statusCode: 403 });
          const principal = { kind: 'operator' as const, accountId: '', arn: accessKeyId, policies: [], context: {} };
          return { secretAccessKey: found.secretAccessKey, principal };
        },
      },
    },
  );
}
function refusal(...given: Parameters<typeof verify>): AwsError {
  try {
    verify(...given);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
const v2Target = `/?${query([...parametersFor(temporary), ['X-Amz-Signature', v2]])}`;
const v4Target = `/?${query([...parametersFor(longTerm), ['X-Amz-Signature', v4]])}`;

describe('a presigned URL', () => {
  it('of vector V2 (temporary credentials) is accepted', () => {
    expect(verify(v2Target).arn).toBe(temporary.accessKeyId);
  });

  it('of vector V4 (long-term credentials) is accepted', () => {
    expect(verify(v4Target).arn).toBe(longTerm.accessKeyId);
  });

  it('whose token was left out of the signature (V2-wrong) is refused', () => {
    expect(refusal(v2Target.replace(v2, v2Wrong))).toMatchObject({
      name: 'InvalidSignatureException',
      statusCode: 403,
    });
  });

  it('may have its signature, and every other parameter, in any place', () => {
    const parameters: [string, string][] = [...parametersFor(temporary), ['X-Amz-Signature', v2]];
    for (let turn = 0; turn < parameters.length; turn++) {
      parameters.unshift(parameters.pop()!);
      expect(verify(`/?${query(parameters)}`).arn).toBe(temporary.accessKeyId);
    }
  });

  it('is refused with 403 when any byte of a value, or of the host, is another', () => {
    const parameters: [string, string][] = [...parametersFor(temporary), ['X-Amz-Signature', v2]];
    let tried = 0;
    for (const [index, [name, value]] of parameters.entries()) {
      for (let at = 0; at < value.length; at++) {
        const changed = value.slice(0, at) + (value[at] === '1' ? '2' : '1') + value.slice(at + 1);
        const target = `/?${query(parameters.with(index, [name, changed]))}`;
        expect([name, at, refusal(target).statusCode]).toEqual([name, at, 403]);
        tried++;
      }
    }
    for (let at = 0; at < host.length; at++) {
      const changed = host.slice(0, at) + (host[at] === '1' ? '2' : '1') + host.slice(at + 1);
      expect(refusal(v2Target, { headers: { host: changed } }).statusCode).toBe(403);
    }
    expect(tried).toBeGreaterThan(400);
  });

  it('is refused with 403 when a raw byte of its query string is another', () => {
    const start = v4Target.indexOf('X-Amz-ChannelARN=') + 'X-Amz-ChannelARN='.length;
    for (let at = start; at < v4Target.indexOf('&', start); at++) {
      const target = v4Target.slice(0, at) + (v4Target[at] === 'z' ? 'y' : 'z') + v4Target.slice(at + 1);
      expect(refusal(target).statusCode).toBe(403);
    }
  });

  it.each<[string, number, string | undefined]>([
    ['at its last second', 299_000, undefined],
    ['a second later', 300_000, 'Signature expired: 20230724T080702Z is now earlier than 20230724T080703Z'],
    ['five minutes before its date', -300_000, undefined],
    ['earlier', -301_000, 'Signature not yet current: 20230724T080702Z is still later than 20230724T080701Z'],
  ])('%s', (_, laterMs, words) => {
    const now = signedAt + laterMs;
    if (words === undefined) expect(verify(v2Target, { now }).arn).toBe(temporary.accessKeyId);
    else expect(refusal(v2Target, { now })).toMatchObject({ statusCode: 403, message: expect.stringContaining(words) });
  });

  it('of another region is refused', () => {
    expect(refusal(v4Target, { region: 'us-east-1' }).statusCode).toBe(403);
  });

  it('without a signature is refused', () => {
    expect(refusal(`/?${query(parametersFor(longTerm))}`).name).toBe('MissingAuthenticationTokenException');
  });

  it('with a parameter twice is a bad request', () => {
    expect(refusal(`${v4Target}&X-Amz-ClientId=x`).name).toBe('InvalidArgumentException');
  });
});

describe('a URL of another signer', () => {
  class Sha256 {
    readonly #hash;
    constructor(secret?: string | Uint8Array) {
      this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
    }
    update(data: string | Uint8Array) {
      this.#hash.update(data);
    }
    digest = async () => this.#hash.digest();
    reset() {}
  }
  async function presign(options: { expiresIn?: number; headers?: Record<string, string>; clientId?: string } = {}) {
    const signer = new SignatureV4({
      service: 'kinesisvideo',
      region: 'us-west-2',
      credentials: longTerm,
      sha256: Sha256 as never,
    });
    const signed = await signer.presign(
      {
        method: 'GET',
        protocol: 'wss:',
        hostname: host,
        path: '/',
        query: { 'X-Amz-ChannelARN': arn, 'X-Amz-ClientId': options.clientId ?? 'viewer' },
        headers: { host, ...options.headers },
      },
      { expiresIn: options.expiresIn ?? 299, signingDate: new Date(signedAt), unhoistableHeaders: new Set(['x-site']) },
    );
    return `/?${query(Object.entries(signed.query as Record<string, string>))}`;
  }

  it('may carry any text that can be encoded', async () => {
    const target = await presign({ clientId: "ä '()*!~%+&=😀" });
    expect(verify(target).arn).toBe(longTerm.accessKeyId);
  });

  it('may sign more headers than the host', async () => {
    const target = await presign({ headers: { 'x-site': 'north  gate ' } });
    expect(target).toContain(encodeURIComponent('host;x-site'));
    expect(verify(target, { headers: { host, 'x-site': 'north gate' } }).arn).toBe(longTerm.accessKeyId);
    expect(refusal(target, { headers: { host, 'x-site': 'south gate' } }).statusCode).toBe(403);
    expect(refusal(target, { headers: { host } }).statusCode).toBe(403);
  });

  it('lives five minutes at most, whatever it claims', async () => {
    const target = await presign({ expiresIn: 604_800 });
    expect(verify(target, { now: signedAt + 300_000 }).arn).toBe(longTerm.accessKeyId);
    expect(refusal(target, { now: signedAt + 301_000 }).message).toBe(
      'Signature expired: 20230724T080702Z is now earlier than 20230724T080703Z (20230724T081203Z - 5 min.)',
    );
    expect(parseTimestamp('20230724T081203Z')).toBe(signedAt + 301_000);
  });

  it('may not claim a life of no time', async () => {
    expect(refusal(await presign({ expiresIn: 0 })).name).toBe('InvalidArgumentException');
  });
});
