// Who watches: an offer of before the end of all sessions is not answered after it. What has to do with media is in sessions-media.test.ts.
import { expect, it } from '@jest/globals';
import { Audience } from '../../camera/audience.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import type { IceServer } from '../../camera/web-rtc.ts';

it('an offer that is being answered when all sessions end is not answered', async () => {
  let giveServers: (servers: readonly IceServer[]) => void = () => undefined;
  const events: CameraEvent[] = [];
  const audience = new Audience({
    iceServers: () => new Promise((resolve) => (giveServers = resolve)),
    video: () => Promise.reject(new Error('nobody is to be shown anything')),
    send: () => undefined,
    onProgress: (event) => void events.push(event),
  });
  const received = audience.receive({ type: 'SDP_OFFER', payload: { type: 'offer', sdp: '' }, clientId: 'guest' });
  expect(audience.end()).toBe(0);
  giveServers([]);
  await received;
  expect(events).toEqual([]);
});
