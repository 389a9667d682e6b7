// Certificates that are banned at the command line, in the deployed system: what is active ends, what comes later is refused by its name.
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeCertificateCommand, IoTClient, UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { SFNClient } from '@aws-sdk/client-sfn';
import { readOneCamera } from '../../cli/cameras/one-camera.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { executionsOf } from '../../executions/executions.ts';
import { documentClient } from '../../records/document-client.ts';
import { cameraRecord } from '../support/camera-record.ts';
import { deviceCa, keepKnocking, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { commandsAgainst, stopCommands } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { makeRevocationList } from '../support/make-revocation-list.ts';
import { closed, connect, connected, makeTestCa } from '../support/mqtt-device.ts';
import { testAssembly } from '../support/test-assembly.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let iot: IoTClient;
const files = await temporaryDirectory();
beforeAll(async () => {
  // An open connection outlives its certificate by hours here: what ends it is the command.
  lensgate = await startLensgate({ delays: { deactivationMs: 3_600_000 } });
  iot = new IoTClient(lensgate.client);
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
  await files.remove();
});

const run = (...args: string[]) => commandsAgainst(lensgate).run('certificates', ...args);
const json = (...args: string[]) => commandsAgainst(lensgate).json('certificates', ...args);
const statusOf = async ({ certificateId }: TestCamera): Promise<string | undefined> =>
  (await iot.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription?.status;
const executions = () => executionsOf(new SFNClient(lensgate.client), lensgate.outputs.get('StateMachineArn')!);
const eventOf = (cameraName: string, kind: string) =>
  until(async () => {
    const cameras = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! };
    const historyTableName = lensgate.outputs.get('HistoryTableName');
    const { events } = await readOneCamera({ cameras, historyTableName, cameraName, newestEvents: 100 });
    return events.find((event) => event.kind === kind);
  });
const serialIn = (certificate: string): string => new X509Certificate(certificate).serialNumber;
async function fileOf(name: string, text: string): Promise<string> {
  const path = join(files.path, name);
  await writeFile(path, text);
  return path;
}

describe('a camera in service whose certificate is banned', () => {
  let camera: TestCamera;
  beforeAll(async () => {
    camera = await registerCamera(lensgate, {
      serialNumber: 'SN-1',
      cameraName: 'front-door',
      owner: 'ada@example.com',
    });
  });

  it('asks first: without a terminal it takes --yes', async () => {
    const { code, err } = await run('ban', '--certificate', camera.certificateId);
    expect({ code, err: err.includes('--yes') }).toEqual({ code: 2, err: true });
    expect(await statusOf(camera)).toBe('ACTIVE');
  });

  it('loses its connection and can not come back; its record and its owner stay', async () => {
    const client = await connected(lensgate.cloud.context, camera.identity, 'front-door');
    const hungUp = closed(client);
    const ban = ['ban', '--certificate', camera.certificateId, '--yes', '--reason', 'Stolen from the garage.'];
    const { code, out, err } = await run(...ban);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Camera front-door can't connect any more\.\n.*lensgate camera retire --camera front-door/);
    await hungUp;
    expect(await statusOf(camera)).toBe('INACTIVE');
    expect(await connect(lensgate.cloud.context, camera.identity, 'front-door')).toBe('closed');
    expect(await cameraRecord(lensgate, 'front-door')).toMatchObject({ userId: 'ada@example.com', status: 'ACTIVE' });
    expect(await eventOf('front-door', 'certificate-banned')).toMatchObject({
      userId: expect.stringMatching(/^arn:aws:/),
      reason: 'Stolen from the garage.',
    });
  });

  it('is in the list, with who and why', async () => {
    const { out } = await run('banned');
    expect(out).toMatch(new RegExp(`^\\S+Z +${camera.certificateId} +arn:aws:\\S+ +Stolen from the garage\\.$`, 'm'));
    expect(await json('banned', '--certificate', camera.certificateId.toUpperCase())).toMatchObject({
      bans: [{ certificateId: camera.certificateId }],
    });
  });

  it('stays banned for the first reason, and what somebody made ACTIVE since ends again', async () => {
    const { certificateId } = camera;
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    const again = await json('ban', '--certificate', certificateId, '--yes', '--reason', 'Again.');
    expect(again).toEqual({
      outcome: 'banned-before',
      certificateId,
      certificates: [{ certificateId, outcome: 'withdrawn', cameras: ['front-door'] }],
    });
    expect(await statusOf(camera)).toBe('INACTIVE');
    expect(await json('banned')).toMatchObject({ bans: [{ reason: 'Stolen from the garage.' }] });
  });

  it('comes back when the ban is taken back, once it is made ACTIVE', async () => {
    const { certificateId } = camera;
    const { code, out } = await run('unban', '--certificate', certificateId, '--reason', 'Found under the sofa.');
    expect(code).toBe(0);
    expect(out).toContain('it stays so');
    expect(await statusOf(camera)).toBe('INACTIVE');
    expect(await eventOf('front-door', 'certificate-unbanned')).toMatchObject({ reason: 'Found under the sofa.' });
    expect(await run('unban', '--certificate', certificateId)).toMatchObject({
      code: 1,
      err: `There is no ban of certificate ${certificateId}.\n`,
    });
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    await (await connected(lensgate.cloud.context, camera.identity, 'front-door')).endAsync();
  });
});

it('ends one that is banned by its CA and number, as tools print numbers, and no other of that CA', async () => {
  const [banned, other] = [
    await registerCamera(lensgate, { serialNumber: 'SN-2', cameraName: 'garage' }),
    await registerCamera(lensgate, { serialNumber: 'SN-3', cameraName: 'attic' }),
  ];
  // As openssl x509 -text has it: octets with colons, and the octet that keeps the number positive.
  const octets = serialIn(banned.identity.certificate).padStart(40, '0').match(/../g)!;
  const ban = ['ban', '--issuer', testAssembly.deviceCa.certificatePath, '--x509-serial', `00:${octets.join(':')}`];
  expect(await json(...ban, '--yes')).toMatchObject({
    outcome: 'banned',
    certificates: [{ certificateId: banned.certificateId, outcome: 'withdrawn', cameras: ['garage'] }],
  });
  expect(await statusOf(banned)).toBe('INACTIVE');
  expect(await statusOf(other)).toBe('ACTIVE');
  // Taken back by its number alone, it is a line in the story of the camera all the same.
  const unban = ['unban', ...ban.slice(1), '--reason', 'The wrong one.'];
  expect(await json(...unban)).toMatchObject({ outcome: 'unbanned' });
  expect(await eventOf('garage', 'certificate-unbanned')).toMatchObject({ reason: 'The wrong one.' });
});

describe('a certificate that nobody has seen yet', () => {
  const comes = async (camera: TestCamera, serialNumber: string, cameraName: string): Promise<void> => {
    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({ serialNumber, cameraName });
    const stop = keepKnocking(lensgate, cameraName, camera);
    const ended = await until(async () => {
      const execution = await executions().find(camera.certificateId);
      return execution?.stopDate !== undefined && execution;
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'CertificateBannedError' });
    expect(ended.cause).toContain(`Certificate ${camera.certificateId} is banned`);
    // AWS IoT tells of no INACTIVE certificate: however long it knocks, nobody looks at it again.
    expect(await statusOf(camera)).toBe('INACTIVE');
    stop();
    expect(await cameraRecord(lensgate, cameraName)).toBeUndefined();
  };

  it('is refused when it comes: banned by its file', async () => {
    const camera = await makeCamera('SN-4');
    const path = await fileOf('camera.pem', camera.identity.certificate);
    const { out } = await run('ban', '--certificate', path, '--yes');
    expect(out).toContain(`AWS IoT doesn't know certificate ${camera.certificateId}: it is refused when it comes.`);
    await comes(camera, 'SN-4', 'cellar');
  });

  it('is refused when it comes: banned by its CA and number', async () => {
    const camera = await makeCamera('SN-5');
    const x509Serial = serialIn(camera.identity.certificate);
    const issuer = await fileOf('ca.der', '');
    await writeFile(issuer, new X509Certificate((await deviceCa()).certificate).raw);
    expect(await json('ban', '--issuer', issuer, '--x509-serial', x509Serial, '--yes')).toMatchObject({
      outcome: 'banned',
      certificates: [],
    });
    await comes(camera, 'SN-5', 'roof');
  });
});

describe('what is no certificate', () => {
  it.each<[string, () => Promise<string[]>, RegExp]>([
    ['nothing at all', async () => [], /Give --certificate, or --issuer and --x509-serial/],
    ['two ways at once', async () => ['--certificate', 'a'.repeat(64), '--x509-serial', '1'], /Give --certificate, or/],
    [
      'a CA without a number',
      async () => ['--issuer', testAssembly.deviceCa.certificatePath],
      /Give --certificate, or/,
    ],
    [
      'a file that is not there',
      async () => ['--certificate', '/nowhere.pem'],
      /can't be read \(ENOENT\), and it is no certificate id/,
    ],
    [
      'a file of something else',
      async () => ['--certificate', await fileOf('hello.pem', 'hello')],
      /no certificate in PEM or DER/,
    ],
    [
      'a file with two',
      async () => ['--certificate', await fileOf('two.pem', (await deviceCa()).certificate.repeat(2))],
      /more than one/,
    ],
    [
      'a number that is none',
      async () => ['--issuer', testAssembly.deviceCa.certificatePath, '--x509-serial', '12 (0xc)'],
      /in hexadecimal/,
    ],
    [
      'a CA that is none',
      async () => [
        '--issuer',
        await fileOf('leaf.pem', (await makeCamera('SN-6')).identity.certificate),
        '--x509-serial',
        '1',
      ],
      /certificate of no CA/,
    ],
  ])('bans nothing: %s, exit code 2', async (_, options, words) => {
    const { code, err } = await run('ban', '--yes', ...(await options()));
    expect({ code, out: words.test(err) ? 'said' : err }).toEqual({ code: 2, out: 'said' });
  });
});

describe("a CA's revocation list", () => {
  const ca = () => testAssembly.deviceCa;
  const listOf = (name: string, cameras: readonly TestCamera[], signer = ca()): Promise<string> =>
    makeRevocationList(
      files.path,
      name,
      signer,
      cameras.map(({ identity }) => serialIn(identity.certificate)),
    );

  it('bans all that it names, ends those that are active, and changes nothing the second time', async () => {
    const active = await registerCamera(lensgate, { serialNumber: 'SN-7', cameraName: 'hall' });
    const unknown = await makeCamera('SN-8');
    const list = await listOf('list.pem', [active, unknown]);
    const { code, out, err } = await run('ban', '--crl', list, '--yes');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/: 2\. Banned now: 2\. Banned before: 0\.\n/);
    expect(await statusOf(active)).toBe('INACTIVE');
    expect(await eventOf('hall', 'certificate-banned')).toMatchObject({ userId: expect.stringMatching(/^arn:aws:/) });
    expect(await json('ban', '--crl', list, '--issuer', ca().certificatePath, '--yes')).toMatchObject({
      listed: 2,
      added: 0,
      certificates: [{ certificateId: active.certificateId, outcome: 'inactive', cameras: ['hall'] }],
    });
    const { certificatePath } = ca();
    const number = serialIn(unknown.identity.certificate);
    expect(await json('banned', '--issuer', certificatePath, '--x509-serial', number)).toMatchObject({
      bans: [{ reason: expect.stringMatching(/^In the revocation list of \S+: keyCompromise\.$/) }],
    });
    // Whoever has the certificate needn't know by what it is banned.
    for (const certificate of [active.certificateId, await fileOf('unknown.pem', unknown.identity.certificate)]) {
      const named = ['--certificate', certificate];
      expect(await json('banned', ...named)).toMatchObject({ bans: [{ reason: expect.any(String) }] });
      expect(await json('unban', ...named)).toMatchObject({ outcome: 'unbanned' });
      expect(await json('banned', ...named)).toMatchObject({ bans: [] });
    }
  });

  it('is refused when another CA has signed it, and bans nobody', async () => {
    const { certificate, privateKey } = await makeTestCa('Somebody');
    const signer = {
      certificatePath: await fileOf('other-ca.pem', certificate),
      privateKeyPath: await fileOf('other-ca.key', privateKey),
    };
    const camera = await registerCamera(lensgate, { serialNumber: 'SN-9', cameraName: 'shed' });
    const list = await listOf('foreign.pem', [camera], signer);
    for (const issuer of [[], ['--issuer', ca().certificatePath]]) {
      expect(await run('ban', '--crl', list, '--yes', ...issuer)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/foreign\.pem: The list is not signed by .*\. Nothing was banned\.\n$/),
      });
    }
    expect(await statusOf(camera)).toBe('ACTIVE');
    // Whoever gives the certificate of that CA bans its numbers, and not those of the factory.
    await json('ban', '--crl', list, '--yes', '--issuer', signer.certificatePath);
    expect(await statusOf(camera)).toBe('ACTIVE');
  });

  it('goes with no other certificate', async () => {
    const { code, err } = await run('ban', '--crl', 'list.pem', '--certificate', 'a'.repeat(64), '--yes');
    expect({ code, err }).toEqual({ code: 2, err: '--crl goes with --issuer, and with no other certificate.\n' });
  });
});
