// Just-in-time registration with a real MQTT client over real mutual TLS. The event is the one that AWS IoT publishes. [JITR]
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, connected, idOf, makeDevice, makeTestCa } from '../../support/mqtt-device.ts';
import {
  activate,
  addDeviceCa,
  addRule,
  deadLetterQueueUrl,
  everything,
  queueArn,
  queueUrl,
  startIotCloud,
  type IotCloud,
} from './iot-cloud.ts';

const registrationSql = "SELECT * FROM '$aws/events/certificates/registered/+'";
let iot: IotCloud;
beforeEach(async () => {
  iot = await startIotCloud();
});
afterEach(() => iot.stop());

describe('just-in-time registration', () => {
  it('registers an unknown certificate of the CA, closes without CONNACK and tells the queue', async () => {
    await addRule(iot, registrationSql);
    const ca = await addDeviceCa(iot);
    const device = await makeDevice('SN-1', ca);
    const certificateId = idOf(device.certificate);

    expect(await connect(iot.cloud.context, device, 'SN-1')).toBe('closed');

    const [message] = await iot.waitForMessages(1);
    expect(message?.queueUrl).toBe(queueUrl);
    expect(message?.sender).toMatch(/assumed-role\/CameraRegisteredRole\//);
    const now = iot.cloud.context.clock.now();
    expect(message?.body).toBe(
      `{"certificateId":"${certificateId}","caCertificateId":"${idOf(ca.certificate)}","timestamp":${now},` +
        `"certificateStatus":"PENDING_ACTIVATION","awsAccountId":"000000000000","certificateRegistrationTimestamp":null}`,
    );
    const { certificateDescription } = await iot.call('DescribeCertificate', { certificateId });
    expect(certificateDescription).toMatchObject({
      status: 'PENDING_ACTIVATION',
      caCertificateId: ca.id,
      certificateArn: `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`,
    });
    expect(idOf(certificateDescription!.certificatePem!)).toBe(certificateId);
  });

  it('tells it again at every further attempt while pending, then with the time of registration', async () => {
    await addRule(iot, registrationSql);
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    const registeredAt = iot.cloud.context.clock.now();
    await connect(iot.cloud.context, device, 'SN-1');
    await iot.cloud.context.clock.advance(5000);
    await connect(iot.cloud.context, device, 'another client id');
    await connect(iot.cloud.context, device, 'SN-1');

    const events = (await iot.waitForMessages(3)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(events.map((event) => event['certificateRegistrationTimestamp'])).toEqual([
      null,
      String(registeredAt),
      String(registeredAt),
    ]);
    expect(events[1]?.['timestamp']).toBe(registeredAt + 5000);
  });

  it('registers a certificate once however many connections come at the same time', async () => {
    await addRule(iot, registrationSql);
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    const attempts = Array.from({ length: 50 }, (_, n) => connect(iot.cloud.context, device, `client-${n}`));
    expect(new Set(await Promise.all(attempts))).toEqual(new Set(['closed']));

    const events = (await iot.waitForMessages(50)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(events.filter((event) => event['certificateRegistrationTimestamp'] === null)).toHaveLength(1);
    expect((await iot.call('ListCertificates', {})).certificates).toHaveLength(1);
  });

  it('lets the camera in once its policy is attached and its certificate ACTIVE, and says no more', async () => {
    await addRule(iot, registrationSql);
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    await connect(iot.cloud.context, device, 'SN-1');
    await activate(iot, idOf(device.certificate), everything);
    const client = await connected(iot.cloud.context, device, 'SN-1');
    await client.endAsync();
    expect(await iot.waitForMessages(1)).toHaveLength(1);
  });

  it('closes the connection of an ACTIVE certificate that has no policy', async () => {
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    await connect(iot.cloud.context, device, 'SN-1');
    await iot.call('UpdateCertificate', { certificateId: idOf(device.certificate), newStatus: 'ACTIVE' });
    expect(await connect(iot.cloud.context, device, 'SN-1')).toBe('closed');
  });

  it.each([
    ['another CA, even of the same name', async () => makeDevice('SN-1', await makeTestCa())],
    [
      'an INACTIVE CA',
      async () => {
        const ca = await addDeviceCa(iot, 'Second CA');
        await iot.call('UpdateCACertificate', { certificateId: ca.id, newStatus: 'INACTIVE' });
        return makeDevice('SN-1', ca);
      },
    ],
    [
      'a CA without auto-registration',
      async () => {
        const ca = await addDeviceCa(iot, 'Second CA');
        await iot.call('UpdateCACertificate', { certificateId: ca.id, newAutoRegistrationStatus: 'DISABLE' });
        return makeDevice('SN-1', ca);
      },
    ],
  ])('refuses a certificate from %s and registers nothing', async (_, make) => {
    await addDeviceCa(iot);
    const device = await make();
    expect(await connect(iot.cloud.context, device, 'SN-1')).toBe('closed');
    expect((await iot.call('ListCertificates', {})).certificates).toEqual([]);
  });

  it.each(['INACTIVE', 'REVOKED'] as const)('refuses an %s certificate silently', async (newStatus) => {
    await addRule(iot, registrationSql);
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    await connect(iot.cloud.context, device, 'SN-1');
    await activate(iot, idOf(device.certificate), everything);
    await iot.call('UpdateCertificate', { certificateId: idOf(device.certificate), newStatus });
    expect(await connect(iot.cloud.context, device, 'SN-1')).toBe('closed');
    expect(await iot.waitForMessages(1)).toHaveLength(1);
  });

  it('refuses an expired certificate', async () => {
    const { makeKeyAndCsr, signCsr } = await import('../../../camera/factory.ts');
    const ca = await addDeviceCa(iot);
    const { csr, privateKey } = await makeKeyAndCsr('SN-1');
    const certificate = await signCsr(csr, ca, { notAfter: new Date(iot.cloud.context.clock.now() - 1000) });
    expect(await connect(iot.cloud.context, { certificate, privateKey }, 'SN-1')).toBe('closed');
    expect((await iot.call('ListCertificates', {})).certificates).toEqual([]);
  });
});

describe('the error action', () => {
  it('gets the message and the reason when the role may not send to the queue', async () => {
    await addRule(iot, registrationSql, [queueArn.replace('RegistrationQueue', 'RegistrationDeadLetterQueue')]);
    const ca = await addDeviceCa(iot);
    const device = await makeDevice('SN-1', ca);
    await connect(iot.cloud.context, device, 'SN-1');
    const [message] = await iot.waitForMessages(1);
    expect(message?.queueUrl).toBe(deadLetterQueueUrl);
    const report = JSON.parse(message!.body) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual([
      'ruleName',
      'topic',
      'cloudwatchTraceId',
      'clientId',
      'base64OriginalPayload',
      'failures',
    ]);
    expect(report).toMatchObject({
      ruleName: 'CameraRegistered',
      topic: `$aws/events/certificates/registered/${ca.id}`,
      failures: [
        {
          failedAction: 'SqsAction',
          failedResource: queueUrl,
          errorMessage: expect.stringContaining('not authorized to perform: sqs:SendMessage') as unknown,
        },
      ],
    });
    const original = Buffer.from(report['base64OriginalPayload'] as string, 'base64').toString();
    expect(JSON.parse(original)).toMatchObject({ certificateId: idOf(device.certificate) });
  });
});
