// Reconcile-fleet through the real interpreter and the real local services: every failure case, and in which order it looks and acts.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCause } from '../../../executions/cause.ts';
import { validateDriftRepaired, validateFleetReconciled } from '../../../events/index.ts';
import { statesOf } from '../../../statemachines/definition.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { expectCalls } from '../expect-calls.ts';
import { caseFile, cases } from './cases.ts';
import { preparations } from './findings.ts';
import { nothing, runReconcileFleet, startFleetWorld, type FleetWorld, type Look } from './run-reconcile-fleet.ts';

let world: FleetWorld;
let number = 0;
beforeAll(async () => void (world = await startFleetWorld()));
afterAll(() => world.stop());

const taskStates = statesOf(readDefinition('reconcile-fleet'))
  .filter(({ state }) => state.Type === 'Task')
  .map(({ name }) => name);
const key = ({ drift, subject }: Record<string, unknown>): string => `${String(drift)} ${String(subject)}`;
/** The first look suspects it, the second one is sure. */
const bothLooks = (finding: Readonly<Record<string, unknown>>): Look[] => [
  { suspected: [key(finding)] },
  { repairs: [finding], suspected: [key(finding)], found: [finding] },
];
const announcedSince = (before: number, type: string) =>
  world.announced.slice(before).filter(({ detailType }) => detailType === type);

describe('the failure cases of reconcile-fleet', () => {
  it.each(['outages', 'states'] as const)('%s: cover every Task state, and name no other', (part) => {
    expect(Object.keys(caseFile[part]).sort()).toEqual([...taskStates].sort());
  });

  it('cover what is there already, ours or not, or say why there is none', () => {
    for (const { ours, foreign } of Object.values(caseFile.states)) {
      for (const list of [ours, foreign])
        expect(typeof list === 'string' ? /^[A-Z].+\.$/.test(list) : !!list).toBe(true);
    }
  });
});

describe.each(taskStates)('%s', (state) => {
  it.each(cases.filter((one) => one.state === state))('$name', async (one) => {
    const { given, expected } = one;
    const before = world.announced.length;
    const { finding, isRepaired } = await preparations[given.finding]!(world, ++number, given.before ?? []);
    const ran = await runReconcileFleet(world, bothLooks(finding), { answers: given.answers });
    expectCalls(ran, one);
    const { outcome } = ran;
    const told = announcedSince(before, 'DriftRepaired');
    expect([outcome.status, outcome.error, told.length, await isRepaired()]).toEqual([
      ...[expected.status, expected.error, expected.announced, expected.done],
    ]);
    for (const { detail } of told) validateDriftRepaired(detail);
    const { message } = readCause(outcome.cause);
    for (const sentence of expected.says ?? []) expect(message).toContain(sentence);
  });
});

describe('a run', () => {
  const ready = async (): Promise<Record<string, unknown>> =>
    (await preparations['retire-camera']!(world, ++number, [])).finding;

  it('waits between its two looks, and asks the second with what the first has found', async () => {
    const finding = await ready();
    const began = world.context.clock.now();
    const { outcome } = await runReconcileFleet(world, bothLooks(finding), { input: { secondLookAfterSeconds: 120 } });
    expect([world.context.clock.now() - began, world.asked]).toEqual([120_000, [{}, { suspected: [key(finding)] }]]);
    expect(outcome.output).toMatchObject({ dryRun: false, repaired: [key(finding)], counts: { leftovers: 1 } });
  });

  it('does what is urgent before it waits', async () => {
    const urgent = (await preparations['deactivate-certificate']!(world, ++number, [])).finding;
    const other = await ready();
    const [first, second] = bothLooks(other);
    const { history, outcome } = await runReconcileFleet(world, [{ ...first, repairs: [urgent] }, second!]);
    const entered = history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
    expect(entered.indexOf('DeactivateCertificate')).toBeLessThan(entered.indexOf('WaitForSecondLook'));
    expect(outcome.output).toMatchObject({ repaired: [key(urgent), key(other)] });
  });

  it('looks once when nothing is suspected', async () => {
    const before = world.announced.length;
    const { outcome } = await runReconcileFleet(world, [{}]);
    expect([world.asked, outcome.output]).toEqual([
      [{}],
      { dryRun: false, counts: nothing, found: [], repaired: [], due: [], postponed: '' },
    ]);
    const [told] = announcedSince(before, 'FleetReconciled');
    validateFleetReconciled(told!.detail);
    expect(told!.detail).toMatchObject({ dryRun: false, repaired: 0, left: 0 });
  });

  it('that is dry tells the same, and does nothing', async () => {
    const { finding, isRepaired } = await preparations['delete-share']!(world, ++number, []);
    const before = world.announced.length;
    const { outcome } = await runReconcileFleet(world, bothLooks(finding), { input: { dryRun: true } });
    expect(outcome.output).toMatchObject({
      dryRun: true,
      repaired: [],
      due: [{ drift: 'outdated-share', subject: finding['subject'], says: 'Something is wrong.' }],
    });
    expect([await isRepaired(), announcedSince(before, 'DriftRepaired')]).toEqual([false, []]);
  });

  it('repairs many, and one that fails keeps no other from it', async () => {
    const made = [];
    for (let n = 0; n < 12; n++) made.push(await preparations['delete-share']!(world, ++number, []));
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
