// Whatever is wrong with a request is said in words, field and rule, and nothing is changed.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { registerCamera } from '../support/camera.ts';
import { httpRequest } from '../support/http-request.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

const owner = 'ada@example.com';
const json = { 'content-type': 'application/json' };
const share = '/cameras/front-door/shares/sam%40example.com';

interface Case {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  /** The fields that are named, each with a word of its rule. */
  readonly breaches: readonly (readonly [field: string, rule: RegExp])[];
}

const patch = { method: 'PATCH', path: '/cameras/front-door', headers: json };

const cases: Readonly<Record<string, Case>> = {
  'a JSON body of another schema': { ...patch, body: '{"name":7}', breaches: [['body.name', /unknown/], ['body.displayName', /missing/]] }, // prettier-ignore
  'an unknown field': { ...patch, body: '{"displayName":"Door","owner":"eve@example.com"}', breaches: [['body.owner', /unknown/]] }, // prettier-ignore
  'a field of another type': { ...patch, body: '{"displayName":["Door"]}', breaches: [['body.displayName', /string/]] },
  'a text that breaks its pattern': { ...patch, body: '{"displayName":"a\\u0000b"}', breaches: [['body.displayName', /1 to 128 visible characters/]] }, // prettier-ignore
  'JSON that is no object': { ...patch, body: '[]', breaches: [['body', /object/]] },
  'no JSON': { ...patch, body: '{"displayName":', breaches: [['body', /JSON/]] },
  // API Gateway makes text of it, with a sign for each byte that is none.
  'no UTF-8': { ...patch, body: Buffer.from([0x22, 0xff, 0xfe, 0x22]), breaches: [['body', /object/]] },
  'no body': { ...patch, breaches: [['body', /JSON|object/]] },
  'a body of another type': { ...patch, headers: { 'content-type': 'text/plain' }, body: '{"displayName":"Door"}', breaches: [['header.content-type', /application\/json/]] }, // prettier-ignore
  'a body where there is none': { path: '/cameras', headers: { ...json, 'content-length': '2' }, body: '{}', breaches: [['body', /empty/]] }, // prettier-ignore
  'a body over the limit': { ...patch, body: JSON.stringify({ displayName: 'x'.repeat(33_000) }), breaches: [['body', /at most 32768 bytes/]] }, // prettier-ignore
  'a name that no camera can have': {
    path: '/cameras/front%20door',
    breaches: [['path.cameraName', /1 to 128 characters of A-Z a-z 0-9 _ -/]],
  },
  'a name with an encoded slash': {
    path: '/cameras/front-door%2Fshares',
    breaches: [['path.cameraName', /1 to 128 characters of A-Z a-z 0-9 _ -/]],
  },
  'a name that looks alike': { path: `/cameras/${encodeURIComponent('frоnt-door')}`, breaches: [['path.cameraName', /1 to 128 characters of A-Z a-z 0-9 _ -/]] }, // prettier-ignore
  'an e-mail address that is none': { method: 'PUT', path: '/cameras/front-door/shares/sam', headers: json, body: '{}', breaches: [['path.email', /one e-mail address/]] }, // prettier-ignore
  'a share that has ended already': { method: 'PUT', path: share, headers: json, body: '{"expiresAt":"2001-01-01T00:00:00Z"}', breaches: [['body.expiresAt', /future|later/]] }, // prettier-ignore
  'another role': {
    method: 'PUT',
    path: share,
    headers: json,
    body: '{"role":"OWNER"}',
    breaches: [['body.role', /./]],
  },
  'a duplicate parameter': { path: '/cameras?limit=1&limit=2', breaches: [['query.limit', /once/]] },
  'an unknown parameter': { path: '/cameras?cameraName=garage', breaches: [['query', /limit/]] },
  'a parameter that breaks its pattern': {
    path: '/cameras?limit=0',
    breaches: [['query.limit', /whole number from 1 to 100/]],
  },
  'a parameter that is none of a list': { path: '/cameras/front-door/viewer-url?format=exe', breaches: [['query.format', /go2rtc/]] }, // prettier-ignore
  'a header that is missing': {
    path: '/?channelName=front-door',
    breaches: [['header.cameraName', /1 to 128 characters of A-Z a-z 0-9 _ -/]],
  },
  'a parameter that is missing': { path: '/', headers: { cameraName: 'front%20door' }, breaches: [['query.channelName', /missing/], ['header.cameraName', /1 to 128 characters of A-Z a-z 0-9 _ -/]] }, // prettier-ignore
};

let lensgate: Lensgate;
let token: string;
beforeAll(async () => {
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner });
  token = await lensgate.token(owner);
});
afterAll(() => lensgate.stop());

const send = ({ path, method, headers, body }: Omit<Case, 'breaches'>) =>
  httpRequest(lensgate.cloud.context.addresses.apiUrl, path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  });

async function everything(): Promise<unknown> {
  const { Items = [] } = await new DynamoDBClient(lensgate.client).send(
    new ScanCommand({ TableName: lensgate.outputs.get('TableName'), ConsistentRead: true }),
  );
  // The camera has just gone: its presence is told when the news arrives. And what was asked for counts, whatever came of it.
  return Items.filter(({ sk }) => !['presence', 'bucket'].includes(sk?.S ?? ''));
}

describe('the viewer API', () => {
  it.each(Object.entries(cases))('refuses %s with the field and the rule', async (_, { breaches, ...request }) => {
    const before = await everything();
    const { status, headers, body } = await send(request);
    const problem = JSON.parse(body) as { errors: { field: string; rule: string }[] };
    expect({ status, type: headers['content-type'] }).toEqual({ status: 400, type: 'application/problem+json' });
    const expected = breaches.map(([field, rule]) => ({ field, rule: expect.stringMatching(rule) }));
    expect(problem.errors).toEqual(expect.arrayContaining(expected));
    expect(problem.errors).toHaveLength(breaches.length);
    // No rule is a regular expression.
    expect(problem.errors.filter(({ rule }) => /[\\^$]/.test(rule))).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it.each([11_000, 1024 * 1024])('has the gateway refuse a header of %d bytes', async (length) => {
    const { status, headers, body } = await send({ path: '/cameras', headers: { 'x-long': 'x'.repeat(length) } });
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({
      status: 431,
      body: { message: 'Request Header Fields Too Large' },
    });
    expect(headers['apigw-requestid']).toEqual(expect.any(String));
  });
});
