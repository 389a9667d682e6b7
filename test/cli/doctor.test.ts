// What `lensgate doctor` finds in a whole system: nothing in a sound camera, and the one thing that was broken in another.
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  ListThingPrincipalsCommand,
  IoTClient,
  UpdateCACertificateCommand,
  UpdateCertificateCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteSignalingChannelCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { gatherEvidence, type Evidence, type Hints } from '../../cli/doctor/evidence.ts';
import { examine } from '../../cli/doctor/examine.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { openTarget } from '../../cli/target.ts';
import { removeBan, writeBan } from '../../records/certificate-ban.ts';
import { documentClient } from '../../records/document-client.ts';
import { issuerKeyOf, serialByValue } from '../../records/issued-certificate.ts';
import { connectCamera, makeCamera, registerCamera, seemConnected, type TestCamera } from '../support/camera.ts';
import { lensgateCommand } from '../support/command-line.ts';
import { deviceCaPem, startLensgate, type Lensgate } from '../support/lensgate.ts';
import { idOf } from '../support/mqtt-device.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let camera: TestCamera;
let iot: IoTClient;
let certificateArn: string;
let policyName: string;

beforeAll(async () => {
  lensgate = await startLensgate();
  camera = await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  await seemConnected(lensgate, 'front-door');
  iot = new IoTClient(lensgate.client);
  const { region, accountId } = lensgate.cloud.context;
  certificateArn = `arn:aws:iot:${region}:${accountId}:cert/${camera.certificateId}`;
  policyName = lensgate.outputs.get('CameraPolicyName')!;
});
afterAll(() => lensgate.stop());

async function gather(cameraName = 'front-door', hints: Hints = {}): Promise<Evidence> {
  const target = await openTarget({ dataDir: lensgate.dataDir, stack: 'Lensgate-dev-Service', json: false });
  return gatherEvidence(target, cameraName, hints);
}

const failing = (findings: readonly Finding[]): Finding[] => findings.filter(({ outcome }) => outcome === 'fails');
const examined = async (): Promise<Finding[]> => failing(examine(await gather()));

/** Carries out `aws stepfunctions start-execution …` as it stands there, and waits for its success. */
async function carryOut(fix: string): Promise<void> {
  const [, stateMachineArn, name, input] =
    /^aws stepfunctions start-execution --state-machine-arn (\S+) --name (\S+) --input '(.*)'$/.exec(fix)!;
  const sfn = new SFNClient(lensgate.client);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  const status = await until(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution.status;
  });
  expect(status).toBe('SUCCEEDED');
}

describe('a camera that works', () => {
  it('has nothing that fails, and its links in the order in which it needs them', async () => {
    const findings = examine(await gather());
    expect(failing(findings)).toEqual([]);
    expect(findings.map(({ check }) => check).slice(0, 11)).toEqual([
      'manifest',
      'certificate',
      'certificate status',
      'certificate validity',
      'ban',
      'issuer',
      'last registration',
      'refused certificate',
      'record',
      'policy',
      'thing',
    ]);
    expect(findings.filter(({ outcome }) => outcome === 'holds').length).toBeGreaterThanOrEqual(13);
  });

  it('is one line each at the terminal, and a document for scripts', async () => {
    const args = ['--data-dir', lensgate.dataDir, 'doctor', '--camera', 'front-door'];
    const text = await lensgateCommand(args);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toContain(`✓ certificate: AWS IoT knows ${camera.certificateId}\n✓ certificate status: ACTIVE\n`);
    expect(text.out).not.toContain('✗');
    const document = JSON.parse((await lensgateCommand([...args, '--json'])).out) as unknown;
    expect(document).toMatchObject({ camera: 'front-door', healthy: true });
  });
});

