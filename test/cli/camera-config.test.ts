// The settings of a real camera: each value from where it lies, in the form that AWS's SDKs read.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  environmentFile,
  kvssinkLine,
  whyNotWebRtcSdk,
  type RealCameraSettings,
} from '../../cli/camera/real-camera.ts';
import { lensgateCommand } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

const onAws: RealCameraSettings = {
  cameraName: 'front-door',
  streamName: 'front-door',
  region: 'eu-west-1',
  credentialEndpoint: 'c1a2b3.credentials.iot.eu-west-1.amazonaws.com',
  roleAlias: 'lensgate-prod-camera',
  certificatePath: '/c.pem',
  privateKeyPath: '/k.pem',
  caPath: '/ca.pem',
};

describe('the line for kvssink', () => {
  it('names the camera, its region, and how it gets its credentials', () => {
    const line = kvssinkLine(onAws);
    expect(line).toMatch(/^gst-launch-1\.0 .* ! kvssink stream-name=front-door aws-region=eu-west-1 iot-certificate=/);
    expect(line).toContain(
      'iot-certificate=iot-certificate,endpoint=c1a2b3.credentials.iot.eu-west-1.amazonaws.com,cert-path=/c.pem,' +
        'key-path=/k.pem,ca-path=/ca.pem,role-aliases=lensgate-prod-camera,iot-thing-name=front-door',
    );
  });
});

describe('the environment file', () => {
  it('gives a shell the very values', () => {
    const values = { PLAIN: '/a/b.pem', ODD: `it's "$HOME" \`x\` \\ #` };
    const script = `${environmentFile(values)}\nprintf '%s|%s' "$PLAIN" "$ODD"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(Object.values(values).join('|'));
  });
});

describe("AWS's SDK in C", () => {
  it.each<[string, Partial<RealCameraSettings>, boolean]>([
    ['AWS', {}, true],
    ['named hosts at port 443', { credentialEndpoint: 'iot.local', awsEndpointUrl: 'https://kvs.local' }, true],
    ['another port', { credentialEndpoint: 'iot.local:8443', awsEndpointUrl: 'https://kvs.local' }, false],
    ['an address', { credentialEndpoint: '127.0.0.1', awsEndpointUrl: 'https://kvs.local' }, false],
    ['plain HTTP', { credentialEndpoint: 'iot.local', awsEndpointUrl: 'http://kvs.local' }, false],
  ])('and %s', (_, changes, works) => {
    expect(whyNotWebRtcSdk({ ...onAws, ...changes }) === undefined).toBe(works);
  });
});

describe('lensgate camera config', () => {
  let lensgate: Lensgate;
  beforeAll(async () => {
    lensgate = await startLensgate();
  });
  afterAll(() => lensgate.stop());

  it('fills in what the account says', async () => {
    const { code, out, err } = await lensgateCommand([
      ...['--data-dir', lensgate.dataDir, 'camera', 'config', '--camera', 'front-door', '--key', '/key.pem', '--json'],
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { addresses } = lensgate.cloud.context;
    expect(JSON.parse(out)).toMatchObject({
      registered: false,
      webRtcSdk: {
        environment: {
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_IOT_CORE_CREDENTIAL_ENDPOINT: new URL(addresses.credentialProviderUrl).host,
          AWS_IOT_CORE_ROLE_ALIAS: 'lensgate-dev-camera',
          AWS_IOT_CORE_THING_NAME: 'front-door',
          AWS_IOT_CORE_CERT: '/etc/lensgate/certificate.pem',
          AWS_IOT_CORE_PRIVATE_KEY: '/key.pem',
          AWS_KVS_CACERT_PATH: expect.stringContaining('server-ca-certificate.pem'),
          CONTROL_PLANE_URI: addresses.awsEndpointUrl,
        },
      },
      notes: [expect.stringContaining('not registered yet'), expect.stringContaining('port 443')],
    });
  });

  it('is a file that a shell reads, notes and all', async () => {
    const { out } = await lensgateCommand([
      ...['--data-dir', lensgate.dataDir, 'camera', 'config', '--camera', 'front-door'],
    ]);
    const script = `${out}\nprintf '%s' "$AWS_IOT_CORE_ROLE_ALIAS"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe('lensgate-dev-camera');
  });

  it('takes the TLS hosts where npm start serves them', async () => {
    const withTls = await startLensgate({ tlsHostsPort: 0 });
    const config = ['--data-dir', withTls.dataDir, 'camera', 'config', '--camera', 'front-door'];
    const { out } = await lensgateCommand([...config, '--json']);
    const { out: text } = await lensgateCommand(config);
    await withTls.stop();
    const { awsEndpointUrl, credentialProviderUrl } = withTls.cloud.context.addresses.tlsHosts!;
    const credentialsHost = new URL(credentialProviderUrl).host;
    const { webRtcSdk, kvssink, caPath } = JSON.parse(out) as {
      webRtcSdk: { environment: Record<string, string> };
      kvssink: string;
      caPath: string;
    };
    expect(webRtcSdk.environment).toMatchObject({
      CONTROL_PLANE_URI: awsEndpointUrl,
      AWS_IOT_CORE_CREDENTIAL_ENDPOINT: credentialsHost,
      AWS_KVS_CACERT_PATH: caPath,
    });
    expect(kvssink).toContain(`endpoint=${credentialsHost},`);
    expect(kvssink).toMatch(`CONTROL_PLANE_URI=${awsEndpointUrl} KVSSINK_CA_CERT_PATH=${caPath} gst-launch-1.0 `);
    expect(text).toMatch(/^# .*: 127\.0\.0\.1 aws\.lensgate\.test .*credentials\.lensgate\.test$/m);
    expect(text).toMatch(/^# .*: 127\.0\.0\.1 kinesisvideo\.us-east-1\.amazonaws\.com$/m);
  });

  it.each([
    [['--camera', 'a/b'], '--camera is "a/b"'],
    [['--camera', 'a', '--key', '/a,b.pem'], '--key is "/a,b.pem"'],
  ])('%j is wrong usage', async (args, says) => {
    const { code, err } = await lensgateCommand(['--data-dir', lensgate.dataDir, 'camera', 'config', ...args]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(says) });
  });
});
