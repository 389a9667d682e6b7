// Random histories of one camera name on the deployed system, held against a model after every step: whatever came before, crashes, lost
// answers and what somebody put back by hand included, nobody but the present owner and their guests gets a URL, no certificate has
// rights without a record that names it, and the number that shares and offers are compared with never repeats.
import { AssertionError } from 'node:assert';
import { DescribeCertificateCommand, DescribeThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { SFNClient } from '@aws-sdk/client-sfn';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { awaitEnd } from '../../cli/executions/await-end.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { executionsOf } from '../../executions/executions.ts';
import { startRetirement } from '../../executions/retirement.ts';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import { shareKey, transferKey, type Table } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { getManifestEntry } from '../../records/manifest-entry.ts';
import { connectCamera, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

const users = ['ada@example.com', 'bob@example.com', 'eve@example.com'] as const;
type User = (typeof users)[number];
const cameraName = 'front-door';

let lensgate: Lensgate;
let table: Table;
beforeAll(async () => {
  lensgate = await startLensgate({ delays: { deactivationMs: 100, detachmentMs: 50 } });
  table = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! };
});
afterAll(() => lensgate.stop());

/** What should be. */
interface Model {
  living?: { camera: TestCamera; owner: User | undefined; guests: Set<User>; offeredTo?: User | undefined };
  /** Certificates of lives that have ended, or of which others have taken the place. */
  readonly former: TestCamera[];
  /** A camera that registers anew with the certificate that it has. */
  rearmed?: TestCamera | undefined;
  newestEpoch: number;
  /** Of shares and offers that were given, to be put back by hand. */
  readonly givenEpochs: Set<number>;
  serials: number;
}

const ask = async (user: User, method: string, path: string, body?: object): Promise<number> => {
  const response = await fetch(`${lensgate.outputs.get('ApiUrl')!}/cameras/${cameraName}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await lensgate.token(user)}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
};
const recordNow = (): Promise<CameraRecord | undefined> => getCameraRecord(table, cameraName);

type Step =
  | { readonly do: 'register'; readonly owner: User | undefined }
  | { readonly do: 'share' | 'revoke' | 'offer' | 'accept' | 'put back'; readonly user: User }
  | { readonly do: 'retire'; readonly certificate: 'ban' | 'rearm' }
  | { readonly do: 'come with another certificate'; readonly reprovision: 'migrate' | 'reset' }
  | { readonly do: 'be replaced' }
  | { readonly do: 'end sessions' }
  | { readonly do: 'lose an answer'; readonly after: number };

const user = fc.constantFrom(...users);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('register' as const), owner: fc.option(user, { nil: undefined }) }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'share' as const,
        'revoke' as const,
        'offer' as const,
        'accept' as const,
        'put back' as const,
      ),
      user,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('retire' as const),
      certificate: fc.constantFrom('ban' as const, 'rearm' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('come with another certificate' as const),
      reprovision: fc.constantFrom('migrate' as const, 'reset' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'be replaced' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'end sessions' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('lose an answer' as const), after: fc.integer({ min: 0, max: 12 }) }),
  },
);

/** The call takes place, and who made it hears of an outage. Of those that workflows make: their retries are what is tried here. */
function loseAnswer(after: number): void {
  let left = after;
  const restore = lensgate.cloud.context.aws.intercept(async ({ service, call }, proceed) => {
    const isOfWorkflow = call.principal.kind === 'role' && ['iot', 'kinesisvideo', 'dynamodb'].includes(service);
    if (!isOfWorkflow || left-- > 0) return proceed();
    restore();
    await proceed();
    throw new AwsError(
      service === 'dynamodb' ? 'InternalServerError' : 'InternalFailureException',
      'the answer was lost',
      { statusCode: 500 },
    );
  });
}

const steps: { readonly [Do in Step['do']]: (model: Model, step: Extract<Step, { do: Do }>) => Promise<void> } = {
  async register(model, { owner }) {
    if (model.living) return;
    const camera = model.rearmed ?? (await newCamera(model, owner));
    if (model.rearmed) await connectCamera(lensgate, cameraName, camera);
    // Whom the maker named first stays forgotten when the camera comes back.
    model.living = { camera, owner: model.rearmed ? undefined : owner, guests: new Set() };
    model.rearmed = undefined;
    // Strictly: nothing that was given before can have it.
    expect((await recordNow())!.epoch).toBeGreaterThan(model.newestEpoch);
  },
  async share({ living, givenEpochs }, { user }) {
    if (!living?.owner || living.owner === user) return;
    expect(await ask(living.owner, 'PUT', `/shares/${encodeURIComponent(user)}`, {})).toBe(200);
    living.guests.add(user);
    givenEpochs.add((await recordNow())!.epoch);
  },
  async revoke({ living }, { user }) {
    if (!living?.owner || living.owner === user) return;
    expect(await ask(living.owner, 'DELETE', `/shares/${encodeURIComponent(user)}`)).toBe(204);
    living.guests.delete(user);
  },
  async offer({ living, givenEpochs }, { user }) {
    if (!living?.owner || living.owner === user) return;
    expect(await ask(living.owner, 'POST', '/transfer', { to: user })).toBe(200);
    living.offeredTo = user;
    givenEpochs.add((await recordNow())!.epoch);
  },
  async accept({ living }, { user }) {
    const before = await recordNow();
    const status = await ask(user, 'POST', '/transfer/accept');
    const may = living?.offeredTo === user && living.owner !== undefined;
    expect(status).toBe(may ? 200 : 403);
    if (!may) return;
    Object.assign(living, { owner: user, guests: new Set(), offeredTo: undefined });
    // The former owner's sessions end with it.
    await channelAnew(before!);
  },
  /** A share and an offer as they were in an earlier life, by somebody who restores a backup. */
  async 'put back'({ living, givenEpochs, newestEpoch }, { user }) {
    const present = (await recordNow())?.epoch;
    for (const epoch of [1, ...givenEpochs]) {
      if (epoch === present || epoch > newestEpoch) continue;
      const item = { cameraName, userId: user, role: 'VIEWER', epoch, expiresAt: Math.floor(Date.now() / 1000) + 3600 };
      if (!living?.guests.has(user)) {
        await table.client.send(
          new PutCommand({ TableName: table.tableName, Item: { ...shareKey(cameraName, user), ...item } }),
        );
      }
      if (living?.offeredTo === undefined) {
        await table.client.send(
          new PutCommand({ TableName: table.tableName, Item: { ...transferKey(cameraName), ...item } }),
        );
      }
    }
  },
  async retire(model, { certificate }) {
    const record = await recordNow();
    if (!model.living || !record) return;
    const executions = executionsOf(new SFNClient(lensgate.client), lensgate.outputs.get('RetirementStateMachineArn')!);
    const { serialNumber, certificateId, epoch } = record;
    const wishes = {
      certificate,
      recordings: 'delete',
      manifest: 'keep',
      requestedBy: 'a test',
      reason: 'A test.',
    } as const;
    const retirement = { cameraName, serialNumber, certificateId, epoch, ...wishes };
    // What is stopped at any call can be run again.
    for (let attempt = 1; ; attempt++) {
      const end = await awaitEnd(executions, (await startRetirement(executions, retirement)).executionName);
      if (end.succeeded) break;
      if (attempt === 3) throw new AssertionError({ message: end.message });
    }
    if (certificate === 'ban') model.former.push(model.living.camera);
    else model.rearmed = model.living.camera;
    delete model.living;
  },
  async 'come with another certificate'(model, { reprovision }) {
    const record = await recordNow();
    if (!model.living || !record) return;
    const { serialNumber, epoch } = record;
    await manifest().add({ serialNumber, cameraName, reprovision });
    await comesInstead(model, model.living, serialNumber);
    if (reprovision === 'migrate') return;
    Object.assign(model.living, { owner: undefined, guests: new Set(), offeredTo: undefined });
    expect((await recordNow())!.epoch).toBeGreaterThan(epoch);
  },
  async 'be replaced'(model) {
    const record = await recordNow();
    if (!model.living || !record) return;
    const serialNumber = `SN-${++model.serials}`;
    // Whom the entry names is not asked: the camera has its owner, or has none.
    await manifest().add({ serialNumber, cameraName, replaces: record.serialNumber, owner: 'eve@example.com' });
    await comesInstead(model, model.living, serialNumber);
    expect(await getManifestEntry(table, record.serialNumber)).toBeUndefined();
  },
  async 'end sessions'({ living }) {
    if (!living?.owner) return;
    const before = (await recordNow())!;
    const status = await ask(living.owner, 'DELETE', '/sessions');
    if (status === 429) return;
    expect(status).toBe(202);
    await channelAnew(before);
  },
  async 'lose an answer'(_, { after }) {
    loseAnswer(after);
  },
};

const channelAnew = (before: CameraRecord): Promise<true> =>
  until(async () => {
    const record = await recordNow();
    return record?.status === 'ACTIVE' && record.channelArn !== before.channelArn;
  });

const manifest = () => openManifestTable(lensgate.client, table.tableName);

async function comesInstead(model: Model, living: NonNullable<Model['living']>, serialNumber: string): Promise<void> {
  const camera = await makeCamera(serialNumber);
  await connectCamera(lensgate, cameraName, camera);
  model.former.push(living.camera);
  living.camera = camera;
}

async function newCamera(model: Model, owner: User | undefined): Promise<TestCamera> {
  const serialNumber = `SN-${++model.serials}`;
  return registerCamera(lensgate, { serialNumber, cameraName, ...(owner !== undefined && { owner }) });
}

async function check(model: Model): Promise<void> {
  const { living } = model;
  const record = await recordNow();
  expect({ certificateId: record?.certificateId, owner: record?.owner }).toEqual({
    certificateId: living?.camera.certificateId,
    owner: living?.owner,
  });
  for (const one of users) {
    const may = living !== undefined && (living.owner === one || living.guests.has(one));
    expect([one, await ask(one, 'GET', '/viewer-url?ice=false')]).toEqual([one, may ? 200 : 403]);
  }
  const iot = new IoTClient(lensgate.client);
  for (const { certificateId } of model.former) {
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription!.status).toBe('INACTIVE');
  }
  const thing = await iot.send(new DescribeThingCommand({ thingName: cameraName })).then(
    ({ attributes }) => attributes?.['certificateId'],
    () => undefined,
  );
  expect(thing).toBe(living?.camera.certificateId);
  if (record) {
    expect(record.epoch).toBeGreaterThanOrEqual(model.newestEpoch);
    model.newestEpoch = record.epoch;
  }
}

it('no history of lives opens one of them to whom it is not for', async () => {
  let serials = 0;
  let newestEpoch = 0;
  const former: TestCamera[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 14, size: 'max' }), async (history) => {
      const model: Model = { former, newestEpoch, givenEpochs: new Set(), serials };
      for (const one of [{ do: 'register', owner: 'ada@example.com' } as const, ...history]) {
        await steps[one.do](model, one as never);
        await check(model);
      }
      // The next history begins where nobody has the name.
      await steps.retire(model, { do: 'retire', certificate: 'ban' });
      await check(model);
      ({ serials, newestEpoch } = model);
    }),
    // A history takes seconds, so that a failure isn't made smaller: what it was stands in the message, with its seed.
    { numRuns: Number(process.env['LIVES'] ?? 2), endOnFailure: true },
  );
});
