// What holds after every step, whatever came before it.
import {
  DescribeCertificateCommand,
  DescribeThingCommand,
  ListCertificatesCommand,
  ListTargetsForPolicyCommand,
  ListThingPrincipalsCommand,
} from '@aws-sdk/client-iot';
import {
  DescribeSignalingChannelCommand,
  KinesisVideoClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-kinesis-video';
import { expect } from '@jest/globals';
import { tradeCertificate } from '../../support/camera-credentials.ts';
import { connect } from '../../support/mqtt-device.ts';
import { openSignalingSocket } from '../../support/signaling-socket.ts';
import { cameraName, users, type Model } from './model.ts';
import type { System } from './system.ts';

/** Of what was handed out, the newest: the rest was tried when it was new. */
const newest = <T>(all: readonly T[]): readonly T[] => all.slice(-2);

export async function check(system: System, model: Model): Promise<void> {
  await checkRecord(system, model);
  await checkUsers(system, model);
  await checkCertificates(system, model);
  await checkResources(system, model);
  await checkFormer(system, model);
}

async function checkRecord(system: System, model: Model): Promise<void> {
  const { living } = model;
  const record = await system.record();
  const { certificateId, owner, status, nextCertificateId, formerCertificateId } = record ?? {};
  expect({ certificateId, owner, status, nextCertificateId, formerCertificateId }).toEqual({
    certificateId: living?.camera.certificateId,
    owner: living?.owner,
    status: living && 'ACTIVE',
  });
  if (!record) return;
  expect(record.epoch).toBeGreaterThanOrEqual(model.newestEpoch);
  model.newestEpoch = record.epoch;
}

/** Nobody but the owner and their guests gets a URL or details; to whom it is offered knows of it, and no more. */
async function checkUsers(system: System, { living, urls }: Model): Promise<void> {
  for (const user of users) {
    const isOwner = living?.owner === user;
    const mayWatch = isOwner || living?.guests.has(user) === true;
    const knowsOf = mayWatch || (living?.offeredTo === user && living.owner !== undefined);
    const url = await system.ask(user, 'GET', `/${cameraName}/viewer-url?ice=false`);
    const [details, shares, list] = [
      await system.ask(user, 'GET', `/${cameraName}`),
      await system.ask(user, 'GET', `/${cameraName}/shares`),
      await system.ask(user, 'GET', ''),
    ];
    const listed = (list.body['cameras'] as { cameraName: string }[]).map((camera) => camera.cameraName);
    expect({ user, url: url.status, details: details.status, shares: shares.status, listed }).toEqual({
      user,
      url: mayWatch ? 200 : 403,
      details: knowsOf ? 200 : 403,
      shares: isOwner ? 200 : 403,
      listed: knowsOf ? [cameraName] : [],
    });
    if (mayWatch) {
      const { channelArn } = (await system.record())!;
      urls.push({ url: String(url.body['url']), channelArn });
    }
  }
}

/** No certificate has rights without a record that names it. */
async function checkCertificates({ iot, lensgate }: System, { living, former }: Model): Promise<void> {
  const named = living ? [living.camera.certificateId] : [];
  const { certificates = [] } = await iot.send(new ListCertificatesCommand({ pageSize: 250 }));
  const active = certificates.filter(({ status }) => status === 'ACTIVE').map(({ certificateId }) => certificateId);
  expect({ active }).toEqual({ active: named });
  const policyName = lensgate.outputs.get('CameraPolicyName')!;
  const { targets = [] } = await iot.send(new ListTargetsForPolicyCommand({ policyName, pageSize: 250 }));
  expect({ withPolicy: targets.map((arn) => arn.split('/')[1]) }).toEqual({ withPolicy: named });
  for (const { camera } of newest(former)) {
    const { certificateId } = camera;
    const known = await iot.send(new DescribeCertificateCommand({ certificateId })).catch(unlessGone);
    expect(['INACTIVE', undefined]).toContain(known?.certificateDescription!.status);
  }
}

/** No record without thing and channel; neither without a record. */
async function checkResources({ iot, kinesisVideo, lensgate, record }: System, { living }: Model): Promise<void> {
  const thing = await iot.send(new DescribeThingCommand({ thingName: cameraName })).catch(unlessGone);
  const principals = thing && (await iot.send(new ListThingPrincipalsCommand({ thingName: cameraName }))).principals;
  const channel = await kinesisVideo
    .send(new DescribeSignalingChannelCommand({ ChannelName: cameraName }))
    .catch(unlessGone);
  const info = channel?.ChannelInfo?.ChannelStatus === 'DELETING' ? undefined : channel?.ChannelInfo;
  const tags =
    info && (await kinesisVideo.send(new ListTagsForResourceCommand({ ResourceARN: info.ChannelARN! }))).Tags;
  const { certificateId, serialNumber, channelArn } = (await record()) ?? {};
  expect({
    thing: thing?.attributes,
    principals: principals?.map((arn) => arn.split('/')[1]),
    channel: info?.ChannelARN,
    tags,
  }).toEqual(
    living
      ? {
          thing: { certificateId, serialNumber },
          principals: [certificateId],
          channel: channelArn,
          tags: {
            'lensgate:stage': lensgate.outputs.get('Stage'),
            'lensgate:certificateId': certificateId,
            'lensgate:serialNumber': serialNumber,
          },
        }
      : {},
  );
}

/** What earlier lives have left opens nothing. */
async function checkFormer(system: System, { former, urls }: Model): Promise<void> {
  const { lensgate, record } = system;
  const channelArn = (await record())?.channelArn;
  for (const { camera, credentials } of newest(former)) {
    const kvs = new KinesisVideoClient({ ...lensgate.client, credentials, maxAttempts: 1 });
    const outcome = await kvs.send(new DescribeSignalingChannelCommand({ ChannelName: cameraName })).then(
      ({ ChannelInfo }) => ChannelInfo!.ChannelStatus!,
      (error: Error) => error.name,
    );
    // Its own one, on its way out, or none of it.
    expect(['DELETING', 'AccessDeniedException', 'NotAuthorizedException', 'ResourceNotFoundException']).toContain(
      outcome,
    );
    expect((await tradeCertificate(lensgate, camera.identity, { thingName: cameraName })).status).not.toBe(200);
    expect(await connect(lensgate.cloud.context, camera.identity, cameraName)).toBe('closed');
  }
  for (const { url } of newest(urls.filter((one) => one.channelArn !== channelArn))) {
    expect('socket' in (await openSignalingSocket(url))).toBe(false);
  }
}

const unlessGone = (error: Error): undefined => {
  if (error.name !== 'ResourceNotFoundException') throw error;
};
