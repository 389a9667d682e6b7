// A user pool as a template makes it: what it is known by, what it refuses, and what survives a restart.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { userTokens } from '../../support/user-token.ts';
import { startPoolCloud, type PoolCloud } from './pool-cloud.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let pools: PoolCloud<ManualClock>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  pools = await startPoolCloud({ dataDir: directory.path, clock: new ManualClock() });
});
afterAll(async () => {
  await pools.cloud.stop();
  await directory.remove();
});

const get = async (url: string) => (await fetch(url)).json();
const outputs = () => new Map([['TokenIssuer', pools.issuer], ['UserPoolClientId', pools.clientId]]); // prettier-ignore
const tokens = (user: string) => userTokens(pools.cloud.context, outputs(), user);

it('is known by what CloudFormation says of a pool', () => {
  const { addresses } = pools.cloud.context;
  expect(pools.pool.ref).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
  expect(pools.pool.attributes).toEqual({
    Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pools.pool.ref}`,
    UserPoolId: pools.pool.ref,
    ProviderURL: `${addresses.issuerUrl}/${pools.pool.ref}`,
    ProviderName: `${addresses.issuerUrl.slice('http://'.length)}/${pools.pool.ref}`,
  });
  expect(pools.clientId).toMatch(/^[a-z0-9]{26}$/);
});

it('keeps its key, its ids and its users over a restart: a token of before is verified by the key of after', async () => {
  const before = { ...pools, ...(await tokens('ada@example.com')) };
  const subject = (idToken: string) =>
    (JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString()) as { sub: string }).sub;
  await pools.cloud.stop();
  pools = await startPoolCloud({ dataDir: directory.path, clock: before.cloud.context.clock });
  expect([pools.pool.ref, pools.clientId]).toEqual([before.pool.ref, before.clientId]);
  const keys = (await get(`${pools.issuer}/.well-known/jwks.json`)) as JSONWebKeySet;
  const currentDate = new Date(pools.cloud.context.clock.now());
  await jwtVerify(before.id_token, createLocalJWKSet(keys), { currentDate });
  expect(subject((await tokens('Ada@Example.com')).id_token)).toBe(subject(before.id_token));
});

it('publishes no private part of its key', async () => {
  const { keys } = (await get(`${pools.issuer}/.well-known/jwks.json`)) as JSONWebKeySet;
  expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

it('gives tokens of anybody to the operator alone', async () => {
  const body = new URLSearchParams({ client_id: pools.clientId, user: 'ada@example.com' });
  for (const authorization of ['', 'Basic ', `Basic ${Buffer.from('a:b').toString('base64')}`]) {
    const { status } = await fetch(`${pools.issuer}/local/token`, { method: 'POST', body, headers: { authorization } });
    expect(status).toBe(401);
  }
});

it('forgets a refresh token when its time has come', async () => {
  const { refresh_token: refreshToken } = (await tokens('ada@example.com')) as unknown as { refresh_token: string };
  const refresh = async () => {
    const body = new URLSearchParams({
      client_id: pools.clientId,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    return (await fetch(`${pools.issuer}/oauth2/token`, { method: 'POST', body })).status;
  };
  await pools.cloud.context.clock.advance(2 * 86_400_000 - 1);
  expect(await refresh()).toBe(200);
  await pools.cloud.context.clock.advance(1);
  expect(await refresh()).toBe(400);
});

it('says no more of a user once the access token has expired', async () => {
  const { access_token: accessToken } = await tokens('ada@example.com');
  const ask = async (token: string) =>
    (await fetch(`${pools.issuer}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await ask(accessToken)).toBe(200);
  expect(await ask(`${accessToken.slice(0, -4)}AAAA`)).toBe(401);
  expect(await ask((await tokens('ada@example.com')).id_token)).toBe(401);
  await pools.cloud.context.clock.advance(3_600_000);
  expect(await ask(accessToken)).toBe(401);
});

it('answers under the names of this machine only', async () => {
  const { port } = new URL(pools.issuer);
  const statusFor = (host: string) =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: `/${pools.pool.ref}/.well-known/jwks.json`, headers: { host } };
      request(options, ({ statusCode }) => resolve(statusCode))
        .once('error', reject)
        .end();
    });
  expect(await statusFor(`localhost:${port}`)).toBe(200);
  expect(await statusFor(`evil.example:${port}`)).toBe(421);
});

it.each(['/', '/nowhere/.well-known/jwks.json', '/%2e%2e/'])('has nothing at %s', async (path) => {
  expect((await fetch(`${pools.cloud.context.addresses.issuerUrl}${path}`)).status).toBe(404);
});

describe('a template', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['UserPool', { LambdaConfig: {} }, 'property LambdaConfig of AWS::Cognito::UserPool'],
    ['UserPoolClient', { UserPoolId: 'x', GenerateSecret: true }, 'a client with a secret of AWS::Cognito::UserPoolClient'],
    ['UserPoolClient', { UserPoolId: 'x', AllowedOAuthFlows: ['implicit'] }, 'the flow implicit of AWS::Cognito::UserPoolClient'],
    ['UserPoolClient', { UserPoolId: 'x', AnalyticsConfiguration: {} }, 'property AnalyticsConfiguration of AWS::Cognito::UserPoolClient'],
    ['UserPoolDomain', { UserPoolId: 'x', CustomDomainConfig: {} }, 'property CustomDomainConfig of AWS::Cognito::UserPoolDomain'],
    ['UserPoolGroup', { UserPoolId: 'x', RoleArn: 'x' }, 'property RoleArn of AWS::Cognito::UserPoolGroup'],
  ])('of a %s with %j is refused by name', async (type, properties, words) => {
    await expect(pools.create(type, properties)).rejects.toThrow(`the local cloud does not imitate ${words}`);
  }); // prettier-ignore

  it('names a pool that is not there', async () => {
    await expect(pools.create('UserPoolGroup', { UserPoolId: 'us-east-1_nobody', GroupName: 'x' })).rejects.toThrow(
      'there is no user pool us-east-1_nobody',
    );
  });
});
