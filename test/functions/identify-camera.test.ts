// Each refusal has a name that the state machine matches, and a message that tells a person what to do.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CertificateDescription, IoTClient } from '@aws-sdk/client-iot';
import type { Item } from '../../records/camera-table.ts';
import type { DocumentClient } from '../../records/document-client.ts';
import { readSettings } from '../../functions/identify-camera/environment.ts';
import { certificateLookup } from '../../functions/shared/certificate-bans.ts';
import { identifyCamera } from '../../functions/identify-camera/identify-camera.ts';
import type { Refusal } from '../../functions/identify-camera/refusals.ts';
import { cameraItem, certificateId, manifestItem, without } from './camera-items.ts';
import { certificatePem, serialNumberOid } from './certificates.ts';
import { fakeClient } from './fake-client.ts';
import { recordedLog } from './recorded-log.ts';
import { registrationEventSample } from './sample.ts';

const { caCertificateId } = registrationEventSample();
const execution = { executionName: certificateId, executionStartedAt: '2026-12-01T12:00:05.789Z' };
const input = { certificateId, caCertificateId, ...execution };
const otherId = 'b'.repeat(64);
const now = Date.UTC(2026, 10, 22, 8);
/** By another library: SHA-256 of the public key as the certificate has it. */
const issuerKeyIn = (pem: string): string =>
  createHash('sha256')
    .update(Buffer.from(new x509.X509Certificate(pem).publicKey.rawData))
    .digest('hex');
const caPem = await certificatePem([{ CN: ['Factory'] }]);
const issuerKey = issuerKeyIn(caPem);
const goodPem = await certificatePem([{ O: ['Lensgate'] }, { CN: ['camera'] }, { [serialNumberOid]: ['LG-0001'] }]);

interface World {
  readonly certificate?: Partial<CertificateDescription>;
  readonly items?: readonly Item[];
  readonly deviceCaCertificateIds?: readonly string[];
  readonly now?: number;
  readonly reprovision?: 'never' | 'migrate' | 'reset';
}

function identify(world: World = {}) {
  return identifyFrom(input, world);
}

function identifyFrom(given: unknown, world: World = {}) {
  const log = recordedLog();
  const iot = fakeClient<IoTClient>({
    DescribeCertificate: () => ({
      certificateDescription: {
        certificateId,
        certificateArn: `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`,
        caCertificateId,
        status: 'PENDING_ACTIVATION',
        certificatePem: goodPem,
        ...world.certificate,
      },
    }),
    DescribeCACertificate: () => ({ certificateDescription: { certificatePem: caPem } }),
  });
  const dynamodb = fakeClient<DocumentClient>({
    Get: ({ Key }: GetCommandInput) => ({
      Item: (world.items ?? [manifestItem]).find(({ pk, sk }) => pk === Key!['pk'] && sk === Key!['sk']),
    }),
  });
  const result = identifyCamera(given, {
    iot: iot.client,
    client: dynamodb.client,
    lookUp: certificateLookup(iot.client, { client: dynamodb.client, tableName: 'BanTable' }),
    tableName: 'CameraTable',
    deviceCaCertificateIds: world.deviceCaCertificateIds ?? [],
    reprovision: world.reprovision ?? 'never',
    now: () => world.now ?? now,
    log,
  });
  return { result, log, calls: () => [...iot.calls, ...dynamodb.calls] };
}

const identified = {
  cameraName: 'front-door',
  ownerId: 'olivia@example.com',
  displayName: 'Front door',
  serialNumber: 'LG-0001',
  certificateId,
  certificateArn: `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`,
  issuerAndSerial: `${issuerKey}#c0ffee`,
  certificateExpiresAt: Date.UTC(2036, 0, 1) / 1000, // as test/functions/certificates.ts makes them
  epoch: expect.stringMatching(/^1796126405789\d{2}$/) as unknown,
};

