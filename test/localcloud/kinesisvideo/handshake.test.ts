// Statuses are those of the KVS developer guide (ConnectAsMaster, ConnectAsViewer); the signer is AWS's own (@smithy/signature-v4).
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createChannel, startTestChannel, type TestChannel } from '../../support/signaling-channel.ts';
import { openSignalingSocket } from '../../support/signaling-socket.ts';

let channel: TestChannel;
beforeEach(async () => {
  channel = await startTestChannel();
});
afterEach(() => channel.cloud.stop());

const changed = (text: string, at: number) => text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1);

describe('a signaling handshake', () => {
  it('admits a master on its endpoint and a viewer on the other', async () => {
    const master = await channel.join();
    const viewer = await channel.join('viewer-1');
    await Promise.all([master.close(), viewer.close()]);
  });

  it('admits a browser from any origin', async () => {
    const outcome = await openSignalingSocket(await channel.url('viewer-1'), { origin: 'https://example.com' });
    expect(outcome).toHaveProperty('socket');
  });

  it('is a 403 when one byte of ARN, client id, date, expiry, token or signature is another', async () => {
    const credentials = await channel.roleCredentials({ Action: 'kinesisvideo:*', Resource: '*' });
    const url = new URL(await channel.url('viewer-1', { credentials }));
    await expect(channel.refusal(url.href)).rejects.toThrow('accepted');
    for (const name of ['ChannelARN', 'ClientId', 'Date', 'Expires', 'Security-Token', 'Credential', 'Signature']) {
      const value = url.searchParams.get(`X-Amz-${name}`)!;
      for (const at of [0, Math.floor(value.length / 2), value.length - 1]) {
        const other = new URL(url);
        other.searchParams.set(`X-Amz-${name}`, changed(value, at));
        expect([name, at, (await channel.refusal(other.href)).status]).toEqual([name, at, 403]);
      }
    }
  });

  it('is a 403 when the host is another', async () => {
    const url = await channel.url('viewer-1');
    const { host } = new URL(url);
    expect(await channel.refusal(url, { host: changed(host, 0) })).toMatchObject({
      status: 403,
      errorType: 'InvalidSignatureException',
    });
  });

  it('is a 403 in AWS words when the URL is older than its life', async () => {
    const url = await channel.url('viewer-1');
    await channel.cloud.context.clock.advance(299_000);
    await expect(channel.refusal(url)).rejects.toThrow('accepted');
    await channel.cloud.context.clock.advance(1000);
    const { status, errorType, message } = await channel.refusal(url);
    expect([status, errorType]).toEqual([403, 'InvalidSignatureException']);
    expect(message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - /);
  });

  it.each([
    [-6, /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/],
    [6, /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/],
  ])('is a 403 when its signer’s clock is off by %i minutes, for master and viewer', async (minutes, words) => {
    const now = channel.cloud.context.clock.now() + minutes * 60_000;
    for (const clientId of [undefined, 'viewer-1']) {
      const url = await channel.url(clientId, { now, expiresInSeconds: 300 });
      expect(await channel.refusal(url)).toMatchObject({
        status: 403,
        errorType: 'InvalidSignatureException',
        message: expect.stringMatching(words),
      });
    }
  });

  it('is a 400 for a viewer URL on the master endpoint, signed for it or not', async () => {
    const { masterSignalingUrl } = channel.cloud.context.addresses;
    const signedForViewers = new URL(await channel.url('viewer-1'));
    const moved = signedForViewers.href.replace(signedForViewers.host, new URL(masterSignalingUrl).host);
    const signedForMasters = await channel.url('viewer-1', { endpoint: masterSignalingUrl });
    for (const url of [moved, signedForMasters]) {
      expect(await channel.refusal(url)).toMatchObject({ status: 400, errorType: 'InvalidArgumentException' });
    }
  });

  it('is a 400 for a master URL on the viewer endpoint', async () => {
    const { viewerSignalingUrl } = channel.cloud.context.addresses;
    expect((await channel.refusal(await channel.url(undefined, { endpoint: viewerSignalingUrl }))).status).toBe(400);
  });

  it.each(['AWS_viewer', 'aws_viewer', 'a b', 'ä', 'a'.repeat(257), ''])('is a 400 for client id %j', async (id) => {
    expect((await channel.refusal(await channel.url(id))).status).toBe(400);
  });

  it('takes a client id of 256 characters', async () => {
    await (await channel.join(`${'a'.repeat(252)}_.-Z`)).close();
  });

  it('is a 404 for an ARN that is unknown, deleted or of an earlier channel of the name', async () => {
    const { aws, iam, clock } = channel.cloud.context;
    const refused = async () => (await channel.refusal(await channel.url('viewer-1'))).errorType;
    const unknown = channel.arn.replace('front-door', 'back-door');
    expect(await channel.refusal(await channel.url('viewer-1', { channelArn: unknown }))).toMatchObject({
      status: 404,
    });
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DeleteSignalingChannel', { ChannelARN: channel.arn });
    expect(await refused()).toBe('ResourceNotFoundException');
    await clock.advance(2000);
    expect(await refused()).toBe('ResourceNotFoundException');
    await createChannel(channel.cloud, 'front-door');
    expect(await refused()).toBe('ResourceNotFoundException');
  });

  it('asks the signer for ConnectAsMaster or ConnectAsViewer on the channel', async () => {
    const viewers = await channel.roleCredentials({
      Action: 'kinesisvideo:ConnectAsViewer',
      Resource: channel.arn.replace(/\d+$/, '*'),
    });
    await expect(channel.refusal(await channel.url('viewer-1', { credentials: viewers }))).rejects.toThrow('accepted');
    expect(await channel.refusal(await channel.url(undefined, { credentials: viewers }))).toMatchObject({
      status: 403,
      errorType: 'AccessDeniedException',
    });
    const others = await channel.roleCredentials({
      Action: 'kinesisvideo:*',
      Resource: channel.arn.replace('front-door', 'back-door'),
    });
    expect((await channel.refusal(await channel.url('viewer-1', { credentials: others }))).status).toBe(403);
  });

  it('may depend on a tag of the channel', async () => {
    const statement = (serial: string) => ({
      Action: 'kinesisvideo:ConnectAsMaster',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/lensgate:serialNumber': serial } },
    });
    const wrong = await channel.roleCredentials(statement('SN-2'));
    expect((await channel.refusal(await channel.url(undefined, { credentials: wrong }))).status).toBe(403);
    const right = await channel.roleCredentials(statement('SN-1'));
    await expect(channel.refusal(await channel.url(undefined, { credentials: right }))).rejects.toThrow('accepted');
  });

  it('dies with the session of its signer', async () => {
    const credentials = await channel.roleCredentials({ Action: 'kinesisvideo:*', Resource: '*' });
    await channel.cloud.context.clock.advance(900_000);
    for (const clientId of [undefined, 'viewer-1']) {
      expect(await channel.refusal(await channel.url(clientId, { credentials }))).toMatchObject({
        status: 403,
        errorType: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
      });
    }
  });

  it('refuses the eleventh viewer, but not one of the ten again', async () => {
    const viewers = [];
    for (let number = 1; number <= 10; number++) viewers.push(await channel.join(`viewer-${number}`));
    expect(await channel.refusal(await channel.url('viewer-11'))).toMatchObject({
      status: 400,
      errorType: 'ClientLimitExceededException',
    });
    await channel.join('viewer-10');
    await viewers[9]!.closed;
    await viewers[0]!.close();
    await channel.join('viewer-11');
  });

  it('answers a plain GET with the same refusals, and 426 when only the upgrade is missing', async () => {
    const get = async (url: string) => (await fetch(url.replace('ws:', 'http:'))).status;
    expect(await get(await channel.url('viewer-1'))).toBe(426);
    expect(await get((await channel.url('viewer-1')).replace('Expires=299', 'Expires=298'))).toBe(403);
    expect(await get(channel.cloud.context.addresses.viewerSignalingUrl)).toBe(400);
  });
});
