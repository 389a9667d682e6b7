// In which order a run of reconcile-fleet looks and acts, and what it tells.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCause } from '../../../executions/cause.ts';
import { validateFleetReconciled } from '../../../events/index.ts';
import { preparations } from './findings.ts';
import {
  announcedSince,
  bothLooks,
  keyOf,
  nothing,
  runReconcileFleet,
  startFleetWorld,
  type FleetWorld,
} from './run-reconcile-fleet.ts';

let world: FleetWorld;
let number = 0;
beforeAll(async () => void (world = await startFleetWorld()));
afterAll(() => world.stop());

describe('a run', () => {
  const ready = async (): Promise<Record<string, unknown>> =>
    (await preparations['retire-camera']!(world, ++number, [])).finding;

  it('waits between its two looks, and asks the second with what the first has found', async () => {
    const finding = await ready();
    const began = world.context.clock.now();
    const { outcome } = await runReconcileFleet(world, bothLooks(finding), { input: { secondLookAfterSeconds: 120 } });
    expect([world.context.clock.now() - began, world.asked]).toEqual([120_000, [{}, { suspected: [keyOf(finding)] }]]);
    expect(outcome.output).toMatchObject({ dryRun: false, repaired: [keyOf(finding)], counts: { leftovers: 1 } });
  });

  it('does what is urgent before it waits', async () => {
    const urgent = (await preparations['deactivate-certificate']!(world, ++number, [])).finding;
    const other = await ready();
    const [first, second] = bothLooks(other);
    const { history, outcome } = await runReconcileFleet(world, [{ ...first, repairs: [urgent] }, second!]);
    const entered = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
    expect(entered.indexOf('DeactivateCertificate')).toBeLessThan(entered.indexOf('WaitForSecondLook'));
    expect(outcome.output).toMatchObject({ repaired: [keyOf(urgent), keyOf(other)] });
  });

  it('looks once when nothing is suspected', async () => {
    const before = world.announced.length;
    const { outcome } = await runReconcileFleet(world, [{}]);
    expect([world.asked, outcome.output]).toEqual([
      [{}],
      { dryRun: false, counts: nothing, found: [], repaired: [], due: [], postponed: '' },
    ]);
    const [told] = announcedSince(world, before, 'FleetReconciled');
    validateFleetReconciled(told!.detail);
    expect(told!.detail).toMatchObject({ dryRun: false, repaired: 0, left: 0 });
  });

  it('that is dry tells the same, and does nothing', async () => {
    const { finding, isRepaired } = await preparations['delete-item']!(world, ++number, []);
    const before = world.announced.length;
    const { outcome } = await runReconcileFleet(world, bothLooks(finding), { input: { dryRun: true } });
    expect(outcome.output).toMatchObject({
      dryRun: true,
      repaired: [],
      due: [{ drift: 'outdated-share', subject: finding['subject'], says: 'Something is wrong.' }],
    });
    expect([await isRepaired(), announcedSince(world, before, 'DriftRepaired')]).toEqual([false, []]);
  });

  it('repairs many, and one that fails keeps no other from it', async () => {
    const made = [];
    for (let n = 0; n < 12; n++) made.push(await preparations['delete-item']!(world, ++number, []));
    const broken = {
      ...made[0]!.finding,
      subject: 'broken',
      repair: { do: 'rotate-channel', executionName: 'a b', input: {} },
    };
    const repairs = [broken, ...made.map(({ finding }) => finding)];
    const { outcome } = await runReconcileFleet(world, [{ suspected: ['x'] }, { repairs }]);
    expect([outcome.status, readCause(outcome.cause).message]).toEqual([
      'FAILED',
      expect.stringContaining('outdated-share of broken (StartWorkflow: StepFunctions.InvalidNameException)'),
    ]);
    expect(await Promise.all(made.map(({ isRepaired }) => isRepaired()))).toEqual(Array<boolean>(12).fill(true));
  });

  it('says why it was postponed', async () => {
    const { outcome } = await runReconcileFleet(world, [{ postponed: 'Too busy.' }]);
    expect(outcome.output).toMatchObject({ postponed: 'Too busy.' });
  });
});
