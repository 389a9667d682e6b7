// What a real camera's firmware is given so that it uses the account's own endpoints: settings for AWS's two camera SDKs.
import { isIP } from 'node:net';

export interface RealCameraSettings {
  /** Thing and channel have this name. */
  readonly cameraName: string;
  readonly streamName: string;
  readonly region: string;
  /** As DescribeEndpoint gives it for iot:CredentialProvider: `<host>`, locally with a port. */
  readonly credentialEndpoint: string;
  readonly roleAlias: string;
  /** Paths on the camera. */
  readonly certificatePath: string;
  readonly privateKeyPath: string;
  readonly caPath: string;
  /** Of the AWS APIs, where it isn't AWS's own. */
  readonly awsEndpointUrl?: string;
}

/**
 * Environment of the samples of AWS's WebRTC SDK in C. The channel's name is their first argument, not a variable.
 * [amazon-kinesis-video-streams-webrtc-sdk-c, README and samples/Common.c]
 */
export function webRtcSdkEnvironment(settings: RealCameraSettings): Record<string, string> {
  return {
    AWS_DEFAULT_REGION: settings.region,
    AWS_IOT_CORE_CREDENTIAL_ENDPOINT: settings.credentialEndpoint,
    AWS_IOT_CORE_ROLE_ALIAS: settings.roleAlias,
    AWS_IOT_CORE_THING_NAME: settings.cameraName,
    AWS_IOT_CORE_CERT: settings.certificatePath,
    AWS_IOT_CORE_PRIVATE_KEY: settings.privateKeyPath,
    AWS_KVS_CACERT_PATH: settings.caPath,
    ...(settings.awsEndpointUrl !== undefined && { CONTROL_PLANE_URI: settings.awsEndpointUrl }),
  };
}

/** The GStreamer element of AWS's producer SDK: a test picture into the camera's stream. [gstkvssink.cpp: iot-certificate] */
export function kvssinkLine(settings: RealCameraSettings): string {
  const iotCertificate = [
    'iot-certificate',
    `endpoint=${settings.credentialEndpoint}`,
    `cert-path=${settings.certificatePath}`,
    `key-path=${settings.privateKeyPath}`,
    `ca-path=${settings.caPath}`,
    `role-aliases=${settings.roleAlias}`,
    `iot-thing-name=${settings.cameraName}`,
  ].join(',');
  return [
    ...Object.entries(kvssinkEnvironment(settings)).map(([name, value]) => `${name}=${shellWord(value)}`),
    'gst-launch-1.0 videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=15/1 ! videoconvert',
    '! x264enc bframes=0 key-int-max=30 tune=zerolatency ! h264parse ! video/x-h264,stream-format=avc,alignment=au',
    `! kvssink stream-name=${shellWord(settings.streamName)} aws-region=${shellWord(settings.region)}`,
    `iot-certificate=${shellWord(iotCertificate)}`,
  ].join(' ');
}

/** `ca-path` is for the credentials alone; without a CA of its own for KVS, kvssink trusts the machine's. [KvsSinkDeviceInfoProvider.cpp] */
function kvssinkEnvironment({ awsEndpointUrl, caPath }: RealCameraSettings): Record<string, string> {
  if (awsEndpointUrl === undefined) return {};
  return {
    CONTROL_PLANE_URI: awsEndpointUrl,
    ...(awsEndpointUrl.startsWith('https:') && { KVSSINK_CA_CERT_PATH: caPath }),
  };
}

/** Lines that both a shell (`set -a; . ./camera.env`) and systemd's EnvironmentFile understand. */
export function environmentFile(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${shellWord(value)}`)
    .join('\n');
}

/** Undefined when the C SDK can use these settings: it takes hosts without a port, and always port 443 over TLS. */
export function whyNotWebRtcSdk({ credentialEndpoint, awsEndpointUrl }: RealCameraSettings): string | undefined {
  const { hostname, port } = new URL(`https://${credentialEndpoint}`);
  const reachable =
    port === '' &&
    isIP(hostname) === 0 &&
    (awsEndpointUrl === undefined || /^https:\/\/[^:/]+\/?$/.test(awsEndpointUrl));
  if (reachable) return undefined;
  return "AWS's WebRTC SDK in C speaks TLS on port 443 of named hosts only, so it can't reach this local cloud as it listens now: start that with npm start -- --tls-hosts.";
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
