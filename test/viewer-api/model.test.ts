// Whatever users do to a camera, in whatever order: who may watch it is what a model of a few lines says.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashClaimCode, makeClaimCode } from '../../records/claim-code.ts';
import { cameraItem, manifestItem, without } from '../functions/camera-items.ts';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';

let api: ViewerApiInProcess;
beforeAll(async () => void (api = await startViewerApiInProcess()));
afterAll(() => api.stop());

const users = ['ada@example.com', 'bob@example.com', 'eve@example.com'] as const;
const user = fc.constantFrom(...users);
const minute = 60_000;

const step = fc.oneof(
  fc.record({
    act: fc.constant('claim' as const),
    by: user,
    code: fc.constantFrom('newest' as const, 'first' as const),
  }),
  fc.record({ act: fc.constant('share' as const), by: user, to: user, minutes: fc.constantFrom(undefined, 2, 30) }),
  fc.record({ act: fc.constantFrom('revoke' as const, 'offer' as const), by: user, to: user }),
  fc.record({ act: fc.constantFrom('accept' as const, 'cancel' as const, 'release' as const), by: user }),
  fc.record({ act: fc.constant('wait' as const), minutes: fc.constantFrom(1, 5, 7 * 24 * 60) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The rule in words: one owner; shares and an offer that end by time, by revocation, and with the owner; a code for the next owner. */
class Model {
  owner: string | undefined;
  shares = new Map<string, number>();
  offer: { to: string; until: number } | undefined;
  code: string;

  constructor(code: string) {
    this.code = code;
  }

  mayWatch(who: string, now: number): boolean {
    return this.owner === who || (this.shares.get(who) ?? 0) > now;
  }

  belongsTo(owner: string | undefined): void {
    this.owner = owner;
    this.shares.clear();
    this.offer = undefined;
  }
}

let cameras = 0;

async function run(steps: readonly Step[]): Promise<void> {
  const [cameraName, serialNumber] = [`model-${++cameras}`, `MODEL-${cameras}`];
  const first = makeClaimCode();
  const { claimCodeHash, claimCodeSalt } = await hashClaimCode(first);
  await api.put({
    ...without(manifestItem, 'ownerId'),
    pk: `serial#${serialNumber}`,
    serialNumber,
    cameraName,
    claimCodeHash,
    claimCodeSalt,
  });
  await api.put({
    ...without(without(cameraItem, 'userId'), 'role'),
    pk: `camera#${cameraName}`,
    cameraName,
    serialNumber,
    epoch: 1,
    setupUntil: 9999999999,
  });
  const model = new Model(first);
  const vainTries = new Map<string, number>();
  api.now += 24 * 60 * minute;
  const call = (as: string, route: string, more: { email?: string; body?: unknown } = {}) =>
    api.call({
      as,
      route: route.replace(' ', ' /cameras/{cameraName}'),
      path: { cameraName, ...(more.email !== undefined && { email: more.email }) },
      body: more.body,
    });

  for (const done of steps) {
    api.now += 20_000; // no limit is met
    await (done.act === 'wait' ? (api.now += done.minutes * minute) : act(done));
    const may = await Promise.all(users.map((who) => api.mayWatch(who, cameraName)));
    expect({ after: done, may }).toEqual({ after: done, may: users.map((who) => model.mayWatch(who, api.now)) });
  }

  async function act(done: Exclude<Step, { act: 'wait' }>): Promise<void> {
    const { by } = done;
    const isOwner = model.owner === by;
    switch (done.act) {
      case 'claim': {
        const claimCode = done.code === 'first' ? first : model.code;
        if (claimCode !== model.code || model.owner !== undefined) {
          const tries = (vainTries.get(by) ?? 0) + 1;
          if (tries > 4) return; // the fifth would lock
          vainTries.set(by, tries);
        }
        await api.call({ as: by, route: 'POST /cameras/claim', body: { serialNumber, claimCode } });
        if (model.owner === undefined && claimCode === model.code) model.belongsTo(by);
        return;
      }
      case 'share': {
        const until = done.minutes === undefined ? Infinity : api.now + done.minutes * minute;
        const body = until === Infinity ? {} : { expiresAt: new Date(until).toISOString() };
        await call(by, 'PUT /shares/{email}', { email: done.to, body });
        if (isOwner && done.to !== by) model.shares.set(done.to, until);
        return;
      }
      case 'revoke':
        await call(by, 'DELETE /shares/{email}', { email: done.to });
        if (isOwner) model.shares.delete(done.to);
        return;
      case 'offer':
        await call(by, 'POST /transfer', { body: { to: done.to } });
        if (isOwner && done.to !== by) model.offer = { to: done.to, until: api.now + 7 * 24 * 60 * minute };
        return;
      case 'cancel':
        await call(by, 'DELETE /transfer');
        if (isOwner) model.offer = undefined;
        return;
      case 'accept':
        await call(by, 'POST /transfer/accept');
        if (model.offer?.to === by && model.offer.until > api.now) model.belongsTo(by);
        return;
      case 'release': {
        const { status, body } = await call(by, 'POST /release');
        expect(status).toBe(isOwner ? 200 : 403);
        if (!isOwner) return;
        model.belongsTo(undefined);
        model.code = String(body['claimCode']);
      }
    }
  }
}

it('who may watch is who the model says, after every step', async () => {
  // The first claim leads away from the trivial; everything else is chance.
  const steps = fc.array(step, { minLength: 5, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(user, steps, (by, rest) => run([{ act: 'claim', by, code: 'newest' }, ...rest])),
    { numRuns: 60 },
  );
}, 120_000);
