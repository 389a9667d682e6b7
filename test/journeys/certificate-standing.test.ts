// What a certificate's standing opens, in the deployed system: every standing against every door, and what happens to a camera that is in.
import { Agent } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AttachPolicyCommand,
  DescribeCertificateCommand,
  IoTClient,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { makeKeyAndCsr, signCsr, type CameraIdentity } from '../../camera/factory.ts';
import { systemClock, type Clock } from '../../localcloud/core/clock.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { tradeCertificate } from '../support/camera-credentials.ts';
import { connectCamera, deviceCa, makeCamera, registerCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { closed, connect, connected, idOf, makeDevice, makeTestCa } from '../support/mqtt-device.ts';

let lensgate: Lensgate;
let iot: IoTClient;
let ahead = 0;
const clock: Clock = { now: () => systemClock.now() + ahead, after: (ms, action) => systemClock.after(ms, action) };

beforeAll(async () => {
  lensgate = await startLensgate({ clock, delays: { deactivationMs: 100 } });
  iot = new IoTClient(lensgate.client);
});
afterAll(() => lensgate.stop());

const refusal = { status: 403, body: { message: 'Certificate is invalid on this endpoint' } };
const nameOf = (standing: string): string => `camera-${standing.replaceAll(' ', '-')}`;

/** Registered and active as every camera is, and then brought into another standing by the operator. */
async function changed(standing: string, newStatus: 'INACTIVE' | 'REVOKED'): Promise<CameraIdentity> {
  const { identity, certificateId } = await register(standing);
  await iot.send(new UpdateCertificateCommand({ certificateId, newStatus }));
  return identity;
}

const register = (standing: string) =>
  registerCamera(lensgate, { serialNumber: `SN-${nameOf(standing)}`, cameraName: nameOf(standing) });

/** Of each standing a certificate that lacks nothing else that could be given to it. */
const standings: Readonly<Record<string, () => Promise<CameraIdentity>>> = {
  pending: async () => {
    // Not in the manifest, so it stays pending; and with the policy of cameras, so that nothing but its status is in the way.
    const { identity, certificateId } = await makeCamera('SN-nobody');
    expect(await connect(lensgate.cloud.context, identity, nameOf('pending'))).toBe('closed');
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription?.status).toBe('PENDING_ACTIVATION');
    const policyName = lensgate.outputs.get('CameraPolicyName')!;
    await iot.send(new AttachPolicyCommand({ policyName, target: certificateDescription!.certificateArn! }));
    return identity;
  },
  inactive: () => changed('inactive', 'INACTIVE'),
  revoked: () => changed('revoked', 'REVOKED'),
  unknown: async () => (await makeCamera('SN-unknown')).identity,
  'of another CA': async () => {
    await register('of another CA');
    return makeDevice(`SN-${nameOf('of another CA')}`, await makeTestCa());
  },
  expired: async () => {
    const [serialNumber, cameraName] = [`SN-${nameOf('expired')}`, nameOf('expired')];
    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({ serialNumber, cameraName });
    const { privateKey, csr } = await makeKeyAndCsr(serialNumber);
    const notAfter = new Date(clock.now() + 3_600_000);
    const identity = { certificate: await signCsr(csr, await deviceCa(), { notAfter }), privateKey };
    await connectCamera(lensgate, cameraName, { identity, certificateId: idOf(identity.certificate) });
    ahead = 3_601_000;
    return identity;
  },
};

/** Every way for a certificate into the system: true when it is let in, otherwise it got the documented refusal. */
const doors: Readonly<Record<string, (identity: CameraIdentity, cameraName: string) => Promise<boolean>>> = {
  'the credentials provider, in the name of its thing': async (identity, thingName) => {
    const trade = await tradeCertificate(lensgate, identity, { thingName });
    if (trade.status !== 200) expect(trade).toEqual(refusal);
    return trade.status === 200;
  },
  'the credentials provider, without a name': async (identity) => {
    const trade = await tradeCertificate(lensgate, identity);
    if (trade.status !== 200) expect(trade).toEqual(refusal);
    return trade.status === 200;
  },
  // AWS IoT hangs up without a CONNACK.
  MQTT: async (identity, clientId) => {
    const outcome = await connect(lensgate.cloud.context, identity, clientId);
    if (outcome !== 'closed') await outcome.endAsync(true);
    return outcome !== 'closed';
  },
};

it('an active certificate opens every door', async () => {
  const { identity } = await register('active');
  for (const [door, enter] of Object.entries(doors)) {
    expect([door, await enter(identity, nameOf('active'))]).toEqual([door, true]);
  }
});

describe.each(['INACTIVE', 'REVOKED'] as const)(
  'a certificate that becomes %s while its camera is connected',
  (newStatus) => {
    it('ends the connection, and gets no more credentials, over the same TLS connection neither', async () => {
      const name = `becomes ${newStatus}`;
      const { identity, certificateId } = await register(name);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      expect((await tradeCertificate(lensgate, identity, { thingName: nameOf(name), agent })).status).toBe(200);
      const device = await connected(lensgate.cloud.context, identity, nameOf(name));
      const gone = closed(device);
      await iot.send(new UpdateCertificateCommand({ certificateId, newStatus }));
      await gone;
      expect(await tradeCertificate(lensgate, identity, { thingName: nameOf(name), agent })).toEqual(refusal);
      for (const [door, enter] of Object.entries(doors)) {
        expect([door, await enter(identity, nameOf(name))]).toEqual([door, false]);
      }
      agent.destroy();
    });
  },
);

// The one that needs another time comes last.
describe.each(Object.keys(standings))('a certificate that is %s', (standing) => {
  let identity: CameraIdentity;
  beforeAll(async () => {
    identity = await standings[standing]!();
  });

  it.each(Object.keys(doors))('is refused by %s', async (door) => {
    expect(await doors[door]!(identity, nameOf(standing))).toBe(false);
  });
});
