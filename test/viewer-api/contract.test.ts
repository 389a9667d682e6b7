// The served document against the running API: every operation, every documented status; what is answered fits what is written.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { operations, type OperationId } from '../../api/operations.ts';
import document from '../../api/openapi.json' with { type: 'json' };
import { systemClock, type Clock } from '../../localcloud/core/clock.ts';
import { registerCamera } from '../support/camera.ts';
import { httpRequest, type HttpAnswer } from '../support/http-request.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { scenarios, unprovoked } from './contract/scenarios.ts';
import { registerClaimable } from './contract/claims.ts';
import { owner, sendGood, type Scenario, type World } from './contract/scenario.ts';
import { registerTransferable } from './contract/transfers.ts';
import { sharedScenarios, tooMany } from './contract/shared.ts';

interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Shared | Response>> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}
interface Response {
  readonly content?: Readonly<Record<string, unknown>>;
}
/** Of `components.responses`, which several operations share. */
interface Shared {
  readonly $ref: string;
}

const written: Document = document as never;
const ids = Object.keys(operations) as OperationId[];
const place = (id: OperationId) => [operations[id].path, operations[id].method.toLowerCase()] as const;
const statusesOf = (id: OperationId): number[] => {
  const [path, method] = place(id);
  return Object.keys(written.paths[path]![method]!.responses).map(Number);
};

/** Undefined: nobody has written one. */
function scenariosFor(id: OperationId, status: number): Scenario[] {
  const own = scenarios[id]?.answers?.[status];
  // Only what is about a camera has the gateway's 403.
  const isShared = status !== 403 || typeof operations[id].who !== 'string';
  const shared = status === 429 ? tooMany : isShared ? sharedScenarios[status] : undefined;
  const all = [shared, own].filter((scenario) => scenario !== undefined);
  return all.length === 0 && status < 300 ? [sendGood] : all;
}

let lensgate: Lensgate;
let stoppedAt: number | undefined;
const clock: Clock = {
  now: () => stoppedAt ?? systemClock.now(),
  after: (delayMs, action) => systemClock.after(delayMs, action),
};
let served: Document;
const tokens = new Map<string, Promise<string>>();
const tokenOf = (email: string): Promise<string> => {
  if (!tokens.has(email)) tokens.set(email, lensgate.token(email));
  return tokens.get(email)!;
};
const ajv = new Ajv2020({ strict: false, allErrors: true });

const world: World = {
  get lensgate() {
    return lensgate;
  },
  async send({ method, path, as, headers, body }) {
    const identity: Record<string, string> = as === null ? {} : { authorization: `Bearer ${await tokenOf(as)}` };
    const all = { ...identity, ...headers };
    return httpRequest(lensgate.cloud.context.addresses.apiUrl, path, { method, headers: all, body });
  },
  async during(interceptor, action) {
    const mend = lensgate.cloud.context.aws.intercept(interceptor);
    try {
      return await action();
    } finally {
      mend();
    }
  },
  async atOneMoment(action) {
    stoppedAt = systemClock.now();
    try {
      return await action();
    } finally {
      stoppedAt = undefined;
    }
  },
};

beforeAll(async () => {
  lensgate = await startLensgate({ clock });
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner });
  await registerClaimable(lensgate);
  await registerTransferable(lensgate);
  const { body } = await world.send({ method: 'GET', path: '/openapi.json', as: null });
  served = JSON.parse(body) as Document;
  ajv.addSchema(served, 'api');
});
afterAll(() => lensgate.stop());

it('the document that is served is the one that is written, with the address of the API', () => {
  expect(served).toEqual({ ...written, servers: [{ url: lensgate.cloud.context.addresses.apiUrl }] });
});

it('every operation has a good request, and every documented status a scenario or a reason', () => {
  const missing = ids.flatMap((id) => {
    if (!scenarios[id]) return [id];
    return statusesOf(id)
      .filter((status) => scenariosFor(id, status).length === 0 && !unprovoked[`${id} ${status}`])
      .map((status) => `${id} ${status}`);
  });
  expect(missing).toEqual([]);
  expect(Object.keys(scenarios).filter((id) => !ids.includes(id as OperationId))).toEqual([]);
});

const cases = ids.flatMap((id) => statusesOf(id).map((status) => [id, status] as const));
const provoked = cases.filter(([id, status]) => scenarios[id] && scenariosFor(id, status).length > 0);

// Those that empty the gateway's buckets come last.
describe.each([...provoked].sort(([, one], [, other]) => Number(one === 429) - Number(other === 429)))(
  '%s',
  (id, status) => {
    it(`answers ${status} as documented`, async () => {
      for (const scenario of scenariosFor(id, status)) {
        await scenarios[id].before?.(world);
        const answers = await scenario(world, { method: operations[id].method, request: scenarios[id].request });
        const all: HttpAnswer[] = 'status' in answers ? [answers] : [...answers];
        expect(all.map((answer) => [answer.status, breachesOf(id, answer)])).toEqual(all.map(() => [status, []]));
        expect(all).not.toEqual([]);
      }
    });
  },
);

/** Where an answer isn't what the served document says. */
function breachesOf(id: OperationId, { status, headers, body }: HttpAnswer): unknown[] {
  const [path, method] = place(id);
  const found = served.paths[path]![method]!.responses[status];
  if (!found) return [`${status} isn't documented`];
  const [pointer, documented] =
    '$ref' in found
      ? [found.$ref.split('/').slice(1), served.components.responses[found.$ref.split('/').at(-1)!]!]
      : [['paths', path, method, 'responses', String(status)], found];
  if (typeof headers['apigw-requestid'] !== 'string') return ['apigw-requestid is missing'];
  if (!documented.content) return body === '' ? [] : ['a body where none is documented'];
  const contentType = String(headers['content-type']).split(';')[0]!;
  if (!documented.content[contentType]) return [`${contentType} isn't documented`];
  const fragment = [...pointer, 'content', contentType, 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.getSchema(`api#/${fragment}`);
  if (!validate) return [`no schema at ${fragment}`];
  return validate(JSON.parse(body)) ? [] : (validate.errors ?? []);
}
