// What a look finds, and what it leaves alone. Against the local services.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { drifts } from '../../../functions/reconcile-fleet/drift.ts';
import { validateDriftRepaired } from '../../../events/index.ts';
import { epoch, machineArn, startFleet, type Camera, type Fleet } from './fleet.ts';

let fleet: Fleet;
let camera: Camera;
beforeEach(async () => {
  fleet = await startFleet();
  camera = await fleet.registered('front-door');
});
afterEach(() => fleet.stop());

describe('a fleet that is as it should be', () => {
  it('has nothing to repair', async () => {
    await fleet.registered('back-door');
    await fleet.share('front-door', 'bob@example.com', epoch);
    const { counts, ...look } = await fleet.look();
    expect(look).toEqual({ repairs: [], suspected: [], found: [] });
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  });
});

it('every kind of drift that is repaired can be told of', () => {
  const told = {
    subject: 'x',
    says: 'x',
    repair: 'renew-certificate',
    executionName: 'e',
    repairedAt: '2026-12-01T03:25:17Z',
  };
  for (const drift of drifts) {
    expect(() => validateDriftRepaired({ ...told, drift })).not.toThrow();
  }
});

describe('two looks', () => {
  beforeEach(() => fleet.deleteChannel(camera.channelArn));

  it('are needed', async () => {
    const first = await fleet.look();
    expect(first).toMatchObject({ repairs: [], suspected: ['record-without-channel front-door'] });
    expect((await fleet.look(first.suspected)).repairs).toMatchObject([{ subject: 'front-door' }]);
  });

  it('must find the same', async () => {
    const first = await fleet.look();
    await fleet.registered('back-door');
    await fleet.change('front-door', { status: 'ROTATING' });
    const second = await fleet.look(first.suspected);
    expect(second).toMatchObject({ repairs: [], suspected: ['rotation-unfinished front-door'] });
  });

  it('repair no more than the settings allow', async () => {
    const careful = await startFleet({ repairsPerRun: 2 });
    for (const name of ['a', 'b', 'c']) await careful.deleteChannel((await careful.registered(name)).channelArn);
    const { suspected } = await careful.look();
    expect(suspected).toHaveLength(3);
    expect((await careful.look(suspected)).repairs).toHaveLength(2);
    await careful.stop();
  });
});

describe('a workflow that runs', () => {
  it.each([
    ['by its camera', 'RotateChannel', () => ({ cameraName: 'front-door' })],
    ['by its certificate', 'ProvisionCamera', () => ({ certificateId: camera.certificateId })],
  ])('keeps its camera out of a look, known %s', async (_title, machine, input) => {
    await fleet.deleteChannel(camera.channelArn);
    await fleet.call('iot', 'DetachPolicy', { policyName: 'lensgate-camera', target: camera.certificateArn });
    await fleet.execution(machine, 'e', input(), { ends: false });
    const { found } = await fleet.look();
    expect(found.filter(({ drift }) => drift === 'record-without-rights')).toEqual([]);
  });

  it('postpones everything when there are more than can be told apart', async () => {
    await fleet.deleteChannel(camera.channelArn);
    for (let n = 0; n <= 300; n++) await fleet.execution('ProvisionCamera', `e-${n}`, {}, { ends: false });
    expect(await fleet.look()).toMatchObject({
      repairs: [],
      suspected: [],
      postponed: expect.stringMatching(/^More workflows run/),
    });
  });
});

it('changes nothing', async () => {
  await fleet.deleteChannel(camera.channelArn);
  await fleet.twoLooks();
  const { executions } = await fleet.call('sfn', 'ListExecutions', { stateMachineArn: machineArn('RotateChannel') });
  expect(executions).toEqual([]);
});
