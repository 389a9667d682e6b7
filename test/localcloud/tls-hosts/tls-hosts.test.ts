// The local cloud under its names, over TLS, as AWS's camera SDKs find it: real TLS clients that trust the local CA.
import { once } from 'node:events';
import { Agent, get } from 'node:https';
import { connect as connectTcp, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import {
  GetDataEndpointCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { GetIceServerConfigCommand, KinesisVideoSignalingClient } from '@aws-sdk/client-kinesis-video-signaling';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity } from '@smithy/types';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTestCa } from '../../support/mqtt-device.ts';
import { presignSignalingUrl } from '../../../signing/presign-signaling-url.ts';
import { makeKeyAndCsr, signCsr, type CameraIdentity } from '../../../camera/factory.ts';
import type { ClientAddresses } from '../../../localcloud/core/cloud-context.ts';
import { serverNameIn } from '../../../localcloud/tls-hosts/client-hello.ts';
import { hostsFileLines, tlsAddresses } from '../../../localcloud/tls-hosts/host-names.ts';
import { tlsHosts } from '../../../localcloud/tls-hosts/tls-hosts.ts';
import { byTlsHost, type ByTlsHost } from '../../support/by-tls-host.ts';
import { startTestCloud } from '../../support/cloud-context.ts';
import { connectProducer } from '../../support/put-media.ts';
import { createChannel } from '../../support/signaling-channel.ts';
import { openSignalingSocket, type SignalingSocket } from '../../support/signaling-socket.ts';
import { cluster, frame, header } from '../../support/write-matroska.ts';
import {
  roleAlias,
  startProviderCloud,
  type Camera,
  type ProviderCloud,
} from '../credentials-provider/provider-cloud.ts';

let provider: ProviderCloud;
let context: ProviderCloud['iot']['cloud']['context'];
let tls: ByTlsHost;
let hosts: ClientAddresses;
let channelArn: string;
let camera: Camera;
beforeAll(async () => {
  provider = await startProviderCloud();
  context = provider.iot.cloud.context;
  await provider.iot.cloud.add(tlsHosts(0));
  hosts = context.addresses.tlsHosts!;
  tls = await byTlsHost(context.dataDir);
  channelArn = await createChannel(provider.iot.cloud, 'front-door');
  camera = await provider.addCamera('front-door');
});
afterAll(() => provider.stop());

const portOf = (url: string): number => Number(new URL(url).port);
const nameOf = (url: string): string => new URL(url).hostname;
const awsOwnName = 'kinesisvideo.us-east-1.amazonaws.com';

function sdk(endpoint: string, credentials: AwsCredentialIdentity = context.iam.operator) {
  const requestHandler = new NodeHttpHandler({ httpsAgent: new Agent({ ...tls, keepAlive: false }) });
  const systemClockOffset = context.clock.now() - Date.now();
  return { endpoint, region: 'us-east-1', credentials, requestHandler, maxAttempts: 1, systemClockOffset };
}

const endpointsFor = async (client: ReturnType<typeof sdk>, Role: 'MASTER' | 'VIEWER') => {
  const { ResourceEndpointList } = await new KinesisVideoClient(client).send(
    new GetSignalingChannelEndpointCommand({
      ChannelARN: channelArn,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role },
    }),
  );
  return Object.fromEntries(ResourceEndpointList!.map((e) => [e.Protocol!, e.ResourceEndpoint!]));
};

async function handshake(url: string, options: ConnectionOptions = {}, port = portOf(url)): Promise<TLSSocket> {
  const socket = connectTls({ ...tls, port, host: '127.0.0.1', servername: nameOf(url), ...options });
  await once(socket, 'secureConnect');
  return socket;
}