describe('a camera with one thing broken', () => {
  const table = () => lensgate.outputs.get('TableName')!;
  const caId = async (): Promise<string> => idOf(await deviceCaPem());
  const setRecord = (path: string[], value: string) =>
    new DynamoDBClient(lensgate.client).send(
      new UpdateItemCommand({
        TableName: table(),
        Key: { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } },
        UpdateExpression: `SET ${path.map((name) => `#${name}`).join('.')} = :value`,
        ExpressionAttributeNames: Object.fromEntries(path.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: { ':value': { S: value } },
      }),
    );

  it.each<[string, string, () => Promise<unknown>, () => Promise<unknown>, RegExp]>([
    [
      'the certificate deactivated',
      'certificate status',
      () => iot.send(new UpdateCertificateCommand({ certificateId: camera.certificateId, newStatus: 'INACTIVE' })),
      () => iot.send(new UpdateCertificateCommand({ certificateId: camera.certificateId, newStatus: 'ACTIVE' })),
      /^aws iot update-certificate --certificate-id [0-9a-f]{64} --new-status ACTIVE$/,
    ],
    [
      'its issuer deactivated',
      'issuer',
      async () => iot.send(new UpdateCACertificateCommand({ certificateId: await caId(), newStatus: 'INACTIVE' })),
      async () => iot.send(new UpdateCACertificateCommand({ certificateId: await caId(), newStatus: 'ACTIVE' })),
      /^aws iot update-ca-certificate --certificate-id [0-9a-f]{64} --new-status ACTIVE$/,
    ],
    [
      'the policy detached',
      'policy',
      () => iot.send(new DetachPolicyCommand({ policyName, target: certificateArn })),
      () => iot.send(new AttachPolicyCommand({ policyName, target: certificateArn })),
      /^aws iot attach-policy --policy-name \S+ --target arn:aws:iot:us-east-1:000000000000:cert\/[0-9a-f]{64}$/,
    ],
    [
      'the thing detached',
      'thing',
      () => detachThing(),
      () => iot.send(new AttachThingPrincipalCommand({ thingName: 'front-door', principal: certificateArn })),
      /^aws iot attach-thing-principal --thing-name front-door --principal arn:aws:iot:\S+$/,
    ],
    [
      "the thing's certificate id changed",
      'thing',
      () => setThingCertificate('another'),
      () => setThingCertificate(camera.certificateId),
      /^aws iot update-thing --thing-name front-door --attribute-payload '\{.*"merge":true\}'$/,
    ],
  ])('%s: %s', async (_, check, breakIt, mendIt, fix) => {
    await breakIt();
    const findings = await examined();
    await mendIt();
    expect(findings).toMatchObject([{ check, fix: expect.stringMatching(fix) }]);
    expect(await examined()).toEqual([]);
  });

  /** Resolves once it has taken effect. */
  const detachThing = async () => {
    const thingName = 'front-door';
    await iot.send(new DetachThingPrincipalCommand({ thingName, principal: certificateArn }));
    await until(async () => {
      const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName }));
      return principals!.length === 0;
    });
  };
  const setThingCertificate = (certificateId: string) =>
    iot.send(
      new UpdateThingCommand({
        thingName: 'front-door',
        attributePayload: { attributes: { certificateId }, merge: true },
      }),
    );

  it.each([
    ['status', 'PAUSED', 'record'],
    ['endpoints.viewer.wss', 'wss://v-old.kinesisvideo.us-east-1.amazonaws.com', 'endpoints'],
    ['channelArn', 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1600000000000', 'channel'],
  ])("the record's %s: the fix registers it again, and everything holds", async (attribute, value, check) => {
    await setRecord(attribute.split('.'), value);
    const findings = await examined();
    expect(findings.map((finding) => finding.check)).toEqual([check]);
    await carryOut(findings[0]!.fix!);
    expect(await examined()).toEqual([]);
  });

  it.each(['by its id', 'by its CA and number'])(
    'the certificate banned %s: no fix makes it ACTIVE again',
    async (how) => {
      const { certificateId, identity } = camera;
      const number = serialByValue(new X509Certificate(identity.certificate).serialNumber)!;
      const banned =
        how === 'by its id'
          ? { certificateId }
          : { issuerKey: issuerKeyOf(await deviceCaPem()), x509SerialNumber: number };
      const bans = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('BanTableName')! };
      await writeBan(bans, banned, { bannedAt: 1_796_000_000, bannedBy: 'arn:aws:iam::1:user/ada', reason: 'Stolen.' });
      await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
      const findings = await examined();
      await removeBan(bans, banned);
      await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
      expect(findings).toEqual([
        {
          check: 'certificate status',
          outcome: 'fails',
          says: 'INACTIVE, not ACTIVE',
          fix: 'It is not to become ACTIVE: see "ban".',
        },
        {
          check: 'ban',
          outcome: 'fails',
          says: 'the certificate is banned since 2026-11-30T00:53:20.000Z by arn:aws:iam::1:user/ada: Stolen',
          fix: expect.stringMatching(
            /needs a new certificate\. .*npx lensgate certificates unban --(certificate [0-9a-f]{64}|issuer .* --x509-serial [0-9a-f]+)$/,
          ),
        },
      ]);
      expect(await examined()).toEqual([]);
    },
  );

  it('the channel deleted: the fix makes another one', async () => {
    const { channel } = await gather();
    const ChannelARN = 'found' in channel ? channel.found.ChannelARN : undefined;
    await new KinesisVideoClient(lensgate.client).send(new DeleteSignalingChannelCommand({ ChannelARN }));
    const gone = await until(async () => {
      const findings = await examined();
      return findings[0]?.says.startsWith('there is no') ? findings : undefined;
    });
    expect(gone.map(({ check }) => check)).toEqual(['channel']);
    await carryOut(gone[0]!.fix!);
    expect(await examined()).toEqual([]);
  });
});

