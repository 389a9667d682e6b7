// What the credentials are good for: used through the front door with the AWS SDK, as a camera does.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IoTClient, ListThingsCommand } from '@aws-sdk/client-iot';
import { DescribeSignalingChannelCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { sts } from '../../../localcloud/services/sts/sts.ts';
import { ownChannel, roleAlias, startProviderCloud, type Camera, type ProviderCloud } from './provider-cloud.ts';

let provider: ProviderCloud;
let camera: Camera;
beforeAll(async () => {
  provider = await startProviderCloud();
  await provider.iot.cloud.add(sts);
  const { aws, iam, clock } = provider.iot.cloud.context;
  await provider.iot.call('CreateThingType', { thingTypeName: 'Camera' });
  camera = await provider.addCamera('front-door');
  await provider.iot.call('UpdateThing', { thingName: 'front-door', thingTypeName: 'Camera' });
  for (const ChannelName of ['front-door', 'garden', camera.certificateId]) {
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateSignalingChannel', { ChannelName });
  }
  await clock.advance(1000);
});
afterAll(() => provider.stop());

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: string;
}
async function credentials(thingName?: string): Promise<Credentials> {
  const { status, body } = await provider.ask(camera, thingName === undefined ? {} : { thingName });
  expect(status).toBe(200);
  return body['credentials'] as Credentials;
}
function config({ accessKeyId, secretAccessKey, sessionToken }: Credentials, skewMs = 0) {
  const { addresses, clock } = provider.iot.cloud.context;
  return {
    endpoint: addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
    systemClockOffset: clock.now() - Date.now() + skewMs,
  };
}
const describeChannel = (given: Credentials, ChannelName: string, skewMs?: number) =>
  new KinesisVideoClient(config(given, skewMs)).send(new DescribeSignalingChannelCommand({ ChannelName }));
const denied = { name: 'AccessDeniedException' };

describe('the answer', () => {
  it('has exactly the members that AWS documents, and expires when the alias says', async () => {
    const { body, headers } = await provider.ask(camera, { thingName: 'front-door' });
    const expiration = new Date(provider.iot.cloud.context.clock.now() + 3_600_000);
    expect(body).toEqual({
      credentials: {
        accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        secretAccessKey: expect.stringMatching(/^.{40}$/),
        sessionToken: expect.stringMatching(/^.+$/),
        expiration: expiration.toISOString().replace('.000Z', 'Z'),
      },
    });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-amzn-requestid']).toBeDefined();
    expect(headers['x-amzn-errortype']).toBeUndefined();
  });

  it('is a session of the role, named after the certificate', async () => {
    const { Arn } = await new STSClient(config(await credentials())).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::000000000000:assumed-role/CameraRole/${camera.certificateId}`);
  });

  it('is where IoT says that it is', async () => {
    const { endpointAddress } = await provider.iot.call('DescribeEndpoint', { endpointType: 'iot:CredentialProvider' });
    expect(`https://${endpointAddress}`).toBe(provider.iot.cloud.context.addresses.credentialProviderUrl);
  });
});

describe('with the thing name, a camera', () => {
  it('reaches its own channel, no other, and nothing else', async () => {
    const given = await credentials('front-door');
    const { ChannelInfo } = await describeChannel(given, 'front-door');
    expect(ChannelInfo?.ChannelName).toBe('front-door');
    await expect(describeChannel(given, 'garden')).rejects.toMatchObject(denied);
    await expect(new IoTClient(config(given)).send(new ListThingsCommand({}))).rejects.toMatchObject(denied);
  });

  it('carries the type of its thing', async () => {
    const byType = { Condition: { StringEquals: { 'credentials-iot:ThingTypeName': 'Camera' } }, Resource: '*' };
    await provider.putRole({ statements: [{ ...ownChannel, ...byType }] });
    await describeChannel(await credentials('front-door'), 'garden');
    await expect(describeChannel(await credentials(), 'garden')).rejects.toMatchObject(denied);
    await provider.putRole();
  });
});

describe('without the thing name', () => {
  it('the thing’s variables are unset, and a statement that uses them matches nothing', async () => {
    const given = await credentials();
    await expect(describeChannel(given, 'front-door')).rejects.toMatchObject(denied);
  });

  it('the certificate’s id is set, with and without', async () => {
    const byCertificate = 'arn:aws:kinesisvideo:*:*:channel/${credentials-iot:AwsCertificateId}/*';
    await provider.putRole({ statements: [{ ...ownChannel, Resource: byCertificate }] });
    for (const given of [await credentials(), await credentials('front-door')]) {
      await describeChannel(given, camera.certificateId);
      await expect(describeChannel(given, 'front-door')).rejects.toMatchObject(denied);
    }
    await provider.putRole();
  });
});

describe('the credentials', () => {
  it.each([
    [-6, /^Signature expired: /],
    [6, /^Signature not yet current: /],
  ])('are refused when the clock is off by %i minutes', async (minutes, words) => {
    const given = await credentials('front-door');
    await expect(describeChannel(given, 'front-door', minutes * 60_000)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(words),
    });
  });

  it('of one answer do not work with the secret of another', async () => {
    const [one, other] = [await credentials('front-door'), await credentials('front-door')];
    const mixed = { ...one, secretAccessKey: other.secretAccessKey };
    await expect(describeChannel(mixed, 'front-door')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('work until they expire, and not a moment longer', async () => {
    const { clock } = provider.iot.cloud.context;
    await provider.iot.call('UpdateRoleAlias', { roleAlias, credentialDurationSeconds: 900 });
    const given = await credentials('front-door');
    expect(Date.parse(given.expiration)).toBe(clock.now() + 900_000);
    await clock.advance(899_000);
    await describeChannel(given, 'front-door');
    await clock.advance(1000);
    await expect(describeChannel(given, 'front-door')).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
    await describeChannel(await credentials('front-door'), 'front-door');
  });
});
