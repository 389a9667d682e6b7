// Who gets no credentials, in AWS's words and order. Expected answers: the AWS IoT developer guide's troubleshooting of direct calls.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { makeCertificateAuthority } from '../../../localcloud/certificates/issue.ts';
import { closed, connect, connected, idOf, makeDevice, makeTestCa } from '../../support/mqtt-device.ts';
import { everything } from '../iot/iot-cloud.ts';
import {
  iotArn,
  mayAssume,
  providerTrust,
  roleAlias,
  roleArn,
  startProviderCloud,
  type Answer,
  type Camera,
  type ProviderCloud,
} from './provider-cloud.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
function expectRefusal(answer: Answer, status: number, message: string): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status, body: { message } });
  expect(answer.headers['x-amzn-requestid']).toMatch(uuid);
  if (status === 403) expect(answer.headers['x-amzn-errortype']).toBe('AccessDeniedException');
}
const invalidCertificate = 'Certificate is invalid on this endpoint';

let provider: ProviderCloud;
let camera: Camera;
beforeAll(async () => {
  provider = await startProviderCloud();
  camera = await provider.addCamera('front-door');
});
afterAll(() => provider.stop());

describe('the thing', () => {
  it('must be attached to the certificate', async () => {
    await provider.addCamera('garden');
    for (const thingName of ['garden', 'nobody', '']) {
      expectRefusal(await provider.ask(camera, { thingName }), 403, 'Invalid thing name passed');
    }
    expect((await provider.ask(camera, { thingName: 'front-door' })).status).toBe(200);
  });

  it('is no longer valid once it is detached', async () => {
    const { certificateId, ...identity } = await provider.addCamera('detached');
    const attachment = { thingName: 'detached', principal: iotArn(`cert/${certificateId}`) };
    await provider.iot.call('DetachThingPrincipal', attachment);
    expect((await provider.ask(identity, { thingName: 'detached' })).status).toBe(200);
    await provider.iot.cloud.context.clock.advance(500);
    expectRefusal(await provider.ask(identity, { thingName: 'detached' }), 403, 'Invalid thing name passed');
  });

  it('is judged before the policy', async () => {
    const powerless = await provider.addCamera('powerless-thing', [{ ...mayAssume, Action: 'iot:Connect' }]);
    expectRefusal(await provider.ask(powerless, { thingName: 'front-door' }), 403, 'Invalid thing name passed');
  });
});

describe('the IoT policy', () => {
  it('must allow iot:AssumeRoleWithCertificate', async () => {
    const powerless = await provider.addCamera('connects-only', [{ ...mayAssume, Action: 'iot:Connect' }]);
    expectRefusal(await provider.ask(powerless), 403, 'Access Denied');
  });

  it('must allow it on this alias, and is judged before the alias is looked up', async () => {
    const path = '/role-aliases/NoSuchAlias/credentials';
    expectRefusal(await provider.ask(camera, { path }), 403, 'Access Denied');
  });

  it('counts as it is now: detached, it allows nothing', async () => {
    const { certificateId, ...identity } = await provider.addCamera('detached-policy');
    expect((await provider.ask(identity)).status).toBe(200);
    await provider.iot.call('DetachPolicy', { policyName: 'detached-policy', target: iotArn(`cert/${certificateId}`) });
    expectRefusal(await provider.ask(identity), 403, 'Access Denied');
  });

  it('knows the thing that the header names, and none without it', async () => {
    const onlyAsThing = { ...mayAssume, Condition: { StringEquals: { 'iot:Connection.Thing.ThingName': 'shed' } } };
    const shed = await provider.addCamera('shed', [onlyAsThing]);
    expect((await provider.ask(shed, { thingName: 'shed' })).status).toBe(200);
    expectRefusal(await provider.ask(shed), 403, 'Access Denied');
    const attached = { ...mayAssume, Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } } };
    const hall = await provider.addCamera('hall', [attached]);
    expect((await provider.ask(hall, { thingName: 'hall' })).status).toBe(200);
    expectRefusal(await provider.ask(hall), 403, 'Access Denied');
  });

  it('knows the certificate, and no client id', async () => {
    const byName = {
      ...mayAssume,
      Condition: { StringEquals: { 'iot:Certificate.Subject.CommonName': 'SN-cellar' } },
    };
    expect((await provider.ask(await provider.addCamera('cellar', [byName]))).status).toBe(200);
    expectRefusal(await provider.ask(await provider.addCamera('attic', [byName])), 403, 'Access Denied');
    const byClientId = { ...mayAssume, Condition: { StringEquals: { 'iot:ClientId': 'porch' } } };
    const porch = await provider.addCamera('porch', [byClientId]);
    expectRefusal(await provider.ask(porch, { thingName: 'porch' }), 403, 'Access Denied');
  });
});

