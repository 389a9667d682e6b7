import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { startLambda, type LambdaCloud } from './lambda-cloud.ts';

const failing = 'export const handler = async (event) => { throw new Error(`attempt at ${event.n}`); };';

describe('an asynchronous invocation', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let clock: ManualClock;
  beforeEach(async () => {
    directory = await temporaryDirectory();
    clock = new ManualClock();
  });
  afterEach(() => directory.remove());

  const start = () => startLambda({ clock, dataDir: directory.path });
  const invokeEvent = ({ cloud: { context } }: LambdaCloud<ManualClock>) =>
    context.aws.call(context.iam.operatorPrincipal, 'lambda', 'Invoke', {
      FunctionName: 'job',
      InvocationType: 'Event',
      Payload: Buffer.from('{"n":7}'),
    });
  const pending = ({ cloud: { context } }: LambdaCloud<ManualClock>) =>
    context.store.collection('lambda-event-invocations').size;
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await clock.advance(0);
  }
  const failures = (lambda: LambdaCloud<ManualClock>) =>
    lambda.cloud.context.store.collection<{ item: { failures: number } }>('lambda-event-invocations').values()[0]?.item
      .failures;

  it('is accepted with 202 before it runs', async () => {
    const lambda = await start();
    await lambda.deploy('job', 'export const handler = async () => 1;');
    expect(await invokeEvent(lambda)).toEqual({ StatusCode: 202 });
    expect(pending(lambda)).toBe(1);
    await until(() => pending(lambda) === 0);
    await lambda.stop();
  });

  it('is tried again after one minute and after two, then dropped', async () => {
    const lambda = await start();
    await lambda.deploy('job', failing);
    await invokeEvent(lambda);
    await until(() => failures(lambda) === 1);
    await clock.advance(59_999);
    expect(failures(lambda)).toBe(1);
    await clock.advance(1);
    await until(() => failures(lambda) === 2);
    await clock.advance(120_000);
    await until(() => pending(lambda) === 0);
    const log = await lambda.log('job', /("attempt at 7"[^]*){3}/);
    expect(log.match(/"errorMessage":"attempt at 7"/g)).toHaveLength(3);
    await lambda.stop();
  });

  it('that was accepted runs after a restart', async () => {
    const first = await start();
    await first.deploy('job', failing);
    await invokeEvent(first);
    await first.stop();

    const second = await start();
    await second.deploy('job', 'export const handler = async (event) => console.log("done", event.n);');
    await second.run();
    await until(() => pending(second) === 0);
    expect(await second.log('job', 'done')).toContain('done 7');
    await second.stop();
  });
});
