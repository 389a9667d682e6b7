// What is deployed: small bundles that load by themselves, and complain of all that is missing at once.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/bundle-options.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';

const settings: Record<string, Record<string, string>> = {
  'authorize-viewer': {
    TABLE_NAME: 'CameraTable',
    AUTHENTICATION: 'tokens',
    TOKEN_ISSUER: 'https://issuer.example',
    TOKEN_AUDIENCES: 'a-client-id',
    TOKEN_USE: 'id',
    TOKEN_ALGORITHMS: 'RS256',
    USER_ID_CLAIM: 'email',
    ADMIN_CLAIM: 'cognito:groups',
    ADMIN_VALUE: 'admins',
  },
  'tell-camera': {},
  'check-certificate-request': {},
  'identify-camera': {
    TABLE_NAME: 'CameraTable',
    BAN_TABLE_NAME: 'BanTable',
    DEVICE_CA_CERTIFICATE_IDS: '',
    REPROVISION: 'never',
  },
  'manage-cameras': {
    TABLE_NAME: 'CameraTable',
    ROTATION_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:RotateChannel',
    EVENT_BUS_NAME: 'EventBus',
    CLAIMING: 'pairing',
  },
  'hear-camera': {
    TABLE_NAME: 'CameraTable',
    BAN_TABLE_NAME: 'BanTable',
    ROTATION_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:RotateChannel',
    TELL_CAMERA_FUNCTION_NAME: 'TellCamera',
    EVENT_BUS_NAME: 'EventBus',
    RENEWAL_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:RenewCertificate',
    RENEWS_CERTIFICATES: 'true',
    CLAIMING: 'pairing',
  },
  'presign-viewer-url': {
    TABLE_NAME: 'CameraTable',
    REFRESH_ENDPOINTS_FUNCTION_NAME: 'RefreshEndpoints',
    VIEWER_URL_TTL_SECONDS: '299',
    VIEWER_URL_LIMITS: '{"user":{"burst":1,"perSecond":1},"camera":{"burst":1,"perSecond":1}}',
  },
  'reconcile-fleet': {
    TABLE_NAME: 'CameraTable',
    BAN_TABLE_NAME: 'BanTable',
    ENDING_CERTIFICATE_DAYS: '14',
    STAGE: 'dev',
    CAMERA_POLICY_NAME: 'CameraPolicy',
    CAMERA_THING_TYPE_NAME: 'Camera',
    CA_CERTIFICATE_IDS: '',
    MEDIA: 'webrtc',
    STREAM_RETENTION_HOURS: '24',
    REPAIRS_PER_RUN: '100',
    PROVISION_CAMERA_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:ProvisionCamera',
    RETIRE_CAMERA_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:RetireCamera',
    ROTATE_CHANNEL_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:RotateChannel',
    RENEW_CERTIFICATE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:RenewCertificate',
  },
  'record-history': { HISTORY_TABLE_NAME: 'HistoryTable', TABLE_NAME: 'CameraTable', HISTORY_DAYS: '90' },
  'record-presence': { TABLE_NAME: 'CameraTable' },
  'refresh-endpoints': { TABLE_NAME: 'CameraTable' },
  'start-provisioning': { STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:ProvisionCamera' },
};
const functions = Object.keys(settings);
const directory = await temporaryDirectory();
const bundleOf = (name: string) => join(directory.path, name, 'index.mjs');

beforeAll(async () => {
  await build({
    entryPoints: functions.map((name) => ({ in: `functions/${name}/index.ts`, out: `${name}/index` })),
    outdir: directory.path,
    outExtension: { '.js': '.mjs' },
    ...bundleOptions,
  });
});
afterAll(() => directory.remove());

/** Runs a line of code in a Node of its own, with nothing in the environment but what is given. */
function run(name: string, code: string, environment: Record<string, string>) {
  const program = `import(${JSON.stringify(bundleOf(name))}).then(async ({ handler }) => { ${code} }).catch((e) => { console.error(e.name, e.message); process.exit(1); })`;
  return spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: { AWS_REGION: 'us-west-2', ...environment },
  });
}

describe.each(functions)('the bundle of %s', (name) => {
  it('is smaller than 500 KB', () => {
    expect(statSync(bundleOf(name)).size).toBeLessThan(500_000);
  });

  it('loads with its settings alone', () => {
    expect(run(name, 'console.log(typeof handler)', settings[name]!)).toMatchObject({
      status: 0,
      stdout: 'function\n',
    });
  });

  const wanted = Object.keys(settings[name]!);
  if (wanted.length > 0) {
    it('names every setting that is missing, and does not load', () => {
      const { status, stderr } = run(name, '', {});
      expect(status).toBe(1);
      expect(stderr).toMatch(/^MissingEnvironmentError/);
      for (const variable of wanted) expect(stderr).toContain(variable);
    });
  }
});

describe('the bundle of authorize-viewer', () => {
  const secret = { TABLE_NAME: 'CameraTable', AUTHENTICATION: 'shared-secret' };
  it.each<[string, Record<string, string>, RegExp]>([
    ['loads for the shared secret', { ...secret, SHARED_SECRET_ARN: 'arn:secret' }, /^function$/m],
    ['wants the secret for the shared secret', secret, /^MissingEnvironmentError.*: SHARED_SECRET_ARN\./m],
    ['knows no other way', { ...settings['authorize-viewer'], AUTHENTICATION: 'none' }, /AUTHENTICATION is "none"; it must be tokens or shared-secret/], // prettier-ignore
    ['knows no other tokens', { ...settings['authorize-viewer'], TOKEN_USE: 'any' }, /TOKEN_USE is "any"; it must be id or access/], // prettier-ignore
  ])('%s', (_, environment, expected) => {
    const { stdout, stderr } = run('authorize-viewer', 'console.log(typeof handler)', environment);
    expect(stdout + stderr).toMatch(expected);
  });
});

describe('the bundle of presign-viewer-url', () => {
  it('answers with the credentials of its environment, and calls nobody', () => {
    const sample = JSON.parse(
      readFileSync(new URL('./samples/viewer-url.proxy.json', import.meta.url), 'utf8'),
    ) as object;
    const event = JSON.stringify({ ...sample, rawQueryString: 'ice=false' });
    const { stdout } = run('presign-viewer-url', `console.log(JSON.stringify(await handler(${event})))`, {
      ...settings['presign-viewer-url'],
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'a/token',
    });
    const answer = JSON.parse(stdout) as { statusCode: number; body: string };
    const { url, clientId } = JSON.parse(answer.body) as { url: string; clientId: string };
    expect(answer.statusCode).toBe(200);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      'X-Amz-ClientId': clientId,
      'X-Amz-Security-Token': 'a/token',
      'X-Amz-Expires': '299',
    });
    expect(clientId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
