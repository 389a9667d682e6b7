// Who is let in by the console's backend, and who is not.
import { describe, expect, it } from '@jest/globals';
import { openDoorkeeper } from '../../console/server/admit.ts';

const door = openDoorkeeper(4573);
const host = '127.0.0.1:4573';
const welcome = door.admit({ method: 'GET', url: `/?token=${door.token}`, headers: { host } });
const cookie = welcome.kind === 'welcome' ? welcome.cookie.split(';')[0]! : '';

it('exchanges the token of the URL for a cookie that no script and no other site can use', () => {
  expect(welcome).toEqual({
    kind: 'welcome',
    cookie: expect.stringMatching(/^lensgate-console-4573=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/),
  });
  expect(cookie).not.toContain(door.token);
});

it.each([
  ['by address', { host, cookie }],
  ['by name', { host: 'localhost:4573', cookie }],
  ['among other cookies', { host, cookie: `a=b; ${cookie}; c=d` }],
  ['from its own page', { host, cookie, origin: `http://${host}` }],
])('admits a browser with the cookie, %s', (_, headers) => {
  expect(door.admit({ method: 'GET', url: '/api/fleet', headers })).toEqual({ kind: 'admitted' });
});

describe('refuses', () => {
  it.each([
    ['another name for this machine', 421, 'GET', '/', { host: 'rebound.example:4573', cookie }],
    ['another port', 421, 'GET', '/', { host: '127.0.0.1:4574', cookie }],
    ['no host', 421, 'GET', '/', { cookie }],
    ["another site's page", 403, 'GET', '/api/fleet', { host, cookie, origin: 'https://evil.example' }],
    ["another port's page", 403, 'GET', '/api/fleet', { host, cookie, origin: 'http://127.0.0.1:4574' }],
    ['a page without an origin (a file, a sandbox)', 403, 'GET', '/api/fleet', { host, cookie, origin: 'null' }],
    ['a change of which nobody says where it comes from', 403, 'POST', '/api/demo-cameras', { host, cookie }],
    ['no cookie', 401, 'GET', '/api/fleet', { host }],
    ['a wrong cookie', 401, 'GET', '/api/fleet', { host, cookie: `${cookie}x` }],
    ['the cookie of another port', 401, 'GET', '/api/fleet', { host, cookie: cookie.replace('4573', '4574') }],
    ['a wrong token, even with the cookie', 401, 'GET', '/?token=wrong', { host, cookie }],
    ['an empty token', 401, 'GET', '/?token=', { host }],
    ['the token in a POST', 401, 'POST', `/?token=${door.token}`, { host, origin: `http://${host}` }],
  ])('%s: %i', (_, status, method, url, headers) => {
    expect(door.admit({ method, url, headers })).toEqual({ kind: 'refused', status, error: expect.any(String) });
  });
});
