// Tokens through the whole API: who signed in gets in, and every hostile token is a 401, on every kind of route.
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserPool } from '../../localcloud/services/cognito/user-pools.ts';
import { registerCamera } from '../support/camera.ts';
import { hostileTokens } from '../support/hostile-tokens.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { tokenMaker, type TokenMaker } from '../support/token-issuer.ts';
import { userTokens } from '../support/user-token.ts';

let lensgate: Lensgate;
let maker: TokenMaker;
beforeAll(async () => {
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  const { outputs, cloud } = lensgate;
  const pool = cloud.context.store.collection<UserPool>('cognito-user-pools').get(outputs.get('UserPoolId')!)!;
  maker = tokenMaker({
    issuer: outputs.get('TokenIssuer')!,
    audience: outputs.get('UserPoolClientId')!,
    keyId: pool.keyId,
    privateKey: createPrivateKey(pool.privateKey),
  });
});
afterAll(() => lensgate.stop());

async function ask(authorization: string, path = '/cameras/front-door/viewer-url') {
  const response = await fetch(`${lensgate.cloud.context.addresses.apiUrl}${path}`, { headers: { authorization } });
  const { status, headers } = response;
  return { status, challenge: headers.get('www-authenticate'), body: (await response.json()) as object };
}

describe('gets in', () => {
  it('who signed in, by ID token', async () => {
    expect(await ask(`Bearer ${await lensgate.token('ada@example.com')}`)).toMatchObject({ status: 200 });
  });

  it('a good token that this test made, so that the hostile ones fail for what is wrong with them', async () => {
    expect(await ask(`Bearer ${await maker.token()}`)).toMatchObject({ status: 200 });
  });
});

describe('401 for', () => {
  it.each(hostileTokens.map(([what, , make]) => [what, make] as const))('%s', async (_, make) => {
    const answer = await ask(`Bearer ${await make(maker)}`);
    expect(answer).toMatchObject({ status: 401, challenge: expect.stringMatching(/^Bearer/) });
    expect(answer.body).not.toHaveProperty('url');
  });

  it("the user's access token, which doesn't say who they are", async () => {
    const { access_token: accessToken } = await userTokens(lensgate.cloud.context, lensgate.outputs, 'ada@example.com');
    expect(await ask(`Bearer ${accessToken}`)).toMatchObject({ status: 401 });
  });

  it.each(['/cameras', '/cameras/front-door', '/?channelName=front-door'])('an expired token on %s', async (path) => {
    const token = await maker.token({ exp: 1 });
    expect(await ask(`Bearer ${token}`, path)).toMatchObject({ status: 401 });
  });
});

it('says the same of every token that is not right', async () => {
  const bodies = await Promise.all(
    [maker.token({ exp: 1 }), maker.token({ iss: 'https://evil.example' }), maker.token({}, { kid: 'x' })].map(
      async (token) => JSON.stringify({ ...(await ask(`Bearer ${await token}`)).body, requestId: '' }),
    ),
  );
  expect(new Set(bodies).size).toBe(1);
});
