// Two versions are live while the secret is rotated; memory forgets within a minute.
import { describe, expect, it } from '@jest/globals';
import { ResourceNotFoundException, type GetSecretValueCommandInput, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'; // prettier-ignore
import { SharedSecret } from '../../functions/authorize-viewer/shared-secret.ts';
import { fakeClient } from './fake-client.ts';

type Versions = Record<string, string | undefined>;

function sharedSecret(versions: Versions) {
  const state = { versions, now: 1_000_000, outage: undefined as Error | undefined };
  const { client, calls } = fakeClient<SecretsManagerClient>({
    GetSecretValue: ({ VersionStage }: GetSecretValueCommandInput) => {
      if (state.outage) throw state.outage;
      if (!(VersionStage! in state.versions)) {
        throw new ResourceNotFoundException({ message: 'no such stage', $metadata: {} });
      }
      return { SecretString: state.versions[VersionStage!] };
    },
  });
  return { secret: new SharedSecret({ client, secretArn: 'arn:secret', now: () => state.now }), state, calls };
}

describe('SharedSecret', () => {
  it.each([
    ['the current version', 'new', true],
    ['the previous version', 'old', true],
    ['another text', 'older', false],
    ['a beginning', 'ne', false],
    ['another case', 'NEW', false],
    ['nothing', '', false],
  ])('judges %s', async (_, token, expected) => {
    expect(await sharedSecret({ AWSCURRENT: 'new', AWSPREVIOUS: 'old' }).secret.matches(token)).toBe(expected);
  });

  it('asks nobody about an empty token', async () => {
    const { secret, calls } = sharedSecret({ AWSCURRENT: '' });
    expect(await secret.matches('')).toBe(false);
    expect(calls).toEqual([]);
  });

  it('works before the first rotation, when there is no previous version', async () => {
    const { secret } = sharedSecret({ AWSCURRENT: 'new' });
    expect([await secret.matches('new'), await secret.matches('old')]).toEqual([true, false]);
  });

  it('asks once for many callers', async () => {
    const { secret, state, calls } = sharedSecret({ AWSCURRENT: 'new', AWSPREVIOUS: 'old' });
    for (let caller = 0; caller < 5; caller++) {
      await secret.matches('new');
      state.now += 10_000;
    }
    expect(calls.map(({ input }) => input)).toEqual([
      { SecretId: 'arn:secret', VersionStage: 'AWSCURRENT' },
      { SecretId: 'arn:secret', VersionStage: 'AWSPREVIOUS' },
    ]);
  });

  it('takes a new version at once after a rotation', async () => {
    const { secret, state } = sharedSecret({ AWSCURRENT: 'one' });
    await secret.matches('one');
    state.versions = { AWSCURRENT: 'two', AWSPREVIOUS: 'one' };
    state.now += 6_000;
    expect([await secret.matches('two'), await secret.matches('one')]).toEqual([true, true]);
  });

  it('looks again for unknown secrets at most every five seconds', async () => {
    const { secret, state, calls } = sharedSecret({ AWSCURRENT: 'one' });
    await secret.matches('one');
    for (let guess = 0; guess < 50; guess++) {
      expect(await secret.matches(`guess ${guess}`)).toBe(false);
      state.now += 100;
    }
    expect(calls.length).toBe(2);
    await secret.matches('guess');
    expect(calls.length).toBe(4);
  });

  it('forgets a withdrawn version within a minute', async () => {
    const { secret, state } = sharedSecret({ AWSCURRENT: 'two', AWSPREVIOUS: 'one' });
    expect(await secret.matches('one')).toBe(true);
    state.versions = { AWSCURRENT: 'three', AWSPREVIOUS: 'two' };
    state.now += 59_999;
    expect(await secret.matches('one')).toBe(true);
    state.now += 1;
    expect(await secret.matches('one')).toBe(false);
  });

  it('rejects in an outage, and does not call anybody wrong', async () => {
    const { secret, state } = sharedSecret({ AWSCURRENT: 'one' });
    state.outage = Object.assign(new Error('unavailable'), { name: 'InternalServiceError' });
    await expect(secret.matches('one')).rejects.toBe(state.outage);
    state.outage = undefined;
    expect(await secret.matches('one')).toBe(true);
  });

  it.each<[string, Versions]>([
    ['empty', { AWSCURRENT: '' }],
    ['binary', { AWSCURRENT: undefined }],
  ])('lets nobody in while the current version is %s', async (_, versions) => {
    await expect(sharedSecret(versions).secret.matches('anything')).rejects.toMatchObject({
      name: 'UnusableSecretError',
    });
  });

  it('rejects when the secret itself is missing', async () => {
    await expect(sharedSecret({}).secret.matches('one')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
