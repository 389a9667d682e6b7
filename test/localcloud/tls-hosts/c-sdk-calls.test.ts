// What AWS's WebRTC SDK in C says as a master, call by call, in its order, signed as it signs; the SDK itself doesn't run here.
import { request } from 'node:https';
import aws4 from 'aws4';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { presignSignalingUrl } from '../../../signing/presign-signaling-url.ts';
import { tlsHosts } from '../../../localcloud/tls-hosts/tls-hosts.ts';
import { byTlsHost, type ByTlsHost } from '../../support/by-tls-host.ts';
import { createChannel } from '../../support/signaling-channel.ts';
import { openSignalingSocket, type SignalingSocket } from '../../support/signaling-socket.ts';
import {
  ownChannel,
  roleAlias,
  startProviderCloud,
  type Camera,
  type ProviderCloud,
} from '../credentials-provider/provider-cloud.ts';

let provider: ProviderCloud;
let context: ProviderCloud['iot']['cloud']['context'];
let tls: ByTlsHost;
beforeAll(async () => {
  provider = await startProviderCloud();
  context = provider.iot.cloud.context;
  await provider.iot.cloud.add(tlsHosts(0));
  tls = await byTlsHost(context.dataDir);
  const Action = [
    ...[ownChannel.Action].flat().filter((action) => action !== undefined),
    ...['GetIceServerConfig', 'ConnectAsMaster'].map((action) => `kinesisvideo:${action}`),
  ];
  await provider.putRole({ statements: [{ ...ownChannel, Action }] });
});
afterAll(() => provider.stop());

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

interface Received {
  readonly status: number;
  /** How often the client had to read for the body. */
  readonly reads: number;
  readonly body: Record<string, unknown>;
}

function send(url: URL, options: object, body = ''): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, ...tls, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const received = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
        resolve({ status: response.statusCode!, reads: chunks.length, body: received });
      });
    });
    outgoing.once('error', reject).end(body);
  });
}

/** Signs host, user-agent and x-amz-date alone; the other headers go along unsigned. [producer-c, AwsV4Signer.c] */
function post({ sessionToken, ...keys }: Credentials, url: URL, input: object): Promise<Received> {
  const body = JSON.stringify(input);
  const date = new Date(context.clock.now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const { headers } = aws4.sign(
    {
      service: 'kinesisvideo',
      region: 'us-east-1',
      method: 'POST',
      path: url.pathname,
      body,
      headers: { host: url.host, 'user-agent': 'AWS-WEBRTC-KVS-AGENT', 'x-amz-date': date },
      extraHeadersToInclude: { 'user-agent': true },
      extraHeadersToIgnore: { 'content-type': true, 'content-length': true },
    },
    keys,
  );
  expect(headers).toHaveProperty('Authorization', expect.stringContaining('SignedHeaders=host;user-agent;x-amz-date,'));
  return send(url, { method: 'POST', headers: { ...headers, 'x-amz-security-token': sessionToken } }, body);
}

async function credentialsOf({ certificate, privateKey }: Camera, host: string): Promise<Credentials> {
  const { status, reads, body } = await send(new URL(`https://${host}/role-aliases/${roleAlias}/credentials`), {
    cert: certificate,
    key: privateKey,
    headers: { 'x-amzn-iot-thingname': 'front-door' },
  });
  expect({ status, reads }).toEqual({ status: 200, reads: 1 });
  return body.credentials as Credentials;
}

it('gets a master from its certificate to its open channel, with an answer in one read each', async () => {
  const channelArn = await createChannel(provider.iot.cloud, 'front-door');
  const camera = await provider.addCamera('front-door');
  const { credentialProviderUrl, awsEndpointUrl } = context.addresses.tlsHosts!;

  const credentials = await credentialsOf(camera, new URL(credentialProviderUrl).host);
  const describe = new URL('/describeSignalingChannel', awsEndpointUrl);
  expect(await post(credentials, describe, { ChannelName: 'front-door' })).toMatchObject({
    status: 200,
    reads: 1,
    body: { ChannelInfo: { ChannelARN: channelArn, ChannelStatus: 'ACTIVE' } },
  });

  const endpoints = await post(credentials, new URL('/getSignalingChannelEndpoint', awsEndpointUrl), {
    ChannelARN: channelArn,
    SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'MASTER' },
  });
  expect(endpoints).toMatchObject({ status: 200, reads: 1 });
  const list = endpoints.body.ResourceEndpointList as { Protocol: string; ResourceEndpoint: string }[];
  const endpointFor = (protocol: string): string => list.find((e) => e.Protocol === protocol)!.ResourceEndpoint;

  const ice = new URL('/v1/get-ice-server-config', endpointFor('HTTPS'));
  const asked = { ChannelARN: channelArn, ClientId: 'ProducerMaster', Service: 'TURN' };
  expect(await post(credentials, ice, asked)).toMatchObject({ status: 200, reads: 1 });

  const url = await presignSignalingUrl({
    endpoint: endpointFor('WSS'),
    channelArn,
    clientId: undefined,
    region: 'us-east-1',
    credentials,
    now: context.clock.now(),
    expiresInSeconds: 299,
  });
  const master = (await openSignalingSocket(url, {}, tls)) as SignalingSocket;
  expect(master).toHaveProperty('socket');
  await master.close();
});
