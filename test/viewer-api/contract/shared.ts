// How to get the answers that all operations share.
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import type { Interceptor } from '../../../localcloud/core/aws-caller.ts';
import { sendGood, type Contestant, type Scenario } from './scenario.ts';

const changed = ({ method, request }: Contestant, changes: Partial<Contestant['request']>): Contestant => ({
  method,
  request: { ...request, ...changes },
});

/** The functions behind the authorizer answer with this error. */
const behindTheAuthorizer =
  (error: () => Error): Interceptor =>
  ({ operation, input }, proceed) => {
    if (operation !== 'Invoke' || /AuthorizeViewer/.test(String((input as { FunctionName?: string }).FunctionName)))
      return proceed();
    throw error();
  };

const storeOutage: Interceptor = ({ service }, proceed) => {
  if (service !== 'dynamodb') return proceed();
  throw Object.assign(new Error('the disk is on fire'), { name: 'Outage' });
};

export const sharedScenarios: Readonly<Record<number, Scenario>> = {
  400: async (world, contestant) => {
    const { path } = contestant.request;
    const extra = changed(contestant, { path: `${path}${path.includes('?') ? '&' : '?'}nonsense=1` });
    const broken = changed(contestant, { path: `${path.replace(/\?.*/, '')}%` });
    return [await sendGood(world, extra), await sendGood(world, broken)];
  },
  401: async (world, contestant) => {
    const { method, request } = contestant;
    return [
      await world.send({ method, path: request.path, as: null, headers: { ...request.headers } }),
      await sendGood(world, changed(contestant, { headers: { ...request.headers, authorization: 'wrong' } })),
    ];
  },
  403: (world, contestant) => sendGood(world, changed(contestant, { as: 'nobody@example.com' })),
  413: (world, { method, request: { path, headers } }) => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    // Node's own client leaves the length out where a body is unusual.
    return world.send({ method, path, as: null, headers: { ...headers, 'content-length': String(body.length) }, body });
  },
  431: (world, contestant) =>
    sendGood(world, changed(contestant, { headers: { ...contestant.request.headers, 'x-long': 'x'.repeat(1024 * 1024) } })), // prettier-ignore
  500: async (world, contestant) => {
    const broken = behindTheAuthorizer(() => new AwsError('ServiceException', 'out of order'));
    const answers = [await world.during(broken, () => sendGood(world, contestant))];
    if (!contestant.request.path.startsWith('/openapi.json'))
      answers.push(await world.during(storeOutage, () => sendGood(world, contestant)));
    return answers;
  },
  503: (world, contestant) =>
    world.during(
      behindTheAuthorizer(() => new AwsError('TooManyRequestsException', 'Rate Exceeded.')),
      () => sendGood(world, contestant),
    ),
};

/** More requests at once than the stage admits; nothing behind the gateway is bothered. Empties the route's bucket: the last thing to do. */
export const tooMany: Scenario = async (world, contestant) => {
  const nothingWorks: Interceptor = ({ operation }, proceed) => {
    if (operation !== 'Invoke') return proceed();
    throw new AwsError('ServiceException', 'out of order');
  };
  const answers = await world.atOneMoment(() =>
    world.during(nothingWorks, () => Promise.all(Array.from({ length: 400 }, () => sendGood(world, contestant)))),
  );
  return answers.filter(({ status }) => status === 429);
};
