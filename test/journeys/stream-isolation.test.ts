// Camera A against camera B where cameras have streams: every stream action of the role's own policy, whatever it comes to hold.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as kinesisVideo from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient, ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { many } from '../../localcloud/access/policy.ts';
import { credentialsOf, type TradedCredentials } from '../support/camera-credentials.ts';
import { registerCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { connectProducer } from '../support/put-media.ts';
import { resourcesOf, synthesized } from '../infra/synthesized.ts';
import { cluster, frame, header } from '../support/write-matroska.ts';

const names = ['camera-a', 'camera-b'] as const;
type Name = (typeof names)[number];
const [a, b] = names;

/** The policy as CloudFormation gets it: what is written there is what is tried. */
function streamActions(streamName: 'thing' | 'certificate'): string[] {
  const { service } = synthesized('dev', { media: 'both', streamName });
  const policies = Object.values(resourcesOf(service, 'AWS::IAM::Role'))
    .map(
      ({ Properties }) =>
        Properties as { RoleName?: string; Policies?: { PolicyDocument: { Statement: Statement[] } }[] },
    )
    .flatMap(({ Policies = [] }) => Policies);
  const attached = Object.values(resourcesOf(service, 'AWS::IAM::Policy')).map(
    ({ Properties }) => Properties as { PolicyDocument: { Statement: Statement[] } },
  );
  return [...policies, ...attached]
    .flatMap(({ PolicyDocument }) => many(PolicyDocument.Statement))
    .filter(({ Resource }) => /stream\/\$\{credentials-iot:/.test(JSON.stringify(Resource)))
    .flatMap(({ Action }) => many(Action));
}
interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

// What no camera may do, not to its own stream either.
const neverGranted = ['CreateStream', 'DeleteStream', 'UntagStream', 'UpdateDataRetention', 'ListTagsForStream'].map(
  (name) => `kinesisvideo:${name}`,
);
// Beside the stream, where a request wants more. Without it a permitted request is invalid, and a forbidden one forbidden.
const alsoWanted: Readonly<Record<string, object>> = {
  TagStream: { Tags: { room: 'garden' } },
  GetDataEndpoint: { APIName: 'PUT_MEDIA' },
};
const references = ['StreamARN', 'StreamName'] as const;
type Reference = (typeof references)[number];

describe.each(['thing', 'certificate'] as const)('where streams are named after the %s, camera A', (streamName) => {
  const granted = streamActions(streamName);
  let lensgate: Lensgate;
  let cameras: Record<Name, TestCamera>;
  let streams: Record<Name, { StreamARN: string; StreamName: string }>;
  let credentials: TradedCredentials;

  beforeAll(async () => {
    lensgate = await startLensgate({ context: { media: 'both', streamName } });
    cameras = {} as typeof cameras;
    streams = {} as typeof streams;
    const client = new kinesisVideo.KinesisVideoClient(lensgate.client);
    for (const cameraName of names) {
      cameras[cameraName] = await registerCamera(lensgate, { serialNumber: `SN-${cameraName}`, cameraName });
      const StreamName = { thing: cameraName, certificate: cameras[cameraName].certificateId }[streamName];
      const { StreamInfo } = await client.send(new kinesisVideo.DescribeStreamCommand({ StreamName }));
      streams[cameraName] = { StreamName, StreamARN: StreamInfo!.StreamARN! };
    }
    credentials = await credentialsOf(lensgate, cameras[a].identity, { thingName: a });
  });
  afterAll(() => lensgate.stop());

  /** Whether IAM let it through; what the service says to the request is another matter. */
  async function permitted(action: string, name: Name, by: Reference, signer = credentials): Promise<boolean> {
    const operation = action.replace('kinesisvideo:', '');
    const stream = streams[name];
    if (operation === 'PutMedia') return puts(name, by, signer);
    const commands = kinesisVideo as unknown as Readonly<
      Record<string, new (input: object) => kinesisVideo.DescribeStreamCommand>
    >;
    const Command = commands[`${operation}Command`];
    if (!Command) throw new Error(`nothing here tries ${action}`);
    const input = { ...(operation === 'CreateStream' ? { StreamName: stream.StreamName } : { [by]: stream[by] }) };
    const client = new kinesisVideo.KinesisVideoClient({ ...lensgate.client, credentials: signer, maxAttempts: 1 });
    try {
      await client.send(new Command({ ...input, ...alsoWanted[operation] }));
      return true;
    } catch (error) {
      if (!(error instanceof kinesisVideo.KinesisVideoServiceException)) throw error;
      return !['AccessDeniedException', 'NotAuthorizedException'].includes(error.name);
    } finally {
      client.destroy();
    }
  }

  async function puts(name: Name, by: Reference, signer: TradedCredentials): Promise<boolean> {
    const { StreamARN, StreamName } = streams[name];
    const byName = by === 'StreamName';
    const producer = connectProducer(lensgate.cloud.context, byName ? StreamName : undefined, {
      credentials: signer,
      ...(!byName && { headers: { 'x-amzn-stream-arn': StreamARN } }),
    });
    await producer.send(Buffer.concat([header(), cluster(0, [frame(0)]), cluster(1000, [frame(0)])]));
    await producer.end();
    if (producer.status === 403) return false;
    expect([producer.status, producer.acks.filter(({ EventType }) => EventType === 'PERSISTED').length]).toEqual([
      200, 2,
    ]);
    return true;
  }

  it('has a role with stream actions, and the sending of media among them', () => {
    expect(granted).toEqual(expect.arrayContaining(['kinesisvideo:DescribeStream', 'kinesisvideo:PutMedia']));
    const { iam, store } = lensgate.cloud.context;
    const { arn } = store
      .collection<{ arn: string }>('iam-roles')
      .values()
      .find((role) => role.arn.includes('CameraRole'))!;
    const deployed = iam
      .role(arn)!
      .policies.flatMap(({ Statement }) => many(Statement))
      .filter(({ Resource }) => many(Resource ?? []).some((resource) => resource.includes(':stream/')));
    expect(deployed.flatMap(({ Action }) => many(Action ?? []))).toEqual(granted);
  });

  it.each(granted.flatMap((action) => references.map((by) => [action, by] as const)))(
    '%s by %s: on its own stream, never on that of B',
    async (action, by) => {
      expect(await permitted(action, b, by)).toBe(false);
      expect(await permitted(action, a, by)).toBe(true);
    },
  );

  it.each(neverGranted)('%s: on neither', async (action) => {
    for (const name of names) for (const by of references) expect(await permitted(action, name, by)).toBe(false);
  });

  it("can't write what the workflows believe of its stream", async () => {
    const client = new kinesisVideo.KinesisVideoClient({ ...lensgate.client, credentials, maxAttempts: 1 });
    for (const key of ['lensgate:certificateId', 'lensgate:stage', 'lensgate:note', 'Lensgate:SerialNumber']) {
      const Tags = { room: 'garden', [key]: 'mine' };
      const tag = new kinesisVideo.TagStreamCommand({ StreamARN: streams[a].StreamARN, Tags });
      await expect(client.send(tag)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
    client.destroy();
  });

  it('has left nothing in the stream of B', async () => {
    const { context } = lensgate.cloud;
    const count = async (name: Name): Promise<number> => {
      const client = new KinesisVideoArchivedMediaClient({
        ...lensgate.client,
        endpoint: context.addresses.awsEndpointUrl,
      });
      const TimestampRange = { StartTimestamp: new Date(0), EndTimestamp: new Date(Date.now() + 86_400_000) };
      const FragmentSelector = { FragmentSelectorType: 'SERVER_TIMESTAMP' as const, TimestampRange };
      const { StreamName } = streams[name];
      return (await client.send(new ListFragmentsCommand({ StreamName, FragmentSelector }))).Fragments!.length;
    };
    expect([await count(a), await count(b)]).toEqual([4, 0]);
    const tagsOf = async (name: Name) => {
      const client = new kinesisVideo.KinesisVideoClient(lensgate.client);
      return (await client.send(new kinesisVideo.ListTagsForStreamCommand(streams[name]))).Tags;
    };
    expect([(await tagsOf(a))?.['room'], (await tagsOf(b))?.['room']]).toEqual(['garden', undefined]);
  });

  it('without naming its thing reaches its own stream only where that is named after the certificate', async () => {
    const nameless = await credentialsOf(lensgate, cameras[a].identity);
    for (const action of granted) {
      expect([action, await permitted(action, a, 'StreamARN', nameless)]).toEqual([
        action,
        streamName === 'certificate',
      ]);
      expect([action, await permitted(action, b, 'StreamARN', nameless)]).toEqual([action, false]);
    }
  });

  it('reaches its stream no more once that is tagged with another certificate', async () => {
    const operator = new kinesisVideo.KinesisVideoClient(lensgate.client);
    const tagged = (certificateId: string) =>
      operator.send(
        new kinesisVideo.TagStreamCommand({
          StreamARN: streams[a].StreamARN,
          Tags: { 'lensgate:certificateId': certificateId },
        }),
      );
    await tagged('f'.repeat(64));
    for (const action of granted) expect([action, await permitted(action, a, 'StreamARN')]).toEqual([action, false]);
    await tagged(cameras[a].certificateId);
    for (const action of granted) expect([action, await permitted(action, a, 'StreamARN')]).toEqual([action, true]);
  });
});
