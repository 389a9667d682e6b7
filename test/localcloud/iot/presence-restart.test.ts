// Presence across restarts of the cloud: who was connected is told to have left, and versions go on.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { PresenceEvent } from '../../../events/index.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { connect, connected, idOf, makeDevice } from '../../support/mqtt-device.ts';
import { activate, addDeviceCa, addRule, everything, startIotCloud, type IotCloud } from './iot-cloud.ts';

const minutes = 60_000;
const start = Date.UTC(2026, 0, 1);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => void (directory = await temporaryDirectory()));
afterEach(() => directory.remove());

async function presence(iot: IotCloud, count: number): Promise<PresenceEvent[]> {
  return (await iot.waitForMessages(count)).map(({ body }) => JSON.parse(body) as PresenceEvent);
}

describe('a cloud that was killed while clients were connected', () => {
  it('tells at its next start, and only then, that each of them has left', async () => {
    const script = fileURLToPath(new URL('connected-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, directory.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    child.kill('SIGKILL');
    await once(child, 'close');
    const told = JSON.parse(output) as PresenceEvent[];
    const stays = told.find(({ clientId }) => clientId === 'stays')!;
    expect(told).toHaveLength(3);

    const iot = await startIotCloud({ dataDir: directory.path, clock: new ManualClock(start + 5 * minutes) });
    await iot.stop();
    // What the killed process had sent may be sent once more.
    const news = (await presence(iot, 1)).filter((event) => !told.some((old) => isDeepStrictEqual(old, event)));
    expect(news).toEqual([
      {
        clientId: 'stays',
        timestamp: start + 5 * minutes,
        eventType: 'disconnected',
        clientInitiatedDisconnect: false,
        sessionIdentifier: stays.sessionIdentifier,
        principalIdentifier: stays.principalIdentifier,
        disconnectReason: 'SERVER_ERROR',
        versionNumber: 0,
      },
    ]);

    const later = await startIotCloud({ dataDir: directory.path, clock: new ManualClock(start + 6 * minutes) });
    await later.cloud.context.clock.advance(minutes);
    expect(later.sent).toEqual([]);
    await later.stop();
  });
});

describe('the version of a connection', () => {
  it.each([
    ['goes on after a restart', 59 * minutes, 2],
    ['begins again after an hour without a connection', 60 * minutes, 0],
  ])('%s', async (_, pauseMs, expected) => {
    const iot = await startIotCloud({ dataDir: directory.path, clock: new ManualClock(start) });
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    await connect(iot.cloud.context, device, 'SN-1');
    await activate(iot, idOf(device.certificate), everything);
    await addRule(iot, "SELECT * FROM '$aws/events/presence/connected/+'");
    await (await connected(iot.cloud.context, device, 'SN-1')).endAsync();
    await connected(iot.cloud.context, device, 'SN-1');
    await presence(iot, 2);
    await iot.stop();

    const later = await startIotCloud({ dataDir: directory.path, clock: new ManualClock(start + pauseMs) });
    await connected(later.cloud.context, device, 'SN-1');
    expect((await presence(later, 1)).map(({ versionNumber }) => versionNumber)).toEqual([expected]);
    await later.stop();
  });

  it('begins again in a running cloud too', async () => {
    const iot = await startIotCloud({ dataDir: directory.path });
    const device = await makeDevice('SN-1', await addDeviceCa(iot));
    await connect(iot.cloud.context, device, 'SN-1');
    await activate(iot, idOf(device.certificate), everything);
    await addRule(iot, "SELECT * FROM '$aws/events/presence/connected/+'");
    for (const pauseMs of [59 * minutes, 60 * minutes, 0]) {
      await (await connected(iot.cloud.context, device, 'SN-1')).endAsync();
      await iot.cloud.context.clock.advance(pauseMs);
    }
    expect((await presence(iot, 3)).map(({ versionNumber }) => versionNumber)).toEqual([0, 1, 0]);
    await iot.stop();
  });
});
