// An OIDC issuer for tests: its keys and tokens are made by jose and node:crypto, not by code of ours.
import { createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, type JWK, type JWTPayload } from 'jose';

/** A claim that is undefined is left out. */
export type ChangedClaims = { [Claim in keyof JWTPayload]: JWTPayload[Claim] | undefined };

/** Makes tokens that the issuer's key signed, good ones and others. */
export interface TokenMaker {
  readonly issuer: string;
  readonly audience: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Seconds since the epoch, whole ones. */
  now(): number;
  /** Of a good ID token. */
  claims(): JWTPayload;
  /** A good ID token with these changes. */
  token(claims?: ChangedClaims, header?: Record<string, unknown>, key?: KeyObject): Promise<string>;
  /** Header and payload as the very texts that are given, signed with RS256, or HS256 when the key is bytes. */
  handMade(header: string, payload: string, key?: KeyObject | Buffer): string;
}

export interface TokenIssuer extends TokenMaker {
  /** Requests so far, by path. */
  readonly requests: string[];
  /** What the keys' URL answers instead of the keys, from now on. */
  answerKeys(answer: ((response: ServerResponse) => void) | undefined): void;
  publish(jwk: JWK): void;
  stop(): Promise<void>;
}

/** @param clock milliseconds since the epoch */
export function tokenMaker(
  of: Pick<TokenMaker, 'issuer' | 'audience' | 'keyId' | 'privateKey'>,
  clock: () => number = Date.now,
): TokenMaker {
  const { issuer, audience, keyId, privateKey } = of;
  const now = (): number => Math.floor(clock() / 1000);
  const claims = (): JWTPayload => {
    const times = { iat: now(), auth_time: now(), exp: now() + 3600 };
    return { iss: issuer, aud: audience, sub: 'f3b1', email: 'Ada@example.com', email_verified: true, ...times };
  };
  return {
    ...of,
    publicKey: createPublicKey(privateKey),
    now,
    claims,
    token: async (changes = {}, header = {}, key = privateKey) =>
      new SignJWT(JSON.parse(JSON.stringify({ ...claims(), ...changes })) as JWTPayload)
        .setProtectedHeader({ alg: 'RS256', kid: keyId, ...header })
        .sign(key),
    handMade(header, payload, key = privateKey) {
      const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
      const signature = Buffer.isBuffer(key)
        ? createHmac('sha256', key).update(input).digest()
        : sign('RSA-SHA256', Buffer.from(input), key);
      return `${input}.${signature.toString('base64url')}`;
    },
  };
}

export const audience = 'a-client-id';

/** @param clock milliseconds since the epoch */
export async function startTokenIssuer(clock: () => number): Promise<TokenIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyId = 'key-1';
  const keys: JWK[] = [{ ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: 'RS256' }];
  const requests: string[] = [];
  let answer: ((response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => {
    requests.push(request.url!);
    if (request.url === '/.well-known/openid-configuration')
      return void response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    if (answer) return answer(response);
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...tokenMaker({ issuer, audience, keyId, privateKey }, clock),
    requests,
    answerKeys: (next) => void (answer = next),
    publish: (jwk) => void keys.push(jwk),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
