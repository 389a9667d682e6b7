// Credentials for a certificate: what is asked, what is kept for how long, and what each answer means.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CameraIdentity, DeviceCa } from '../../camera/factory.ts';
import { iotCredentials, type IotCredentials, type IotCredentialsOptions } from '../../camera/iot-credentials.ts';
import { startCredentialsEndpoint, type CredentialsEndpoint } from '../support/credentials-endpoint.ts';
import { makeDevice, makeTestCa } from '../support/mqtt-device.ts';

let provider: CredentialsEndpoint;
let serverCa: DeviceCa;
let identity: CameraIdentity;
/** The camera's clock, in milliseconds, beginning anywhere. */
let time: number;
let issued: number;

beforeAll(async () => {
  const deviceCa = await makeTestCa();
  serverCa = await makeTestCa('Server CA');
  identity = await makeDevice('SN-1', deviceCa);
  provider = await startCredentialsEndpoint(serverCa, deviceCa);
});
afterAll(() => provider.stop());
beforeEach(() => {
  time = 5;
  issued = 0;
  provider.requests.length = 0;
  provider.answer = issue;
});

// By a clock that has nothing in common with the camera's.
const awsNow = Date.UTC(2031, 4, 1);
const second = 1000;

function issue(lifeSeconds = 3600): { status: number; body: string; headers: Record<string, string> } {
  const credentials = {
    accessKeyId: `ASIA${++issued}`,
    secretAccessKey: 'secret-key',
    sessionToken: 'session-token',
    expiration: `${new Date(awsNow + lifeSeconds * second).toISOString().slice(0, 19)}Z`,
  };
  return { status: 200, headers: { date: new Date(awsNow).toUTCString() }, body: JSON.stringify({ credentials }) };
}

function open(options: Partial<IotCredentialsOptions> = {}): IotCredentials {
  return iotCredentials({
    endpoint: provider.endpoint,
    roleAlias: 'camera=alias',
    thingName: 'front-door',
    identity,
    serverCa: serverCa.certificate,
    now: () => time,
    random: () => 0,
    ...options,
  });
}

describe('a camera that asks for credentials', () => {
  it("shows its certificate, names alias and thing, and gets what an SDK's client takes", async () => {
    expect(await open().provide()).toEqual({
      accessKeyId: 'ASIA1',
      secretAccessKey: 'secret-key',
      sessionToken: 'session-token',
      expiration: new Date('2031-05-01T01:00:00Z'),
    });
    expect(provider.requests).toEqual([
      { path: '/role-aliases/camera%3Dalias/credentials', thingName: 'front-door', commonName: 'SN-1' },
    ]);
  });

  it('sends no thing name when it has none', async () => {
    const { endpoint } = provider;
    await iotCredentials({ endpoint, roleAlias: 'a', identity, serverCa: serverCa.certificate }).provide();
    expect(provider.requests[0]!.thingName).toBeUndefined();
  });

  it('asks once for all who wait, and not again while they are young', async () => {
    const { provide } = open();
    const all = await Promise.all([provide(), provide(), provide()]);
    time += 0.59 * 3600 * second;
    all.push(await provide());
    expect(all.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA1', 'ASIA1', 'ASIA1', 'ASIA1']);
    expect(provider.requests).toHaveLength(1);
  });

  it.each([
    [0, 0.6],
    [0.999_999, 0.85],
  ])('renews them before they expire, at a time that chance decides: %p', async (random, share) => {
    const { provide } = open({ random: () => random });
    await provide();
    time += share * 3600 * second - second;
    expect((await provide()).accessKeyId).toBe('ASIA1');
    time += second;
    expect((await provide()).accessKeyId).toBe('ASIA2');
  });

  it('keeps the old ones while they live when renewing fails, and says so when they are dead', async () => {
    const failures: string[] = [];
    const { provide } = open({ random: () => 0.5, onFailed: ({ name }) => failures.push(name) });
    await provide();
    provider.answer = () => ({ status: 503, body: '' });
    time += 0.9 * 3600 * second;
    expect((await provide()).accessKeyId).toBe('ASIA1');
    expect((await provide()).accessKeyId).toBe('ASIA1');
    expect(failures).toEqual(['CredentialsUnavailableError']);
    time += 0.1 * 3600 * second - 10 * second;
    await expect(provide()).rejects.toMatchObject({ name: 'CredentialsUnavailableError' });
    provider.answer = issue;
    expect((await provide()).accessKeyId).toBe('ASIA2');
  });

  it('renews ahead of time by itself, and tries again after a failure', async () => {
    const off = new AbortController();
    const waits: number[] = [];
    const wait = async (delayMs: number): Promise<void> => {
      waits.push(delayMs);
      time += delayMs;
      if (waits.length === 1) provider.answer = () => 'hang-up';
      if (waits.length === 2) provider.answer = issue;
      if (waits.length === 3) off.abort();
    };
    await open({ random: () => 0.5, wait }).keepFresh(off.signal);
    const untilRenewal = (0.6 + 0.25 / 2) * 3600 * second;
    expect(waits).toEqual([untilRenewal, 500, untilRenewal]);
    expect(issued).toBe(2);
  });
});

describe('an answer without credentials', () => {
  it.each([
    [403, 'Invalid thing name passed', 'InvalidThingNameError', 'front-door'],
    [403, 'Access Denied', 'AccessDeniedError', 'iot:AssumeRoleWithCertificate'],
    [403, 'Certificate is invalid on this endpoint', 'CertificateNotAcceptedError', 'ACTIVE'],
    [404, 'Role alias does not exist', 'RoleAliasNotFoundError', 'camera=alias'],
    [
      400,
      'Unable to assume the role, or the role to assume does not exist',
      'RoleNotAssumableError',
      'credentials.iot.amazonaws.com',
    ],
    [
      400,
      'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role',
      'CredentialDurationTooLongError',
      'MaxSessionDuration',
    ],
    [404, 'Not Found', 'WrongCredentialEndpointError', 'DescribeEndpoint'],
    [418, 'Something new', 'CredentialsRefusedError', '418 "Something new"'],
    [429, 'Slow down', 'CredentialsUnavailableError', '429'],
    [500, '', 'CredentialsUnavailableError', '500'],
  ])('%i %s is %s', async (status, message, name, says) => {
    provider.answer = () => ({ status, body: JSON.stringify({ message }) });
    await expect(open().provide()).rejects.toMatchObject({ name, message: expect.stringContaining(says) });
  });

  it.each<[string, CredentialsEndpoint['answer']]>([
    ['that is cut off', () => 'hang-up'],
    ['that is no JSON', () => ({ status: 200, body: '<html>' })],
    ['that lacks a part', () => ({ status: 200, body: issue().body.replace('sessionToken', 'token') })],
    ['that is of the past', () => issue(30)],
    ['that has no end', () => ({ status: 200, body: 'x'.repeat(100_000) })],
  ])('%s is unavailability, and nothing of it is repeated', async (_, answer) => {
    provider.answer = answer;
    const failure = await open()
      .provide()
      .then(
        () => undefined,
        (error: Error) => error,
      );
    expect(failure?.name).toBe('CredentialsUnavailableError');
    expect(failure?.message).not.toMatch(/secret-key|session-token|<html>|xxx/);
  });

  it('comes from a server that the camera must believe', async () => {
    const { certificate } = await makeTestCa('Another CA');
    await expect(open({ serverCa: certificate }).provide()).rejects.toMatchObject({
      name: 'CredentialsUnavailableError',
    });
    expect(provider.requests).toEqual([]);
  });
});
