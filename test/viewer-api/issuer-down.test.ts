// The issuer is out before anybody has its keys: then nobody can know whether a token is good, and that is a 500, never a 401. (D14, D42)
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { UserPool } from '../../localcloud/services/cognito/user-pools.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { tokenMaker } from '../support/token-issuer.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
beforeAll(async () => void (lensgate = await startLensgate()));
afterAll(() => lensgate.stop());

const ask = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const { status, text } = await fetch(`${lensgate.cloud.context.addresses.apiUrl}/cameras`, { headers }).then(
    async (response) => ({ status: response.status, text: await response.text() }),
  );
  return { status, text };
};

it('is a 500 as long as the keys are unknown, and over when the issuer is back', async () => {
  const { cloud, outputs } = lensgate;
  const pools = cloud.context.store.collection<UserPool>('cognito-user-pools');
  const poolId = outputs.get('UserPoolId')!;
  const pool = pools.get(poolId)!;
  const maker = tokenMaker({
    issuer: outputs.get('TokenIssuer')!,
    audience: outputs.get('UserPoolClientId')!,
    keyId: pool.keyId,
    privateKey: createPrivateKey(pool.privateKey),
  });
  const token = await maker.token();

  await pools.delete(poolId);
  const { status, text } = await ask(token);
  expect(status).toBe(500);
  expect(text).not.toContain('issuer');
  // What is wrong on its face needs no keys.
  expect(await ask(await maker.token({ iss: 'https://evil.example' }))).toMatchObject({ status: 401 });
  expect(await ask('no-token')).toMatchObject({ status: 401 });

  await pools.put(poolId, pool);
  expect(await until(async () => (await ask(token)).status === 200)).toBe(true);
});
