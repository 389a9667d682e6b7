// Runs one case of reconcile-fleet through the real interpreter and the real local services, and compares how it ends.
import { expect } from '@jest/globals';
import { readCause } from '../../../executions/cause.ts';
import { validateDriftRepaired } from '../../../events/index.ts';
import { expectCalls } from '../expect-calls.ts';
import type { Ran } from '../run-definition.ts';
import type { NamedCase } from './case.ts';
import { preparations } from './findings.ts';
import { announcedSince, bothLooks, keyOf, runReconcileFleet, type FleetWorld } from './run-reconcile-fleet.ts';

export async function expectCase(world: FleetWorld, number: number, one: NamedCase, definition?: string): Promise<Ran> {
  const { given, expected } = one;
  const before = world.announced.length;
  const { finding, isRepaired } = await preparations[given.finding]!(world, number, given.before ?? []);
  const ran = await runReconcileFleet(world, bothLooks(finding), {
    input: { dryRun: given.dryRun ?? false },
    answers: given.answers,
    definition,
  });
  expectCalls(ran, one);
  const { outcome } = ran;
  const told = announcedSince(world, before, 'DriftRepaired');
  expect([outcome.status, outcome.error, told.length, await isRepaired()]).toEqual([
    ...[expected.status, expected.error, expected.announced, expected.done],
  ]);
  for (const { detail } of told) validateDriftRepaired(detail);
  if (outcome.status === 'SUCCEEDED') {
    const { drift, subject, says } = finding;
    expect(outcome.output).toMatchObject({
      dryRun: given.dryRun ?? false,
      found: [finding],
      due: [{ drift, subject, says }],
      repaired: expected.announced > 0 ? [keyOf(finding)] : [],
    });
  }
  const { message } = readCause(outcome.cause);
  for (const sentence of expected.says ?? []) expect(message).toContain(sentence);
  return ran;
}
