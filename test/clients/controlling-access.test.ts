// "Controlling access to Kinesis Video Streams resources using AWS IoT", command by command, with the stock AWS CLI and curl.
import { execFile, spawnSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { frontDoor } from '../../localcloud/front-door/front-door.ts';
import { systemClock, type Clock } from '../../localcloud/core/clock.ts';
import { credentialsProvider } from '../../localcloud/services/credentials-provider/credentials-provider.ts';
import { iam } from '../../localcloud/services/iam/iam.ts';
import { iot } from '../../localcloud/services/iot/iot.ts';
import { kinesisVideo } from '../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../support/cloud-context.ts';

const missing = ['aws', 'curl'].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
if (missing.length > 0) console.warn(`Not installed: ${missing.join(', ')}. The document's commands are skipped.`);
const step = missing.length > 0 ? it.skip : it;

let cloud: TestCloud<Clock>;
let camera: { path: string; remove: () => Promise<void> };
beforeAll(async () => {
  cloud = await startTestCloud({ clock: systemClock });
  await cloud.add(frontDoor, iam, kinesisVideo, iot, credentialsProvider);
  camera = await temporaryDirectory();
  const { accessKeyId, secretAccessKey } = cloud.context.iam.operator;
  const profile = {
    endpoint_url: cloud.context.addresses.awsEndpointUrl,
    region: cloud.context.region,
    output: 'json',
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
  };
  const lines = Object.entries(profile).map(([name, value]) => `${name} = ${value}`);
  await writeFile(join(camera.path, 'aws-config'), ['[default]', ...lines, ''].join('\n'), { mode: 0o600 });
});
afterAll(async () => {
  await cloud.stop();
  await camera.remove();
});

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One line of the document, in bash, in the camera's directory. The profile `default` is the local cloud; nothing else differs. */
function run(command: string): Promise<Result> {
  const env = {
    PATH: process.env['PATH'],
    HOME: camera.path,
    AWS_CONFIG_FILE: join(camera.path, 'aws-config'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  return new Promise((resolve) =>
    execFile('bash', ['-c', command], { cwd: camera.path, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    ),
  );
}
async function succeed(command: string): Promise<string> {
  const { code, out, err } = await run(command);
  if (code !== 0) throw new Error(`${command}\n${err}`);
  return out;
}
const put = (file: string, document: object) => writeFile(join(camera.path, file), JSON.stringify(document));
/** What `jq --raw-output` prints in the document, which not every machine has. */
async function member(file: string, ...path: string[]): Promise<string> {
  let value = JSON.parse(await readFile(join(camera.path, file), 'utf8')) as unknown;
  for (const name of path) value = (value as Record<string, unknown>)[name];
  return String(value);
}
async function withToken(command: string): Promise<string> {
  const [key, secret, token] = await Promise.all(
    ['accessKeyId', 'secretAccessKey', 'sessionToken'].map((name) => member('token.json', 'credentials', name)),
  );
  return `AWS_ACCESS_KEY_ID=${key} AWS_SECRET_ACCESS_KEY=${secret} AWS_SESSION_TOKEN=${token} ${command}`;
}
const getToken = (header = '') =>
  `curl --silent ${header} --cert certificate.pem --key private.pem.key https://$(cat iot-credential-provider.txt)/role-aliases/KvsCameraIoTRoleAlias/credentials --cacert ./cacert.pem > token.json`;
const thingHeader = '-H "x-amzn-iot-thingname:kvs_example_camera_stream"';
const permissions = (variable: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'kinesisvideo:DescribeStream',
        'kinesisvideo:PutMedia',
        'kinesisvideo:TagStream',
        'kinesisvideo:GetDataEndpoint',
      ],
      Resource: `arn:aws:kinesisvideo:*:*:stream/\${${variable}}/*`,
    },
  ],
});

step('1. an IoT thing type and an IoT thing', async () => {
  await succeed(
    'aws --profile default iot create-thing-type --thing-type-name kvs_example_camera > iot-thing-type.json',
  );
  await succeed(
    'aws --profile default iot create-thing --thing-name kvs_example_camera_stream --thing-type-name kvs_example_camera > iot-thing.json',
  );
  expect(await member('iot-thing.json', 'thingName')).toBe('kvs_example_camera_stream');
});

