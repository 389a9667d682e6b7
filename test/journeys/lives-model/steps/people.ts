// What users do with their apps. Who may not is refused, and nothing changes.
import { expect } from '@jest/globals';
import { belongsTo, cameraName, users, type Model, type User, type Who } from '../model.ts';
import type { System } from '../system.ts';

interface By {
  readonly user: User;
}

interface Tries {
  readonly who: Who;
}

const noteEpoch = async (system: System, { givenEpochs }: Model): Promise<void> =>
  void givenEpochs.add((await system.record())!.epoch);

export async function share(system: System, model: Model, { user }: By): Promise<void> {
  const { living } = model;
  if (!living?.owner || living.owner === user) return;
  const path = `/${cameraName}/shares/${encodeURIComponent(user)}`;
  expect((await system.ask(living.owner, 'PUT', path, {})).status).toBe(200);
  living.guests.add(user);
  await noteEpoch(system, model);
}

export async function revoke(system: System, { living }: Model, { user }: By): Promise<void> {
  if (!living?.owner || living.owner === user) return;
  const path = `/${cameraName}/shares/${encodeURIComponent(user)}`;
  expect((await system.ask(living.owner, 'DELETE', path)).status).toBe(204);
  living.guests.delete(user);
}

export async function leave(system: System, { living }: Model, { who }: Tries): Promise<void> {
  const user = who === 'who may' ? ([...(living?.guests ?? [])][0] ?? users[0]) : who;
  const isGuest = living?.guests.has(user) === true;
  const { status, again } = await system.ask(user, 'DELETE', `/${cameraName}/share`);
  expect(isGuest ? (again ? [204, 403] : [204]) : [403]).toContain(status);
  living?.guests.delete(user);
}

export async function offer(system: System, model: Model, { user }: By): Promise<void> {
  const { living } = model;
  if (!living?.owner || living.owner === user) return;
  expect((await system.ask(living.owner, 'POST', `/${cameraName}/transfer`, { to: user })).status).toBe(200);
  living.offeredTo = user;
  await noteEpoch(system, model);
}

export async function accept(system: System, { living }: Model, { who }: Tries): Promise<void> {
  const user = who === 'who may' ? (living?.offeredTo ?? users[0]) : who;
  const before = await system.record();
  const { status, again } = await system.ask(user, 'POST', `/${cameraName}/transfer/accept`);
  const may = living?.offeredTo === user && living.owner !== undefined;
  // Theirs already, by what was stopped.
  expect(may ? (again ? [200, 403] : [200]) : [403]).toContain(status);
  if (!may) return;
  belongsTo(living, user);
  if (again) await system.ask(user, 'DELETE', `/${cameraName}/sessions`);
  await sessionsEnd(system, before!.channelArn);
}

export async function release(system: System, { living, codes }: Model, { who }: Tries): Promise<void> {
  const user = who === 'who may' ? (living?.owner ?? users[0]) : who;
  const before = await system.record();
  const { status, body, again } = await system.ask(user, 'POST', `/${cameraName}/release`);
  const isOwner = living !== undefined && living.owner === user;
  expect(isOwner ? (again ? [200, 403] : [200]) : [403]).toContain(status);
  if (!isOwner) return;
  belongsTo(living, undefined);
  living.label = undefined;
  // Theirs no more, by what was stopped: the code that nobody was told is good for nobody, and sessions end by themselves.
  if (status !== 200) return;
  living.claimCode = living.label = String(body['claimCode']);
  codes.push({ serialNumber: String(body['serialNumber']), claimCode: living.claimCode });
  await sessionsEnd(system, before!.channelArn);
}

/** With the code that is good now, or with one that was. */
export async function claim(
  system: System,
  { living, codes }: Model,
  { user, code }: By & { code: 'present' | 'spent' },
): Promise<void> {
  const serialNumber = (await system.record())?.serialNumber;
  const spent = codes.findLast(({ claimCode }) => claimCode !== living?.claimCode);
  if (code === 'spent' && spent) {
    const { status } = await system.ask(user, 'POST', '/claim', { ...spent });
    expect([403, 409]).toContain(status);
    return;
  }
  if (!living?.claimCode || living.owner || serialNumber === undefined) return;
  const { claimCode } = living;
  const { status, body, again } = await system.ask(user, 'POST', '/claim', { serialNumber, claimCode });
  const isTheirs = again && (await system.record())?.owner === user;
  // Its registration, or its button, may be too long ago.
  if (isTheirs) expect([200, 409]).toContain(status);
  else if (status === 409) expect(body['type']).toMatch(/camera-not-ready-for-setup$/);
  else expect({ status, body }).toMatchObject({ status: 200 });
  if (isTheirs || status === 200) belongsTo(living, user);
}

export async function endSessions(system: System, { living }: Model): Promise<void> {
  if (!living?.owner) return;
  const before = (await system.record())!;
  const { status } = await system.ask(living.owner, 'DELETE', `/${cameraName}/sessions`);
  expect(status).toBe(202);
  await sessionsEnd(system, before.channelArn);
}

/** What was open before has no channel any more. */
export async function sessionsEnd(system: System, channelArn: string): Promise<void> {
  await system.settle();
  expect((await system.record())?.channelArn).not.toBe(channelArn);
}