describe('who comes by a TLS host', () => {
  it('is sent on to TLS hosts', async () => {
    const client = sdk(hosts.awsEndpointUrl);
    expect(await endpointsFor(client, 'MASTER')).toEqual({
      WSS: hosts.masterSignalingUrl,
      HTTPS: hosts.awsEndpointUrl,
    });
    expect(await endpointsFor(client, 'VIEWER')).toEqual({
      WSS: hosts.viewerSignalingUrl,
      HTTPS: hosts.awsEndpointUrl,
    });
    const { endpointAddress } = await new IoTClient(client).send(
      new DescribeEndpointCommand({ endpointType: 'iot:CredentialProvider' }),
    );
    expect(endpointAddress).toBe(new URL(hosts.credentialProviderUrl).host);
    const { IceServerList } = await new KinesisVideoSignalingClient(client).send(
      new GetIceServerConfigCommand({ ChannelARN: channelArn }),
    );
    expect(IceServerList).not.toHaveLength(0);
  });

  it('may use the name that AWS has for KVS', async () => {
    const client = sdk(`https://${awsOwnName}:${portOf(hosts.awsEndpointUrl)}`);
    expect(await endpointsFor(client, 'MASTER')).toEqual({
      WSS: hosts.masterSignalingUrl,
      HTTPS: hosts.awsEndpointUrl,
    });
  });
});

it('sends everybody else to the plain addresses', async () => {
  const { addresses } = context;
  const plain = sdk(addresses.awsEndpointUrl);
  expect(await endpointsFor(plain, 'MASTER')).toEqual({
    WSS: addresses.masterSignalingUrl,
    HTTPS: addresses.awsEndpointUrl,
  });
  const { endpointAddress } = await new IoTClient(plain).send(
    new DescribeEndpointCommand({ endpointType: 'iot:CredentialProvider' }),
  );
  expect(endpointAddress).toBe(new URL(addresses.credentialProviderUrl).host);
});

describe('signaling', () => {
  const url = (endpoint: string, clientId?: string): Promise<string> =>
    presignSignalingUrl({
      endpoint,
      channelArn,
      clientId,
      region: 'us-east-1',
      credentials: context.iam.operator,
      now: context.clock.now(),
      expiresInSeconds: 299,
    });

  it('carries an offer from a viewer to the master, whichever way each came', async () => {
    const master = (await openSignalingSocket(await url(hosts.masterSignalingUrl), {}, tls)) as SignalingSocket;
    const viewers = [
      (await openSignalingSocket(await url(hosts.viewerSignalingUrl, 'by-tls'), {}, tls)) as SignalingSocket,
      (await openSignalingSocket(await url(context.addresses.viewerSignalingUrl, 'plain'))) as SignalingSocket,
    ];
    for (const [index, senderClientId] of ['by-tls', 'plain'].entries()) {
      viewers[index]!.send({ action: 'SDP_OFFER', messagePayload: 'b2ZmZXI=', correlationId: '1' });
      expect(await master.next()).toMatchObject({ messageType: 'SDP_OFFER', senderClientId });
    }
    for (const socket of [master, ...viewers]) await socket.close();
  });

  it('refuses a URL that was signed for another host', async () => {
    const { viewerSignalingUrl } = context.addresses;
    const signed = await url(viewerSignalingUrl, 'viewer');
    expect(signed.startsWith(viewerSignalingUrl)).toBe(true);
    const moved = signed.replace(viewerSignalingUrl, hosts.viewerSignalingUrl);
    expect(await openSignalingSocket(moved, {}, tls)).toMatchObject({
      status: 403,
      errorType: 'InvalidSignatureException',
    });
  });

  it('refuses a viewer at the host for masters', async () => {
    const refused = await openSignalingSocket(await url(hosts.masterSignalingUrl, 'viewer'), {}, tls);
    expect(refused).toMatchObject({ status: 400, errorType: 'InvalidArgumentException' });
  });
});

it('takes media at the data endpoint that it names, and acknowledges it', async () => {
  await context.aws.call(context.iam.operatorPrincipal, 'kinesisvideo', 'CreateStream', {
    StreamName: 'front-door',
    DataRetentionInHours: 1,
  });
  await context.clock.advance(1000);
  const { DataEndpoint } = await new KinesisVideoClient(sdk(hosts.awsEndpointUrl)).send(
    new GetDataEndpointCommand({ StreamName: 'front-door', APIName: 'PUT_MEDIA' }),
  );
  expect(DataEndpoint).toBe(hosts.awsEndpointUrl);
  const producer = connectProducer(context, 'front-door', { tls: { ...tls, endpoint: DataEndpoint! } });
  await producer.send(Buffer.concat([header(), cluster(0, [frame(0)])]));
  await producer.send(cluster(2000, [frame(0)]));
  await producer.acked('PERSISTED');
  expect(producer.status).toBe(200);
  await producer.end();
});

