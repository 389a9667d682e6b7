// `lensgate executions list`, `show` and `watch` against the deployed system.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepKnocking, makeCamera, registerCamera, type TestCamera } from '../support/camera.ts';
import { commandsAgainst, startCommand, stopCommands, type Finished } from '../support/command-line.ts';
import { until } from '../support/until.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

let lensgate: Lensgate;
let registered: TestCamera;
let refused: TestCamera;
beforeAll(async () => {
  lensgate = await startLensgate();
  registered = await registerCamera(lensgate, {
    serialNumber: 'SN-1',
    cameraName: 'front-door',
    owner: 'ada@example.com',
  });
  refused = await makeCamera('SN-UNKNOWN');
  const giveUp = keepKnocking(lensgate, 'nobody', refused);
  for (let failed = ''; !failed.includes(refused.certificateId);) {
    failed = (await run('executions', 'list', '--status', 'failed')).out;
  }
  giveUp();
});
afterAll(async () => {
  await stopCommands();
  await lensgate.stop();
});

const run = (...args: string[]): Promise<Finished> => commandsAgainst(lensgate).run(...args);
const json = (...args: string[]): Promise<unknown> => commandsAgainst(lensgate).json(...args);

describe('executions list', () => {
  it('shows name, status, camera, start and duration of each, newest first', async () => {
    // The history is late by moments.
    await until(async () => /front-door.*SN-1/.test((await run('executions', 'list')).out));
    const { code, out, err } = await run('executions', 'list');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^NAME {62}STATUS {5}CAMERA {6}SERIAL {6}STARTED {19}TOOK$/);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(new RegExp(`^${refused.certificateId}  FAILED  +SN-UNKNOWN  20\\d\\d-.*Z  \\d+ m?s$`));
    expect(rows[1]).toMatch(
      new RegExp(`^${registered.certificateId}  SUCCEEDED  front-door  SN-1  +20\\d\\d-.*Z  \\d+ m?s$`),
    );
  });

  it('finds those of a camera, of a serial number, and of a time', async () => {
    const ofCamera = [{ name: registered.certificateId, cameraName: 'front-door', serialNumber: 'SN-1' }];
    const refusedOnes = [{ name: refused.certificateId, serialNumber: 'SN-UNKNOWN' }];
    expect(await json('executions', 'list', '--camera', 'front-door')).toMatchObject(ofCamera);
    expect(await json('executions', 'list', '--serial', 'SN-1', '--since', '1h')).toMatchObject(ofCamera);
    expect(await json('executions', 'list', '--serial', 'SN-UNKNOWN')).toMatchObject(refusedOnes);
    expect(await json('executions', 'list', '--serial', 'SN-UNKNOWN', '--status', 'SUCCEEDED')).toEqual([]);
    expect(await json('executions', 'list', '--camera', 'garage')).toEqual([]);
    expect(await json('executions', 'list', '--since', '2099-01-01')).toEqual([]);
  });

  it('filters by status and by number', async () => {
    expect(await json('executions', 'list', '--status', 'SUCCEEDED')).toMatchObject([
      { name: registered.certificateId, status: 'SUCCEEDED' },
    ]);
    expect(await json('executions', 'list', '--limit', '1')).toMatchObject([{ name: refused.certificateId }]);
    expect((await run('executions', 'list', '--status', 'ABORTED')).out).toBe('No such executions.\n');
    expect(await json('executions', 'list', '--status', 'ABORTED')).toEqual([]);
  });
});

describe('executions show', () => {
  it('shows each state of one that succeeded', async () => {
    const { code, out } = await run('executions', 'show', registered.certificateId);
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(
        `^${registered.certificateId}: SUCCEEDED\ncamera front-door, serial number SN-1\nstarted 20\\d\\d-.*Z, took \\d+ m?s\n\nSTATE`,
      ),
    );
    expect(out).toMatch(/^IdentifyCamera +Task +1 +\d+ m?s$/m);
  });

  it('shows the cause of one that failed', async () => {
    const { code, out } = await run('executions', 'show', refused.certificateId);
    expect(code).toBe(0);
    expect(out).toMatch(/^UnknownSerialNumberError: .*SN-UNKNOWN is not in the manifest/m);
    expect(out).toMatch(/^IdentifyCamera .*UnknownSerialNumberError$/m);
    expect(await json('executions', 'show', refused.certificateId)).toMatchObject({
      status: 'FAILED',
      error: 'UnknownSerialNumberError',
      states: expect.arrayContaining([expect.objectContaining({ name: 'IdentifyCamera', attempts: 1 })]),
    });
  });

  it('takes the beginning of a name, if it is the beginning of one only', async () => {
    const { out } = await run('executions', 'show', refused.certificateId.slice(0, 8));
    expect(out).toMatch(new RegExp(`^${refused.certificateId}: FAILED\nserial number SN-UNKNOWN\n`));
  });

  it('knows when there is none of that name: exit code 1', async () => {
    expect(await run('executions', 'show', 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'There is no execution nobody. lensgate executions list shows those that there are.\n',
    });
  });
});

describe('executions watch', () => {
  it('prints a start and an end, and stops at Ctrl-C with exit code 0', async () => {
    const watch = ['--data-dir', lensgate.dataDir, 'executions', 'watch', '--interval', '1'];
    const [people, scripts] = [startCommand(watch), startCommand([...watch, '--json'])];
    await new Promise<void>((resolve) => {
      let looks = 0;
      const restore = lensgate.cloud.context.aws.intercept(({ operation }, proceed) => {
        if (operation === 'ListExecutions' && ++looks === 2) {
          restore();
          resolve();
        }
        return proceed();
      });
    });
    const { certificateId } = await registerCamera(lensgate, { serialNumber: 'SN-W', cameraName: 'watched' });
    await people.printed(new RegExp(`RUNNING +${certificateId}`));
    await people.printed(new RegExp(`SUCCEEDED +${certificateId}  watched SN-W`));
    await scripts.printed(`"status":"SUCCEEDED"`);
    for (const { child } of [people, scripts]) child.kill('SIGINT');
    const { code, out, err } = await people.finished;
    expect({ code, err }).toEqual({ code: 0, err: 'Watching executions. Ctrl-C ends it.\n' });
    expect(out).not.toContain(registered.certificateId);
    const told = await scripts.finished;
    expect({ code: told.code, err: told.err }).toEqual({ code: 0, err: '' });
    const events = told.out.trimEnd().split('\n');
    expect(events.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { name: certificateId, status: 'RUNNING' },
      { name: certificateId, status: 'SUCCEEDED', cameraName: 'watched', serialNumber: 'SN-W' },
    ]);
  });
});
