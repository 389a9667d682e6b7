// Route selection, with the routes and requests of AWS's own example. [APIGW: http-api-develop-routes]
import { describe, expect, it } from '@jest/globals';
import { matchRoute, parseRouteKey } from '../../../localcloud/services/http-api/match-route.ts';

const match = (keys: string[], request: string) => {
  const [method, path] = request.split(' ') as [string, string];
  const routes = keys.map((key) => ({ pattern: parseRouteKey(key) }));
  const found = matchRoute(routes, method, path.slice(1).split('/'));
  return found && { key: found.route.pattern.routeKey, ...found.pathParameters };
};

describe('AWS’s example', () => {
  const keys = ['$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1'];
  it.each<[string, object]>([
    ['GET /pets/dog/1', { key: 'GET /pets/dog/1' }],
    ['GET /pets/dog/2', { key: 'GET /pets/dog/{id}', id: '2' }],
    ['GET /pets/cat/1', { key: 'GET /pets/{proxy+}', proxy: 'cat/1' }],
    ['POST /test/5', { key: 'ANY /{proxy+}', proxy: 'test/5' }],
    ['GET /', { key: '$default' }],
  ])('%s', (request, expected) => expect(match(keys, request)).toEqual(expected));
});

it.each<[string, string[], string, object | undefined]>([
  [
    'a full match wins over a longer greedy one',
    ['GET /x/{proxy+}', 'GET /{a}/b'],
    'GET /x/b',
    { key: 'GET /{a}/b', a: 'x' },
  ],
  ['a method wins over ANY', ['ANY /a', 'GET /a'], 'GET /a', { key: 'GET /a' }],
  ['ANY takes what the method doesn’t', ['ANY /a', 'GET /a'], 'POST /a', { key: 'ANY /a' }],
  ['another method is no match', ['GET /a'], 'POST /a', undefined],
  ['HEAD is not GET', ['GET /a'], 'HEAD /a', undefined],
  ['a trailing slash is another path', ['GET /a'], 'GET /a/', undefined],
  ['a variable takes no empty part', ['GET /a/{b}/c'], 'GET /a//c', undefined],
  ['paths are case-sensitive', ['GET /a'], 'GET /A', undefined],
])('%s', (_, keys, request, expected) => expect(match(keys, request)).toEqual(expected));

it.each(['get /a', 'GET a', 'FETCH /a', '', 'GET /{a+}/b'])('refuses the route key "%s"', (key) => {
  expect(() => parseRouteKey(key)).toThrow(`The route key "${key}"`);
});
