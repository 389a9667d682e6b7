// What looks like a secret doesn't leave the console's backend.
import { describe, expect, it } from '@jest/globals';
import { maskSecrets } from '../../executions/mask-secrets.ts';

const masked = '••• masked •••';
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

describe('masks', () => {
  it.each([
    [{ SecretString: 'hunter2' }, { SecretString: masked }],
    [{ a: { b: [{ Password: 'p' }] } }, { a: { b: [{ Password: masked }] } }],
    [{ claimCode: 'ABCD' }, { claimCode: masked }],
    [{ claimCodeHash: 'ff' }, { claimCodeHash: masked }],
    [
      { sessionToken: 't', SecretAccessKey: 's' },
      { sessionToken: masked, SecretAccessKey: masked },
    ],
    [{ headers: { Authorization: 'Basic x' } }, { headers: { Authorization: masked } }],
    [{ url: 'wss://x/?X-Amz-Signature=ab' }, { url: masked }],
    [{ note: `token ${jwt}` }, { note: masked }],
    [{ pem: '-----BEGIN RSA PRIVATE KEY-----\nxx' }, { pem: masked }],
    [{ body: JSON.stringify({ password: 'p', ok: 1 }) }, { body: JSON.stringify({ password: masked, ok: 1 }) }],
  ])('%j', (given, expected) => {
    expect(JSON.parse(maskSecrets(JSON.stringify(given))!)).toEqual(expected);
  });

  it('text that is no JSON', () => {
    expect(maskSecrets(`the bearer was ${jwt}`)).toBe(masked);
  });
});

it.each([
  { certificateId: 'ab', channelArn: 'arn:aws:kinesisvideo:us-east-1:1:channel/x/1', attempts: 3, nothing: null },
  { certificatePem: '-----BEGIN CERTIFICATE-----\nxx' },
  { cameraName: '<script>alert(1)</script>' },
])('leaves %j as it is', (payload) => {
  expect(JSON.parse(maskSecrets(JSON.stringify(payload))!)).toEqual(payload);
});

it('leaves what is missing missing', () => expect(maskSecrets(undefined)).toBeUndefined());
