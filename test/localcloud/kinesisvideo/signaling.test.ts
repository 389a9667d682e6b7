// Messages and their rules are those of the KVS developer guide (WebSocket APIs).
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestChannel, type TestChannel } from '../../support/signaling-channel.ts';
import { roundTrip } from '../../support/signaling-socket.ts';

let channel: TestChannel;
beforeEach(async () => {
  channel = await startTestChannel();
});
afterEach(() => channel.cloud.stop());

const offer = { action: 'SDP_OFFER', messagePayload: 'b2ZmZXI=' };
const minute = 60_000;

describe('a signaling message', () => {
  it('of a viewer reaches the master with its sender, one of the master the named viewer without', async () => {
    const master = await channel.join();
    const viewer = await channel.join('viewer-1');
    const other = await channel.join('viewer-2');
    viewer.send(offer);
    expect(await master.next()).toEqual({
      messageType: 'SDP_OFFER',
      messagePayload: 'b2ZmZXI=',
      senderClientId: 'viewer-1',
    });
    master.send({ action: 'SDP_ANSWER', messagePayload: 'YW5zd2Vy', recipientClientId: 'viewer-1' });
    expect(await viewer.next()).toEqual({ messageType: 'SDP_ANSWER', messagePayload: 'YW5zd2Vy' });
    master.send({ action: 'ICE_CANDIDATE', messagePayload: 'Y2FuZA==', recipientClientId: 'viewer-2' });
    expect(await other.next()).toEqual({ messageType: 'ICE_CANDIDATE', messagePayload: 'Y2FuZA==' });
  });

  it.each<[string, object]>([
    ['the SDK for C', { action: 'SDP_OFFER', RecipientClientId: 'x', MessagePayload: 'a-_b', CorrelationId: '1' }],
    [
      'the SDK for Android',
      { action: 'SDP_OFFER', messagePayload: 'a-_b', recipientClientId: '', senderClientId: 'y' },
    ],
    ['somebody who shouts', { ACTION: 'sdp_offer', MESSAGEPAYLOAD: 'a-_b', extra: { deep: 1 } }],
  ])('as %s writes it is understood, its payload untouched', async (_, message) => {
    const master = await channel.join();
    (await channel.join('viewer-1')).send(message);
    expect(await master.next()).toEqual({
      messageType: 'SDP_OFFER',
      messagePayload: 'a-_b',
      senderClientId: 'viewer-1',
    });
  });

  it('that is empty, or no JSON, or binary, is ignored', async () => {
    const master = await channel.join();
    const viewer = await channel.join('viewer-1');
    for (const text of ['', ' ', '{', '7', 'null', '"x"']) viewer.send(text);
    viewer.socket.send(Buffer.from(JSON.stringify(offer)));
    viewer.send({ ...offer, messagePayload: 'bGFzdA==' });
    expect((await master.next())['messagePayload']).toBe('bGFzdA==');
  });

  it.each<[string, 'master' | 'viewer', object]>([
    ['an unknown action', 'viewer', { ...offer, action: 'HELLO' }],
    ['no payload', 'viewer', { action: 'SDP_OFFER' }],
    ['a payload above 10 KB', 'viewer', { ...offer, messagePayload: 'a'.repeat(10 * 1024 + 1) }],
    ['no recipient', 'master', { ...offer, action: 'SDP_ANSWER' }],
    ['an impossible recipient', 'master', { ...offer, recipientClientId: 'AWS_x' }],
  ])('with %s is answered to a sender who gave a correlation id, and to no other', async (_, role, message) => {
    const sender = await channel.join(role === 'viewer' ? 'viewer-1' : undefined);
    sender.send(message);
    sender.send({ ...message, correlationId: 'id.1' });
    expect(await sender.next()).toEqual({
      messageType: 'STATUS_RESPONSE',
      statusResponse: {
        correlationId: 'id.1',
        errorType: 'InvalidArgumentException',
        statusCode: '400',
        description: expect.any(String),
      },
    });
  });

  it('that is fine is not acknowledged', async () => {
    const viewer = await channel.join('viewer-1');
    viewer.send({ ...offer, correlationId: 'fine' });
    viewer.send({ action: '?', correlationId: 'wrong' });
    expect(await viewer.next()).toMatchObject({ statusResponse: { correlationId: 'wrong' } });
  });

  it('may have a payload of 10 KB', async () => {
    const master = await channel.join();
    (await channel.join('viewer-1')).send({ ...offer, messagePayload: 'a'.repeat(10 * 1024) });
    expect((await master.next())['messagePayload']).toHaveLength(10 * 1024);
  });

  it('is one too many after 5 offers or 20 candidates in a second', async () => {
    const viewer = await channel.join('viewer-1');
    const flood = async (message: object, allowed: number) => {
      for (let number = 1; number <= allowed + 1; number++) viewer.send({ ...message, correlationId: `n${number}` });
      expect(await viewer.next()).toMatchObject({
        statusResponse: { correlationId: `n${allowed + 1}`, errorType: 'ClientLimitExceededException' },
      });
    };
    await flood(offer, 5);
    await flood({ ...offer, action: 'ICE_CANDIDATE' }, 20);
    await channel.cloud.context.clock.advance(1000);
    await flood(offer, 5);
  });
});

