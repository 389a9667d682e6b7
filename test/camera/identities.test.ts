// Two identities during a renewal: which one is tried, which one stays, and what a crash in between leaves.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Identities } from '../../camera/identities.ts';
import type { NextIdentity } from '../../camera/key-store.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { idOf, makeDevice, makeTestCa } from '../support/mqtt-device.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory.remove());

const deadline = new Date('2026-01-01T12:00:00Z');
const minutesAfter = (minutes: number) => new Date(deadline.getTime() + minutes * 60_000);
const make = async () => makeDevice('SN-1', await makeTestCa());
const open = () => Identities.open(directory.path, 'SN-1', make);
const inStore = (name: string) => join(directory.path, name);

async function openWithNext(): Promise<{ identities: Identities; next: NextIdentity; own: string }> {
  const identities = await open();
  const identity = await make();
  const next = { ...identity, certificateId: idOf(identity.certificate), connectBefore: deadline };
  const own = identities.own.certificateId;
  await identities.keepNext(next);
  return { identities, next, own };
}

describe('a camera that was renewed', () => {
  const renewed = async () => {
    const { identities, next, own } = await openWithNext();
    await identities.settle(next.certificate, minutesAfter(10));
    return { identities, next, born: own };
  };
  const tried = (identities: Identities): string[] =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => identities.forAttempt(attempt).certificateId);

  it('tries that of its factory, after others were refused, now and then', async () => {
    const { identities, next, born } = await renewed();
    const others = Array<string>(3).fill(next.certificateId);
    expect(tried(identities)).toEqual([...others, born, ...others, born]);
    expect(tried(await open())).toEqual([...others, born, ...others, born]);
  });

  it('renewed again, it still has that of its factory, and no other', async () => {
    const { identities, born } = await renewed();
    const identity = await make();
    const next = { ...identity, certificateId: idOf(identity.certificate), connectBefore: deadline };
    await identities.keepNext(next);
    await identities.settle(next.certificate, minutesAfter(10));
    expect(new Set(tried(await open()))).toEqual(new Set([next.certificateId, born]));
  });

  it('accepted with that of its factory, it has none but that, and keeps it in a file of its own', async () => {
    const { identities, born } = await renewed();
    expect(await identities.accepted(identities.own)).toBe(false);
    expect(await identities.accepted(identities.forAttempt(4))).toBe(true);
    for (const opened of [identities, await open()]) expect(new Set(tried(opened))).toEqual(new Set([born]));
    expect(await readdir(directory.path)).toEqual(['SN-1.pem']);
  });
});

describe('a camera with a next identity', () => {
  it('tries the newest first, then both in turns', async () => {
    const { identities, next, own } = await openWithNext();
    const tried = [1, 2, 3, 4].map((attempt) => identities.forAttempt(attempt).certificateId);
    expect(tried).toEqual([next.certificateId, own, next.certificateId, own]);
  });

  it('finds both after a restart, readable by nobody else', async () => {
    const { next, own } = await openWithNext();
    const again = await open();
    expect(again.own.certificateId).toBe(own);
    expect(again.next).toMatchObject({ certificateId: next.certificateId, connectBefore: deadline });
    expect((await stat(inStore('SN-1.next.pem'))).mode & 0o777).toBe(0o600);
  });

  it('has not decided before the cloud must have', async () => {
    const { identities, next } = await openWithNext();
    expect(await identities.settle(next.certificate, minutesAfter(9))).toBe(false);
    expect(identities.next).toBeDefined();
  });

  it.each(['next', 'own'] as const)('keeps the %s one alone when AWS gives credentials for it then', async (which) => {
    const { identities, next, own } = await openWithNext();
    const kept = which === 'next' ? next.certificateId : own;
    const certificate = which === 'next' ? next.certificate : identities.own.certificate;
    expect(await identities.settle(certificate, minutesAfter(10))).toBe(true);
    for (const opened of [identities, await open()]) {
      expect(opened.own.certificateId).toBe(kept);
      expect(opened.next).toBeUndefined();
      expect(opened.forAttempt(1).certificateId).toBe(kept);
    }
    // That of the factory stays, for a camera that is re-armed.
    expect(await readdir(directory.path)).toEqual([...(which === 'next' ? ['SN-1.birth.pem'] : []), 'SN-1.pem']);
  });

  it("isn't decided by credentials of another certificate", async () => {
    const { identities } = await openWithNext();
    expect(await identities.settle((await make()).certificate, minutesAfter(60))).toBe(false);
  });

  it.each([0, 30, 300, 900])('has its own alone when the file of the next is cut off at byte %i', async (length) => {
    const { own } = await openWithNext();
    const text = await readFile(inStore('SN-1.next.pem'), 'utf8');
    expect(text.length).toBeGreaterThan(length);
    await writeFile(inStore('SN-1.next.pem'), text.slice(0, length));
    const again = await open();
    expect(again.next).toBeUndefined();
    expect(again.forAttempt(1).certificateId).toBe(own);
  });

  it('is not confused by a file that was being written', async () => {
    const { next } = await openWithNext();
    await writeFile(inStore('SN-1.next.pem.new'), 'connect bef');
    expect((await open()).next?.certificateId).toBe(next.certificateId);
  });
});