describe('the credentials provider', () => {
  const ask = (identity?: CameraIdentity): Promise<{ status: number; body: Record<string, unknown> }> =>
    new Promise((resolve, reject) => {
      const path = `/role-aliases/${roleAlias}/credentials`;
      const options = { ...tls, agent: false, cert: identity?.certificate, key: identity?.privateKey };
      const headers = { 'x-amzn-iot-thingname': 'front-door' };
      get(new URL(path, hosts.credentialProviderUrl), { ...options, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.once('end', () =>
          resolve({ status: response.statusCode!, body: JSON.parse(text) as Record<string, unknown> }),
        );
      }).once('error', reject);
    });

  it("gives credentials for a camera's certificate, good at the other hosts", async () => {
    const { status, body } = await ask(camera);
    expect(status).toBe(200);
    const { expiration, ...credentials } = body.credentials as AwsCredentialIdentity;
    expect(Date.parse(String(expiration))).toBeGreaterThan(context.clock.now());
    expect(await endpointsFor(sdk(hosts.awsEndpointUrl, credentials), 'MASTER')).toHaveProperty('WSS');
  });

  it('gives none without a certificate, and none for that of another CA', async () => {
    const { privateKey, csr } = await makeKeyAndCsr('SN-front-door');
    const stranger = { privateKey, certificate: await signCsr(csr, await makeTestCa()) };
    for (const identity of [undefined, stranger]) {
      expect(await ask(identity)).toEqual({
        status: 403,
        body: { message: 'Certificate is invalid on this endpoint' },
      });
    }
  });
});