step('2. an IAM role to be assumed by IoT, its alias, and the policy for IoT', async () => {
  await put('iam-policy-document.json', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'credentials.iot.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  await succeed(
    "aws --profile default iam create-role --role-name KVSCameraCertificateBasedIAMRole --assume-role-policy-document 'file://iam-policy-document.json' > iam-role.json",
  );
  await put('iam-permission-document.json', permissions('credentials-iot:ThingName'));
  await succeed(
    "aws --profile default iam put-role-policy --role-name KVSCameraCertificateBasedIAMRole --policy-name KVSCameraIAMPolicy --policy-document 'file://iam-permission-document.json'",
  );
  const roleArn = await member('iam-role.json', 'Role', 'Arn');
  await succeed(
    `aws --profile default iot create-role-alias --role-alias KvsCameraIoTRoleAlias --role-arn ${roleArn} --credential-duration-seconds 3600 > iot-role-alias.json`,
  );
  const Resource = await member('iot-role-alias.json', 'roleAliasArn');
  await put('iot-policy-document.json', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['iot:Connect'], Resource },
      { Effect: 'Allow', Action: ['iot:AssumeRoleWithCertificate'], Resource },
    ],
  });
  await succeed(
    "aws --profile default iot create-policy --policy-name KvsCameraIoTPolicy --policy-document 'file://iot-policy-document.json'",
  );
});

step('3. the X.509 certificate', async () => {
  await succeed(
    'aws --profile default iot create-keys-and-certificate --set-as-active --certificate-pem-outfile certificate.pem --public-key-outfile public.pem.key --private-key-outfile private.pem.key > certificate',
  );
  const certificateArn = await member('certificate', 'certificateArn');
  await succeed(`aws --profile default iot attach-policy --policy-name KvsCameraIoTPolicy --target ${certificateArn}`);
  await succeed(
    `aws --profile default iot attach-thing-principal --thing-name kvs_example_camera_stream --principal ${certificateArn}`,
  );
  await succeed(
    'aws --profile default iot describe-endpoint --endpoint-type iot:CredentialProvider --output text > iot-credential-provider.txt',
  );
  // On AWS this is Amazon's root CA; the local cloud's own lies in its data directory.
  await succeed(`cp ${join(cloud.context.dataDir, 'certificates', 'server-ca-certificate.pem')} cacert.pem`);
  expect((await stat(join(camera.path, 'private.pem.key'))).size).toBeGreaterThan(1000);
});

step('4. the credentials, with the stream', async () => {
  await succeed(
    'aws kinesisvideo create-stream --data-retention-in-hours 24 --stream-name kvs_example_camera_stream > stream.json',
  );
  await succeed('aws kinesisvideo create-stream --data-retention-in-hours 24 --stream-name another_stream');
  await succeed(getToken(thingHeader));
  const described = JSON.parse(
    await succeed(await withToken('aws kinesisvideo describe-stream --stream-name kvs_example_camera_stream')),
  ) as unknown;
  expect(described).toMatchObject({
    StreamInfo: {
      StreamName: 'kvs_example_camera_stream',
      StreamARN: await member('stream.json', 'StreamARN'),
      DataRetentionInHours: 24,
    },
  });
});

step('the credentials reach no other stream, and without the thing name not even their own', async () => {
  const denied = { err: expect.stringContaining('AccessDeniedException') };
  const another = await withToken('aws kinesisvideo describe-stream --stream-name another_stream');
  expect(await run(another)).toMatchObject(denied);
  await succeed(getToken());
  const own = await withToken('aws kinesisvideo describe-stream --stream-name kvs_example_camera_stream');
  expect(await run(own)).toMatchObject(denied);
});

step('the certificate id as the stream name', async () => {
  const certificateId = await member('certificate', 'certificateId');
  await put('iam-permission-document.json', permissions('credentials-iot:AwsCertificateId'));
  await succeed(
    "aws --profile default iam put-role-policy --role-name KVSCameraCertificateBasedIAMRole --policy-name KVSCameraIAMPolicy --policy-document 'file://iam-permission-document.json'",
  );
  await succeed(`aws kinesisvideo create-stream --data-retention-in-hours 24 --stream-name ${certificateId}`);
  await succeed(getToken());
  const described = JSON.parse(
    await succeed(await withToken(`aws kinesisvideo describe-stream --stream-name ${certificateId}`)),
  ) as unknown;
  expect(described).toMatchObject({ StreamInfo: { StreamName: certificateId } });
  const byThing = await withToken('aws kinesisvideo describe-stream --stream-name kvs_example_camera_stream');
  expect(await run(byThing)).toMatchObject({ err: expect.stringContaining('AccessDeniedException') });
});
