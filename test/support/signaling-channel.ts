// A cloud with KVS in it, an ACTIVE channel, and signed ways into it.
import type { AwsCredentialIdentity } from '@smithy/types';
import { presignSignalingUrl, type SignalingUrlRequest } from '../../signing/presign-signaling-url.ts';
import type { PolicyStatement } from '../../localcloud/access/policy.ts';
import { kinesisVideo } from '../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { startTestCloud, type TestCloud } from './cloud-context.ts';
import { openSignalingSocket, type Refusal, type SignalingSocket } from './signaling-socket.ts';

export interface TestChannel {
  readonly cloud: TestCloud;
  readonly arn: string;
  /** A signed URL of the role: viewer with a client id, master without. */
  url(clientId?: string, changes?: Partial<SignalingUrlRequest>): Promise<string>;
  /** The open connection; fails when it is refused. */
  join(clientId?: string): Promise<SignalingSocket>;
  refusal(url: string, headers?: Record<string, string>): Promise<Refusal>;
  /** Temporary credentials of a role with this one statement. */
  roleCredentials(statement: Omit<PolicyStatement, 'Effect'>): Promise<AwsCredentialIdentity>;
}

export async function createChannel(
  cloud: TestCloud,
  name: string,
  tags: Record<string, string> = {},
  messageTtlSeconds = 60,
): Promise<string> {
  const { aws, iam, clock } = cloud.context;
  const { ChannelARN } = await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateSignalingChannel', {
    ChannelName: name,
    SingleMasterConfiguration: { MessageTtlSeconds: messageTtlSeconds },
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  await clock.advance(1000);
  return ChannelARN!;
}

export async function startTestChannel(): Promise<TestChannel> {
  const cloud = await startTestCloud();
  await cloud.add(kinesisVideo);
  const { iam, addresses, clock, region, accountId } = cloud.context;
  const arn = await createChannel(cloud, 'front-door', { 'lensgate:serialNumber': 'SN-1' });
  const channel: TestChannel = {
    cloud,
    arn,
    url: (clientId, changes = {}) =>
      presignSignalingUrl({
        endpoint: clientId === undefined ? addresses.masterSignalingUrl : addresses.viewerSignalingUrl,
        channelArn: arn,
        clientId,
        region,
        credentials: iam.operator,
        now: clock.now(),
        expiresInSeconds: 299,
        ...changes,
      }),
    async join(clientId) {
      const outcome = await openSignalingSocket(await channel.url(clientId));
      if (!('socket' in outcome)) throw new Error(`refused: ${JSON.stringify(outcome)}`);
      return outcome;
    },
    async refusal(url, headers) {
      const outcome = await openSignalingSocket(url, headers);
      if (!('socket' in outcome)) return outcome;
      await outcome.close();
      throw new Error('the handshake was accepted');
    },
    async roleCredentials(statement) {
      const roleArn = `arn:aws:iam::${accountId}:role/under-test`;
      await iam.putRole({
        name: 'under-test',
        arn: roleArn,
        trust: { Statement: [] },
        policies: [{ Statement: { Effect: 'Allow', ...statement } }],
        maxSessionSeconds: 3600,
      });
      const by = iam.operatorPrincipal;
      const { credentials } = iam.assumeRole({ roleArn, by, sessionName: 'test', durationSeconds: 900 });
      return { ...credentials, expiration: new Date(credentials.expiration) };
    },
  };
  return channel;
}