describe('the alias and its role', () => {
  let anyAlias: Camera;
  let count = 0;
  beforeEach(async () => {
    anyAlias = await provider.addCamera(`any-alias-${++count}`, [{ ...mayAssume, Resource: '*' }]);
  });
  afterEach(async () => {
    await provider.putRole();
    await provider.iot.call('UpdateRoleAlias', { roleAlias, roleArn, credentialDurationSeconds: 3600 });
  });

  it('an alias that does not exist', async () => {
    const answer = await provider.ask(anyAlias, { path: '/role-aliases/NoSuchAlias/credentials' });
    expectRefusal(answer, 404, 'Role alias does not exist');
  });

  const notAssumable = 'Unable to assume the role, or the role to assume does not exist';
  it('a role that does not exist', async () => {
    await provider.iot.call('UpdateRoleAlias', { roleAlias, roleArn: `${roleArn}Gone` });
    expectRefusal(await provider.ask(anyAlias), 400, notAssumable);
  });

  it.each(['lambda.amazonaws.com', 'iot.amazonaws.com'])('a role that trusts %s only', async (Service) => {
    await provider.putRole({
      trust: { Statement: { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' } },
    });
    expectRefusal(await provider.ask(anyAlias), 400, notAssumable);
  });

  it('a role whose trust is for another alias', async () => {
    const [statement] = providerTrust.Statement as [object];
    const trustFor = (alias: string) => ({
      trust: {
        Statement: [
          { ...statement, Condition: { ArnEquals: { 'aws:SourceArn': iotArn(`rolealias/${alias}`) } } },
        ] as never,
      },
    });
    await provider.putRole(trustFor('AnotherAlias'));
    expectRefusal(await provider.ask(anyAlias), 400, notAssumable);
    await provider.putRole(trustFor(roleAlias));
    expect((await provider.ask(anyAlias)).status).toBe(200);
  });

  it('a duration above what the role allows; exactly that is fine', async () => {
    await provider.iot.call('UpdateRoleAlias', { roleAlias, credentialDurationSeconds: 7200 });
    expectRefusal(
      await provider.ask(anyAlias),
      400,
      'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role',
    );
    await provider.putRole({ maxSessionSeconds: 7200 });
    expect((await provider.ask(anyAlias)).status).toBe(200);
  });
});

describe('the certificate', () => {
  it('must be known; and asking does not make it known', async () => {
    const unknown = await makeDevice('SN-unknown', provider.ca);
    expectRefusal(await provider.ask(unknown), 403, invalidCertificate);
    await expect(
      provider.iot.call('DescribeCertificate', { certificateId: idOf(unknown.certificate) }),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(provider.iot.sent).toEqual([]);
  });

  it('must not be pending activation', async () => {
    const pending = await makeDevice('SN-pending', provider.ca);
    expect(await connect(provider.iot.cloud.context, pending, 'pending')).toBe('closed');
    const certificateId = idOf(pending.certificate);
    await provider.iot.call('AttachPolicy', { policyName: 'front-door', target: iotArn(`cert/${certificateId}`) });
    expectRefusal(await provider.ask(pending), 403, invalidCertificate);
    await provider.iot.call('UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
    expect((await provider.ask(pending)).status).toBe(200);
  });

  it.each(['INACTIVE', 'REVOKED'] as const)('must not be %s', async (newStatus) => {
    const { certificateId, ...identity } = await provider.addCamera(`camera-${newStatus}`);
    expect((await provider.ask(identity)).status).toBe(200);
    await provider.iot.call('UpdateCertificate', { certificateId, newStatus });
    expectRefusal(await provider.ask(identity), 403, invalidCertificate);
  });

  it("must not be another CA's, whatever name it carries", async () => {
    const impostor = await makeDevice('SN-front-door', await makeTestCa());
    expectRefusal(await provider.ask(impostor, { thingName: 'front-door' }), 403, invalidCertificate);
    const selfSigned = await makeCertificateAuthority('SN-front-door', {
      notBefore: new Date(0),
      notAfter: new Date(Date.UTC(2040, 0, 1)),
    });
    expectRefusal(await provider.ask(selfSigned), 403, invalidCertificate);
  });

  it('must be there', async () => {
    expectRefusal(await provider.ask(undefined), 403, invalidCertificate);
  });

  it('must not be deleted, nor expired, on a connection that lasts longer than it', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { clock } = provider.iot.cloud.context;
    const expiring = await provider.addCamera('expiring', [mayAssume], { notAfter: new Date(clock.now() + 60_000) });
    expect((await provider.ask(expiring, { agent })).status).toBe(200);
    await clock.advance(61_000);
    expectRefusal(await provider.ask(expiring, { agent }), 403, invalidCertificate);
    agent.destroy();
  });

  it('deactivated while connected: no more credentials, on the same connection neither, and MQTT ends', async () => {
    const { certificateId, ...identity } = await provider.addCamera('connected', [...everything]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await provider.ask(identity, { agent })).status).toBe(200);
    const client = await connected(provider.iot.cloud.context, identity, 'connected');
    const gone = closed(client);
    await provider.iot.call('UpdateCertificate', { certificateId, newStatus: 'INACTIVE' });
    expect(await connect(provider.iot.cloud.context, identity, 'connected')).toBe('closed');
    expectRefusal(await provider.ask(identity, { agent }), 403, invalidCertificate);
    expect(client.connected).toBe(true);
    await provider.iot.cloud.context.clock.advance(20_000);
    await gone;
    agent.destroy();
  });
});

describe('the endpoint', () => {
  it.each([
    ['another path', { path: '/' }],
    ['an alias without its credentials', { path: `/role-aliases/${roleAlias}` }],
    ['a broken percent-escape', { path: '/role-aliases/%E0%A4%A/credentials' }],
    ['POST', { method: 'POST' }],
    ['the host of another IoT endpoint', { host: 'a1b2c3-ats.iot.us-east-1.amazonaws.com' }],
  ])('%s is not found', async (_, options) => {
    const { status, body } = await provider.ask(camera, options);
    expect({ status, body }).toEqual({
      status: 404,
      body: { message: 'Not Found', traceId: expect.stringMatching(uuid) },
    });
  });

  it("answers under the host name that AWS's clients expect", async () => {
    const host = 'a1b2c3.credentials.iot.us-east-1.amazonaws.com';
    expect((await provider.ask(camera, { host })).status).toBe(200);
  });

  it('speaks HTTP/1.1 to clients that could speak HTTP/2', async () => {
    const { port } = new URL(provider.iot.cloud.context.addresses.credentialProviderUrl);
    const socket = connectTls({
      host: '127.0.0.1',
      port: Number(port),
      ALPNProtocols: ['h2', 'http/1.1'],
      rejectUnauthorized: false,
    });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });
});
