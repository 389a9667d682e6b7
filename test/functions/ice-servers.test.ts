// [KVS: TURN credentials live for five minutes; GetIceServerConfig is limited to 5 per second and channel]
import { describe, expect, it } from '@jest/globals';
import { IceServers, type Channel, type IceServer } from '../../functions/presign-viewer-url/ice-servers.ts';
import { recordedLog } from './recorded-log.ts';

const arn = (name: string) => `arn:aws:kinesisvideo:eu-west-1:000000000000:channel/${name}/1763798401456`;
const channel = (name: string): Channel => ({
  channelArn: arn(name),
  region: 'eu-west-1',
  viewerHttpsEndpoint: 'https://r-1.example.com',
});
const stun = { urls: ['stun:stun.kinesisvideo.eu-west-1.amazonaws.com:443'] };
const turn = (password: string): IceServer => ({
  urls: ['turn:192.0.2.1:443?transport=udp'],
  username: 'u',
  credential: password,
});

function setUp(answer: (call: number) => Promise<IceServer[]>) {
  const clock = { now: 1_000_000 };
  const asked: string[] = [];
  const log = recordedLog();
  const fetch = ({ channelArn }: Channel) => answer(asked.push(channelArn));
  return { clock, asked, log, servers: new IceServers({ fetch, now: () => clock.now, log }) };
}

describe('ICE servers of a channel', () => {
  it('are STUN and what KVS says', async () => {
    const { servers } = setUp(async () => [turn('one')]);
    expect(await servers.of(channel('a'))).toEqual([stun, turn('one')]);
  });

  it('are asked for once by all who come while the answer is on its way', async () => {
    const { servers, asked } = setUp(async () => [turn('one')]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => servers.of(channel('a'))));
    expect(asked).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('are kept for a minute and no longer, so that four of five minutes are left', async () => {
    const { servers, asked, clock } = setUp(async (call) => [turn(String(call))]);
    await servers.of(channel('a'));
    clock.now += 59_999;
    expect(await servers.of(channel('a'))).toEqual([stun, turn('1')]);
    clock.now += 1;
    expect(await servers.of(channel('a'))).toEqual([stun, turn('2')]);
    expect(asked).toHaveLength(2);
  });

  it('are never those of another channel', async () => {
    const { servers, asked } = setUp(async (call) => [turn(String(call))]);
    expect(await servers.of(channel('a'))).not.toEqual(await servers.of(channel('b')));
    expect(asked).toEqual([arn('a'), arn('b')]);
  });

  it('are STUN alone while KVS is out, asked for again after five seconds; the log says why', async () => {
    const outage = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    const { servers, asked, clock, log } = setUp((call) => (call === 1 ? Promise.reject(outage) : Promise.resolve([turn('two')]))); // prettier-ignore
    expect(await servers.of(channel('a'))).toEqual([stun]);
    clock.now += 4_999;
    expect(await servers.of(channel('a'))).toEqual([stun]);
    clock.now += 1;
    expect(await servers.of(channel('a'))).toEqual([stun, turn('two')]);
    expect(asked).toHaveLength(2);
    expect(log.lines).toMatchObject([{ level: 'warn', channelArn: arn('a'), error: { name: 'TimeoutError' } }]);
  });
});
