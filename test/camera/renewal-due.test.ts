// When a camera begins to renew: by the dates of its certificate, spread over its fleet.
import { describe, expect, it } from '@jest/globals';
import { makeKeyAndCsr, signCsr } from '../../camera/factory.ts';
import { renewalDueAt } from '../../camera/renewal-due.ts';
import { makeTestCa } from '../support/mqtt-device.ts';

async function dueAt(notBefore: string, notAfter: string, random: number): Promise<string> {
  const { csr } = await makeKeyAndCsr('SN-1');
  const validity = { notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
  return new Date(renewalDueAt(await signCsr(csr, await makeTestCa(), validity), random)).toISOString();
}

describe('a certificate', () => {
  it.each([
    ['of a year: 30 days before its end', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2026-12-02T00:00:00.000Z'],
    ['of 30 days: with a third left', '2026-01-01T00:00:00Z', '2026-01-31T00:00:00Z', '2026-01-21T00:00:00.000Z'],
    ['without an end: never', '2026-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '9999-12-01T23:59:59.000Z'],
  ])('%s', async (_, notBefore, notAfter, due) => {
    expect(await dueAt(notBefore, notAfter, 0)).toBe(due);
  });

  it("is renewed up to a quarter of that time later, so that a day's production doesn't come at once", async () => {
    expect(await dueAt('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 1)).toBe('2026-12-09T12:00:00.000Z');
  });
});