describe('a camera that is not there', () => {
  const presence = (value: object | undefined) =>
    gather().then((evidence) => ({ ...evidence, presence: value ? { found: value } : { missing: true } }) as Evidence);

  it('is not one of which everything holds', async () => {
    const lastSeenAt = Date.UTC(2026, 0, 31, 8);
    expect(failing(examine(await presence({ online: false, lastSeenAt })))).toMatchObject([
      { check: 'presence', says: 'offline since 2026-01-31T08:00:00.000Z' },
    ]);
    expect(failing(examine(await presence(undefined)))).toMatchObject([
      { check: 'presence', says: 'it has not connected since it registered' },
    ]);
  });
});

describe('a serial number that comes with another certificate', () => {
  it('is told of, as long as nobody let it in', async () => {
    const other = await makeCamera('SN-1');
    const off = new AbortController();
    const connecting = connectCamera(lensgate, 'front-door', other, off.signal).catch(() => undefined);
    const found = await until(async () => {
      const findings = await examined();
      return findings.length > 0 && findings;
    });
    off.abort(new Error('switched off'));
    await connecting;
    expect(found).toMatchObject([
      {
        check: 'refused certificate',
        says: expect.stringContaining(`certificate ${other.certificateId} with the same serial`),
      },
    ]);
    expect(found[0]!.says).toMatch(/CameraAlreadyRegisteredError$/);
    expect(found[0]!.fix).toMatch(
      /manifest add --serial SN-\d+ --camera [\w-]+ --reprovision migrate, and npx lensgate executions retry/,
    );
  });
});

describe('a serial number alone', () => {
  it('is enough', async () => {
    const doctor = (...args: string[]) => lensgateCommand(['--data-dir', lensgate.dataDir, 'doctor', ...args]);
    const { out } = await doctor('--serial', 'SN-1');
    expect(out).toContain('✓ manifest: serial number SN-1 is front-door\n');
    expect((await doctor('--serial', 'SN-77')).out).toContain('✗ manifest: serial number SN-77 is not in it\n');
    expect(await doctor('--serial', 'SN.77')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not in the manifest'),
    });
    expect(await doctor()).toMatchObject({ code: 2, err: 'Give --camera, or --serial.\n' });
  });
});

describe('a camera that is not registered', () => {
  it('was refused: the last registration says why, though nothing else is left of it', async () => {
    const stranger = await makeCamera('SN-3');
    const off = new AbortController();
    const connecting = connectCamera(lensgate, 'porch', stranger, off.signal).catch(() => undefined);
    const sfn = new SFNClient(lensgate.client);
    const stateMachineArn = lensgate.outputs.get('StateMachineArn')!;
    await until(async () => {
      const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }));
      return executions?.find(({ name }) => name === stranger.certificateId);
    });
    off.abort(new Error('switched off'));
    await connecting;
    const findings = failing(examine(await gather('porch', { serialNumber: 'SN-3' })));
    expect(findings).toMatchObject([
      { check: 'manifest', fix: expect.stringContaining('manifest add --serial SN-3 --camera porch') },
      { check: 'certificate status', says: 'PENDING_ACTIVATION, not ACTIVE' },
      { check: 'last registration', says: expect.stringContaining('UnknownSerialNumberError') },
      { check: 'record', fix: `npx lensgate executions retry ${stranger.certificateId}` },
      { check: 'policy' },
      { check: 'thing' },
      { check: 'channel' },
    ]);
  });

  it('never existed: exit code 1, and the first thing to do', async () => {
    const args = ['--data-dir', lensgate.dataDir, 'doctor', '--camera', 'nowhere'];
    const { code, out, err } = await lensgateCommand(args);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^4 of \d+ checks of nowhere fail\.\n$/) });
    expect(out).toContain('npx lensgate manifest add --serial <serial number> --camera nowhere');
    expect(out).toContain("– certificate: can't be checked here: which certificate this camera has is not known");
  });
});