describe('the handshake', () => {
  const each = (): string[] => Object.values(hosts);

  it('shows a certificate of the local CA for every name, and negotiates HTTP/1.1', async () => {
    for (const url of [...each(), `https://${awsOwnName}`]) {
      const offered = { ALPNProtocols: ['h2', 'http/1.1'] };
      const socket = await handshake(url, offered, portOf(hosts.awsEndpointUrl));
      expect([url, socket.authorized, socket.alpnProtocol]).toEqual([url, true, 'http/1.1']);
      socket.destroy();
    }
  });

  it('fails for a client that speaks HTTP/2 only, or that knows another CA', async () => {
    for (const url of each()) {
      await expect(handshake(url, { ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/i);
      await expect(handshake(url, { ca: (await makeTestCa()).certificate })).rejects.toThrow(/certificate/);
    }
  });

  it('asks for a client certificate at the credentials provider alone', async () => {
    const asks: Record<string, boolean> = {};
    for (const url of each()) {
      const wire = await tap(portOf(url));
      // Up to TLS 1.2 the server's first words are in clear.
      (await handshake(url, { maxVersion: 'TLSv1.2' }, wire.port)).destroy();
      asks[url] = handshakeMessages(Buffer.concat(wire.fromServer)).includes(certificateRequest);
      await wire.stop();
    }
    expect(asks).toEqual({
      [hosts.awsEndpointUrl]: false,
      [hosts.masterSignalingUrl]: false,
      [hosts.viewerSignalingUrl]: false,
      [hosts.credentialProviderUrl]: true,
    });
  });

  it("doesn't mind a greeting that comes byte by byte", async () => {
    for (const url of each()) {
      const wire = await tap(portOf(url), true);
      const socket = await handshake(url, {}, wire.port);
      expect(socket.authorized).toBe(true);
      socket.destroy();
      await wire.stop();
    }
  });

  it('refuses a name that is none of its own, and no name', async () => {
    for (const servername of ['other.lensgate.test', '']) {
      await expect(handshake(hosts.awsEndpointUrl, { servername })).rejects.toThrow(/unrecognized name/i);
    }
  });

  it('closes what is no TLS at once, and what says nothing after ten seconds', async () => {
    const port = portOf(hosts.awsEndpointUrl);
    const plain = connectTcp(port, '127.0.0.1', () => plain.write('GET / HTTP/1.1\r\n\r\n'));
    plain.resume();
    await once(plain, 'close');
    const silent = connectTcp(port, '127.0.0.1').resume();
    await once(silent, 'connect');
    const over = once(silent, 'close');
    // A connection that came later has been accepted: so has this one.
    (await handshake(hosts.awsEndpointUrl)).destroy();
    await context.clock.advance(10_000);
    await over;
  });
});

describe('the name in a greeting', () => {
  it('is found, and every cut or broken greeting does without', async () => {
    const wire = await tap(portOf(hosts.awsEndpointUrl));
    (await handshake(hosts.awsEndpointUrl, {}, wire.port)).destroy();
    const hello = Buffer.concat(wire.fromClient);
    await wire.stop();
    const whole = hello.subarray(0, 5 + hello.readUInt16BE(3));
    expect(serverNameIn(whole)).toBe('aws.lensgate.test');
    for (let length = 0; length < whole.length; length++) {
      expect('aws.lensgate.test').toContain(serverNameIn(whole.subarray(0, length)) ?? '');
    }
    for (let at = 0; at < whole.length; at++) {
      const broken = Buffer.from(whole);
      broken[at] = 255;
      serverNameIn(broken);
    }
  });
});

it('names no port where it has the one that everybody expects', () => {
  expect(tlsAddresses(443)).toEqual({
    awsEndpointUrl: 'https://aws.lensgate.test',
    credentialProviderUrl: 'https://credentials.lensgate.test',
    masterSignalingUrl: 'wss://master.lensgate.test',
    viewerSignalingUrl: 'wss://viewer.lensgate.test',
  });
  expect(hostsFileLines('us-east-1')).toEqual({
    own: '127.0.0.1 aws.lensgate.test master.lensgate.test viewer.lensgate.test credentials.lensgate.test',
    kinesisVideoOfAws: '127.0.0.1 kinesisvideo.us-east-1.amazonaws.com',
  });
});

it('says in one sentence that its port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const cloud = await startTestCloud();
  await expect(cloud.add(tlsHosts(port))).rejects.toMatchObject({
    name: 'TlsHostsError',
    message: `Port ${port}, which TLS hosts (--tls-hosts) need, is in use by another program: stop that program, or start without --tls-hosts.`,
  });
  await cloud.stop();
  await new Promise((resolve) => other.close(resolve));
});

interface Tap {
  readonly port: number;
  readonly fromClient: Buffer[];
  readonly fromServer: Buffer[];
  stop(): Promise<void>;
}

/** Passes a connection on and writes down what it carries; what the client says byte by byte if wished. */
async function tap(target: number, byteByByte = false): Promise<Tap> {
  const [fromClient, fromServer, sockets]: [Buffer[], Buffer[], Socket[]] = [[], [], []];
  const server: Server = createServer((client) => {
    const upstream = connectTcp(target, '127.0.0.1').setNoDelay();
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    upstream.on('data', (chunk: Buffer) => (fromServer.push(chunk), client.write(chunk)));
    client.on('data', (chunk: Buffer) => {
      fromClient.push(chunk);
      if (byteByByte) for (const byte of chunk) upstream.write(Buffer.of(byte));
      else upstream.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    fromClient,
    fromServer,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const certificateRequest = 13;

/** Types of the handshake messages that a server says before it changes to encryption. [RFC 5246, 7.4] */
function handshakeMessages(bytes: Buffer): number[] {
  let clear = Buffer.alloc(0);
  for (let at = 0; bytes[at] === 22; at += 5 + bytes.readUInt16BE(at + 3)) {
    clear = Buffer.concat([clear, bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3))]);
  }
  const types: number[] = [];
  for (let at = 0; at + 4 <= clear.length; at += 4 + clear.readUIntBE(at + 1, 3)) types.push(clear[at]!);
  return types;
}