describe('identify-camera names the camera', () => {
  it('of a pending certificate whose serial number is in the manifest', async () => {
    const { result, calls } = identify();
    expect(await result).toEqual(identified);
    const read = (pk: string, sk: string, TableName = 'CameraTable') => ({
      command: 'Get',
      input: { TableName, Key: { pk, sk }, ConsistentRead: true },
    });
    expect(calls()).toEqual([
      { command: 'DescribeCertificate', input: { certificateId } },
      { command: 'DescribeCACertificate', input: { certificateId: caCertificateId } },
      read(`certificate#${certificateId}`, 'ban', 'BanTable'),
      read(`issuer#${issuerKey}`, 'serial#c0ffee', 'BanTable'),
      read('serial#LG-0001', 'manifest'),
      read('camera#front-door', 'camera'),
      read('camera#front-door', 'tombstone'),
    ]);
  });

  it('without owner and display name when the manifest has none, and leaves the fields out', async () => {
    const items = [without(without(manifestItem, 'ownerId'), 'displayName')];
    const { ownerId: _owner, displayName: _display, ...rest } = identified;
    expect(await identify({ items }).result).toStrictEqual(rest);
  });

  it('with the owner in the one spelling that the authorizer compares', async () => {
    const items = [{ ...manifestItem, ownerId: ' Olivia@Example.com ' }];
    expect(await identify({ items }).result).toMatchObject({ ownerId: 'olivia@example.com' });
  });

  it.each(['PENDING_ACTIVATION', 'ACTIVE'] as const)(
    "again when its own registration is run again, without the manifest's owner: the record knows better, %s",
    async (status) => {
      const { result } = identify({ certificate: { status }, items: [manifestItem, cameraItem] });
      const { ownerId: _, ...withoutOwner } = identified;
      expect(await result).toStrictEqual(withoutOwner);
    },
  );

  describe('that is registered with another certificate, where the settings say reset', () => {
    const former = { ...cameraItem, certificateId: otherId, epoch: 7 };
    const world = { reprovision: 'reset', items: [manifestItem, former] } as const;

    it('with what has to end first, and without its first owner', async () => {
      const { ownerId: _, ...withoutOwner } = identified;
      expect(await identify(world).result).toStrictEqual({
        ...withoutOwner,
        replaces: { serialNumber: 'LG-0001', certificateId: otherId, epoch: '7', livesOn: false },
      });
    });

    it('also while that is ending: it goes on', async () => {
      const items = [manifestItem, { ...former, status: 'RETIRING' }];
      expect(await identify({ ...world, items }).result).toHaveProperty('replaces');
    });

    it('with an epoch above the former one, whatever the clock says', async () => {
      const items = [manifestItem, { ...former, epoch: 999_999_999_999_999 }];
      expect(await identify({ ...world, items }).result).toMatchObject({ epoch: '1000000000000000' });
    });

    it.each([
      ['where the settings say never', { reprovision: 'never' as const }],
      ['of another serial number', { items: [manifestItem, { ...former, serialNumber: 'LG-0002' }] }],
      ['whose epoch can’t be read', { items: [manifestItem, { ...former, epoch: 'seven' }] }],
    ])('but not %s', async (_, changes) => {
      await expect(identify({ ...world, ...changes }).result).rejects.toMatchObject({
        name: 'CameraAlreadyRegisteredError',
      });
    });

    it('but not with a certificate that was withdrawn', async () => {
      await expect(identify({ ...world, certificate: { status: 'INACTIVE' } }).result).rejects.toMatchObject({
        name: 'CertificateNotPendingError',
      });
    });
  });

  describe('of which the manifest says what becomes of another certificate', () => {
    const former = { ...cameraItem, certificateId: otherId, epoch: 7 };
    const replaces = async (reprovision: World['reprovision'], entry: object) =>
      (await identify({ reprovision: reprovision!, items: [{ ...manifestItem, ...entry }, former] }).result).replaces;

    it.each([
      ['never', { reprovision: 'migrate' }, true],
      ['never', { reprovision: 'reset' }, false],
      ['reset', { reprovision: 'migrate' }, true],
      ['migrate', { reprovision: 'reset' }, false],
      ['migrate', {}, true],
      ['reset', {}, false],
    ] as const)('%s in the settings, %j in the entry: its life goes on, %s', async (settings, entry, livesOn) => {
      expect(await replaces(settings, entry)).toMatchObject({ livesOn });
    });

    it.each(['migrate', 'reset'] as const)('never, whatever the settings say: %s', async (settings) => {
      await expect(replaces(settings, { reprovision: 'never' })).rejects.toMatchObject({
        name: 'CameraAlreadyRegisteredError',
        message: expect.stringContaining('--reprovision migrate') as unknown,
      });
    });

    it('in a word that there isn’t: refused', async () => {
      await expect(replaces('never', { reprovision: 'Migrate' })).rejects.toMatchObject({
        name: 'InvalidManifestEntryError',
        message: expect.stringMatching(/reprovision "Migrate"; allowed: never, migrate, reset/) as unknown,
      });
    });
  });

  describe('that other hardware is registered as', () => {
    const former = { ...cameraItem, serialNumber: 'LG-0007', certificateId: otherId, epoch: 7 };
    const successor = { ...manifestItem, replaces: 'LG-0007' };

    it.each(['never', 'migrate', 'reset'] as const)(
      'in its place, where the manifest says so, and without the first owner of its own entry: settings %s',
      async (reprovision) => {
        const { ownerId: _, ...withoutOwner } = identified;
        expect(await identify({ reprovision, items: [successor, former] }).result).toStrictEqual({
          ...withoutOwner,
          replaces: { serialNumber: 'LG-0007', certificateId: otherId, epoch: '7', livesOn: true },
        });
      },
    );

    it('as its own, once it has been handed over', async () => {
      const handedOver = { ...cameraItem, status: 'REGISTERING' };
      const { ownerId: _, ...withoutOwner } = identified;
      expect(await identify({ items: [successor, handedOver] }).result).toStrictEqual(withoutOwner);
    });

    it.each([
      ['the entry replaces another one', [{ ...manifestItem, replaces: 'LG-0008' }, former]],
      ['only the other entry names this one', [manifestItem, former, { ...manifestItem, pk: 'serial#LG-0007', replaces: 'LG-0001' }]], // prettier-ignore
      ['the record says nothing of a serial number', [successor, without(former, 'serialNumber')]],
    ] as [string, Item[]][])('but not where %s', async (_, items) => {
      await expect(identify({ reprovision: 'reset', items }).result).rejects.toMatchObject({
        name: 'CameraAlreadyRegisteredError',
      });
    });
  });

  it.each([
    ['a life that was to go on is retired', { reprovision: 'migrate' }, { certificateId: otherId, status: 'RETIRING' }, /camera retire/], // prettier-ignore
    ['a life that is to go on gets another channel', { reprovision: 'migrate' }, { certificateId: otherId, status: 'ROTATING' }, /camera end-sessions/], // prettier-ignore
    ['other hardware is retired', { replaces: 'LG-0007' }, { serialNumber: 'LG-0007', certificateId: otherId, status: 'RETIRING' }, /LG-0007.*camera retire/], // prettier-ignore
    ['it is retired itself', {}, { status: 'RETIRING' }, /camera retire/],
    ['it is being replaced itself', {}, { status: 'REPLACING' }, /no good any more/],
  ])('not while %s', async (_, entry, record, message) => {
    const items = [
      { ...manifestItem, ...entry },
      { ...cameraItem, ...record },
    ];
    await expect(identify({ items }).result).rejects.toMatchObject({
      name: 'CameraBusyError',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it.each(['REPLACING', 'REGISTERING', 'UNDOING', undefined])(
    'again where its former life was being handed over: status %s',
    async (status) => {
      const items = [manifestItem, { ...cameraItem, certificateId: otherId, status }];
      expect(await identify({ reprovision: 'migrate', items }).result).toHaveProperty('replaces.livesOn', true);
    },
  );

  it('of a CA that the settings list', async () => {
    expect(await identify({ deviceCaCertificateIds: [otherId, caCertificateId] }).result).toEqual(identified);
  });

  it('in a later attempt', async () => {
    expect(await identifyFrom({ ...input, attempt: 2 }).result).toEqual(identified);
  });

  it.each<[string, Parameters<typeof certificatePem>[0]]>([
    ['in one RDN with the common name', [{ CN: ['camera'], [serialNumberOid]: ['LG-0001'] }]],
    ['as the only attribute', [{ [serialNumberOid]: ['LG-0001'] }]],
    [
      'beside a common name that looks like one',
      [{ CN: ['x\nserialNumber=LG-0666'] }, { [serialNumberOid]: ['LG-0001'] }],
    ],
  ])('with the serial number %s', async (_, subject) => {
    expect(await identify({ certificate: { certificatePem: await certificatePem(subject) } }).result).toEqual(
      identified,
    );
  });
});

describe('identify-camera refuses a banned certificate', () => {
  const ban = { bannedAt: 1795000000, bannedBy: 'arn:aws:iam::000000000000:user/ada', reason: 'Stolen.' };
  const byId = { pk: `certificate#${certificateId}`, sk: 'ban', ...ban };
  const bySerial = { pk: `issuer#${issuerKey}`, sk: 'serial#c0ffee', ...ban };

  it.each([
    ['by its id', byId],
    ['by its issuer and X.509 serial number', bySerial],
  ])('%s', async (_, item) => {
    await expect(identify({ items: [manifestItem, item] }).result).rejects.toMatchObject({
      name: 'CertificateBannedError',
      message: expect.stringMatching(/^Certificate 3f2a\w{60} is banned \(Stolen\.\)/) as unknown,
    });
  });

  it.each([
    ['another certificate', { ...byId, pk: `certificate#${otherId}` }],
    ['the same number of another CA', { ...bySerial, pk: `issuer#${otherId}` }],
    ['another number of the same CA', { ...bySerial, sk: 'serial#c0ffee0' }],
  ])('and not because of %s', async (_, item) => {
    expect(await identify({ items: [manifestItem, item] }).result).toEqual(identified);
  });

  it('whatever else the ban says: an item of another shape counts', async () => {
    const items = [manifestItem, { pk: byId.pk, sk: byId.sk, bannedAt: 'yesterday' }];
    await expect(identify({ items }).result).rejects.toMatchObject({ name: 'CertificateBannedError' });
  });

  it('by that name, also when it has been made INACTIVE, and when it is active as a registered camera', async () => {
    for (const status of ['INACTIVE', 'ACTIVE'] as const) {
      const world = { certificate: { status }, items: [manifestItem, cameraItem, byId] };
      await expect(identify(world).result).rejects.toMatchObject({ name: 'CertificateBannedError' });
    }
  });

  it('and ends no former life for it', async () => {
    const former = { ...cameraItem, certificateId: otherId };
    const world = { reprovision: 'reset', items: [manifestItem, former, bySerial] } as const;
    await expect(identify(world).result).rejects.toMatchObject({ name: 'CertificateBannedError' });
  });
});

describe('identify-camera refuses', () => {
  const pem = (subject: Parameters<typeof certificatePem>[0], validity = {}) => certificatePem(subject, validity);
  const serial = (text: string) => pem([{ [serialNumberOid]: [text] }]);

  it.each<[string, () => Promise<World> | World, string, RegExp]>([
    ['a revoked certificate', () => ({ certificate: { status: 'REVOKED' } }), 'CertificateNotPendingError', /is REVOKED/], // prettier-ignore
    ['an inactive certificate', () => ({ certificate: { status: 'INACTIVE' } }), 'CertificateNotPendingError', /is INACTIVE/], // prettier-ignore
    ['a revoked certificate of a registered camera', () => ({ certificate: { status: 'REVOKED' }, items: [manifestItem, cameraItem] }), 'CertificateNotPendingError', /delete it/], // prettier-ignore
    ['a revoked certificate before it looks at anything else of it', () => ({ certificate: { status: 'REVOKED', certificatePem: '' }, items: [] }), 'CertificateNotPendingError', /is REVOKED/], // prettier-ignore
    ['a certificate that somebody else activated', () => ({ certificate: { status: 'ACTIVE' } }), 'CertificateNotPendingError', /outside the registration/], // prettier-ignore
    ['another CA than the event says', () => ({ certificate: { caCertificateId: otherId } }), 'WrongIssuerError', /the registration event names/], // prettier-ignore
    ['a certificate without a CA', () => ({ certificate: { caCertificateId: undefined } }), 'WrongIssuerError', /\(none\)/], // prettier-ignore
    ['a CA that the settings do not list', () => ({ deviceCaCertificateIds: [otherId] }), 'WrongIssuerError', /deviceCaCertificates/], // prettier-ignore
    ['what is no certificate', () => ({ certificate: { certificatePem: 'front-door' } }), 'InvalidSubjectError', /PEM/],
    ['no certificate at all', () => ({ certificate: { certificatePem: undefined } }), 'InvalidSubjectError', /PEM/],
    ['a subject without a serial number', async () => ({ certificate: { certificatePem: await pem([{ CN: ['LG-0001'] }]) } }), 'InvalidSubjectError', /has 0 attributes/], // prettier-ignore
    ['a subject with two', async () => ({ certificate: { certificatePem: await pem([{ [serialNumberOid]: ['LG-0001'] }, { [serialNumberOid]: ['LG-0002'] }]) } }), 'InvalidSubjectError', /has 2 attributes/], // prettier-ignore
    ['a common name that pretends', async () => ({ certificate: { certificatePem: await pem([{ CN: ['x\nserialNumber=LG-0001'] }]) } }), 'InvalidSubjectError', /has 0 attributes/], // prettier-ignore
    ['a serial number with a key separator', async () => ({ certificate: { certificatePem: await serial('LG#1') } }), 'InvalidSubjectError', /"LG#1"/], // prettier-ignore
    ['a serial number with a space', async () => ({ certificate: { certificatePem: await serial('LG 1') } }), 'InvalidSubjectError', /A-Z a-z 0-9/], // prettier-ignore
    ['a serial number of 65 characters', async () => ({ certificate: { certificatePem: await serial('9'.repeat(65)) } }), 'InvalidSubjectError', /1 to 64/], // prettier-ignore
    ['an expired certificate', async () => ({ certificate: { certificatePem: await pem([{ [serialNumberOid]: ['LG-0001'] }], { notAfter: new Date(now - 1000) }) } }), 'CertificateExpiredError', /2026-11-22T07:59:59/], // prettier-ignore
    ['a certificate that is not valid yet', async () => ({ certificate: { certificatePem: await pem([{ [serialNumberOid]: ['LG-0001'] }], { notBefore: new Date(now + 1000) }) } }), 'CertificateExpiredError', /connect again when it is valid/], // prettier-ignore
    ['a serial number that the manifest does not have', () => ({ items: [] }), 'UnknownSerialNumberError', /lensgate manifest add --serial LG-0001/], // prettier-ignore
    ['a manifest entry without a camera name', () => ({ items: [without(manifestItem, 'cameraName')] }), 'InvalidManifestEntryError', /cameraName/], // prettier-ignore
    ['a manifest entry with a display name for a name', () => ({ items: [{ ...manifestItem, cameraName: 'Front door' }] }), 'InvalidManifestEntryError', /"Front door"/], // prettier-ignore
    ['a manifest entry with an owner who is no address', () => ({ items: [{ ...manifestItem, ownerId: 'olivia' }] }), 'InvalidManifestEntryError', /ownerId "olivia"/], // prettier-ignore
    ['a name that another serial number has', () => ({ items: [manifestItem, { ...cameraItem, serialNumber: 'LG-0007' }] }), 'CameraAlreadyRegisteredError', /LG-0007/], // prettier-ignore
    ['a camera that has another certificate', () => ({ items: [manifestItem, { ...cameraItem, certificateId: otherId }] }), 'CameraAlreadyRegisteredError', /retire it first/], // prettier-ignore
    ['a record that says nothing of a certificate', () => ({ items: [manifestItem, without(cameraItem, 'certificateId')] }), 'CameraAlreadyRegisteredError', /\(none\)/], // prettier-ignore
  ])('%s', async (_, world, name, message) => {
    const { result, log } = identify(await world());
    await expect(result).rejects.toMatchObject({ name, message: expect.stringMatching(message) as unknown });
    expect(log.lines).toMatchObject([{ level: 'warn', error: { name } }]);
  });

  it.each<[string, World, object]>([
    ['nothing, before the certificate was read', { certificate: { status: 'INACTIVE' } }, {}],
    ['the serial number, before the manifest named the camera', { items: [] }, { serialNumber: 'LG-0001' }],
    [
      'both, when it is active without a registration',
      { certificate: { status: 'ACTIVE' } },
      { cameraName: 'front-door', serialNumber: 'LG-0001' },
    ],
    [
      'both, when somebody else has the name',
      { items: [manifestItem, { ...cameraItem, serialNumber: 'LG-0007' }] },
      { cameraName: 'front-door', serialNumber: 'LG-0001' },
    ],
  ])('says of whom it is: %s', async (_, world, subject) => {
    const refusal = await identify(world).result.catch((error: unknown) => error);
    expect((refusal as Refusal).subject).toEqual(subject);
  });

  it.each<[unknown, RegExp]>([
    [undefined, /certificateId is missing, caCertificateId is missing/],
    [null, /missing/],
    ['text', /missing/],
    [{ certificateId }, /^caCertificateId is missing/],
    [{ certificateId: 'short', caCertificateId }, /^certificateId is "short"/],
    [{ certificateId: certificateId.toUpperCase(), caCertificateId }, /lower-case/],
    [{ certificateId: 7, caCertificateId }, /certificateId is 7/],
  ])('the input %j before it asks anybody', async (given, message) => {
    const { result, calls } = identifyFrom(given);
    await expect(result).rejects.toMatchObject({
      name: 'InvalidInputError',
      message: expect.stringMatching(message) as unknown,
    });
    expect(calls()).toEqual([]);
  });
});

describe('identify-camera in an outage', () => {
  it("lets AWS IoT's error through by its own name, for the state machine to retry", async () => {
    const outage = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    const iot = fakeClient<IoTClient>({
      DescribeCertificate: () => {
        throw outage;
      },
    });
    const result = identifyCamera(input, {
      iot: iot.client,
      client: fakeClient<DocumentClient>({}).client,
      lookUp: () => Promise.reject(new Error('not to be asked')),
      tableName: 'CameraTable',
      deviceCaCertificateIds: [],
      reprovision: 'never',
      now: () => now,
      log: recordedLog(),
    });
    await expect(result).rejects.toBe(outage);
  });
});

describe('settings of identify-camera', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['a', ['a']],
    ['a, b,', ['a', 'b']],
  ])('read the list "%s"', (list, expected) => {
    const settings = readSettings({
      TABLE_NAME: 'CameraTable',
      BAN_TABLE_NAME: 'BanTable',
      DEVICE_CA_CERTIFICATE_IDS: list,
      REPROVISION: 'never',
    });
    expect(settings).toEqual({
      tableName: 'CameraTable',
      banTableName: 'BanTable',
      deviceCaCertificateIds: expected,
      reprovision: 'never',
    });
  });

  it.each([
    ['reset', 'reset'],
    ['migrate', 'migrate'],
    ['never', 'never'],
    ['Reset', 'never'],
  ])('take %s for %s', (REPROVISION, expected) => {
    const given = { TABLE_NAME: 'CameraTable', BAN_TABLE_NAME: 'BanTable', DEVICE_CA_CERTIFICATE_IDS: '', REPROVISION };
    expect(readSettings(given).reprovision).toBe(expected);
  });

  it('name all that is missing together', () => {
    expect(() => readSettings({ TABLE_NAME: '' })).toThrow(/TABLE_NAME, BAN_TABLE_NAME, DEVICE_CA_CERTIFICATE_IDS/);
  });
});