describe('a message for a peer that is not there yet', () => {
  it('is delivered in order when the peer comes, an older offer of the same sender replaced', async () => {
    const viewer = await channel.join('viewer-1');
    const other = await channel.join('viewer-2');
    const candidate = (payload: string) => ({ action: 'ICE_CANDIDATE', messagePayload: payload });
    viewer.send({ ...offer, messagePayload: 'old' });
    viewer.send({ ...offer, messagePayload: 'new' });
    viewer.send(candidate('c1'));
    viewer.send(candidate('c2'));
    await roundTrip(viewer);
    other.send({ ...offer, messagePayload: 'other' });
    await roundTrip(other);
    const master = await channel.join();
    const payloads = [];
    for (let number = 0; number < 4; number++) payloads.push((await master.next())['messagePayload']);
    expect(payloads).toEqual(['new', 'c1', 'c2', 'other']);
  });

  it('waits for a viewer as well', async () => {
    const master = await channel.join();
    master.send({ ...offer, action: 'SDP_ANSWER', recipientClientId: 'viewer-1' });
    await roundTrip(master);
    expect(await (await channel.join('viewer-1')).next()).toMatchObject({ messageType: 'SDP_ANSWER' });
  });

  it('is dropped after the MessageTtlSeconds of the channel', async () => {
    const viewer = await channel.join('viewer-1');
    viewer.send({ ...offer, messagePayload: 'first' });
    await roundTrip(viewer);
    await channel.cloud.context.clock.advance(59_999);
    viewer.send({ ...offer, action: 'ICE_CANDIDATE', messagePayload: 'second' });
    await roundTrip(viewer);
    await channel.cloud.context.clock.advance(1);
    const master = await channel.join();
    expect((await master.next())['messagePayload']).toBe('second');
  });
});

describe('a signaling connection', () => {
  it('of a second master takes the place of the first', async () => {
    const first = await channel.join();
    const second = await channel.join();
    await first.closed;
    (await channel.join('viewer-1')).send(offer);
    expect(await second.next()).toMatchObject({ messageType: 'SDP_OFFER' });
  });

  it('of the same viewer takes the place of the older one', async () => {
    const master = await channel.join();
    const first = await channel.join('viewer-1');
    const second = await channel.join('viewer-1');
    await first.closed;
    master.send({ ...offer, recipientClientId: 'viewer-1' });
    expect(await second.next()).toMatchObject({ messageType: 'SDP_OFFER' });
  });

  it('is told to GO_AWAY after an hour, and closed a minute later', async () => {
    const viewer = await channel.join('viewer-1');
    const { clock } = channel.cloud.context;
    for (let minutes = 0; minutes < 59; minutes++) {
      await clock.advance(minute);
      await roundTrip(viewer);
    }
    await clock.advance(minute);
    expect(await viewer.next()).toMatchObject({ messageType: 'GO_AWAY' });
    await clock.advance(minute - 1);
    await roundTrip(viewer);
    await clock.advance(1);
    expect(await viewer.closed).toBe(1001);
  });

  it('is closed after ten minutes of silence', async () => {
    const { clock } = channel.cloud.context;
    const silent = await channel.join('viewer-1');
    const talking = await channel.join('viewer-2');
    await clock.advance(9 * minute);
    talking.send(offer);
    await roundTrip(talking);
    await clock.advance(minute);
    expect(await silent.closed).toBe(1001);
    await roundTrip(talking);
  });

  it('ends with its channel', async () => {
    const { aws, iam, clock } = channel.cloud.context;
    const viewer = await channel.join('viewer-1');
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: channel.arn });
    await clock.advance(2000);
    expect(await viewer.closed).toBe(1001);
  });
});
