// What the watching pages decide by themselves: which URLs, when again, whose token, in which words.
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { LensgateError, type Camera, type LensgateClient } from '../../client/src/index.ts';
import { watchHiding } from '../../console/web/watch/hidden-for-long.ts';
import { CameraOfflineError, keepWatching, type ViewState } from '../../console/web/watch/keep-watching.ts';
import { readToken, TokenEndedError } from '../../console/web/watch/read-token.ts';
import { refusalWords } from '../../console/web/watch/refusal-words.ts';
import { listAllCameras } from '../../console/web/watch/list-all-cameras.ts';
import { openViewUrls } from '../../console/web/watch/view-urls.ts';
import { addressOf, choiceOf, growChoice } from '../../console/web/watch/wall-choice.ts';

afterEach(() => void jest.useRealTimers());

const never = new AbortController().signal;
const refused = (status: number | undefined, more: Partial<LensgateError> = {}): LensgateError =>
  new LensgateError({ operation: 'createViewerUrls', status, type: 'gateway', title: 'No', ...more });

describe('a picture that breaks off', () => {
  /** Each end in turn; after the last it is left. The phases that were shown, and the pauses between. */
  async function story(ends: readonly unknown[]): Promise<{ phases: string[]; pauses: number[] }> {
    const leaving = new AbortController();
    const [phases, pauses]: [string[], number[]] = [[], []];
    let next = 0;
    await keepWatching({
      connect: (change) => {
        const end = ends[next++];
        if (end === 'live, then lost') change({ phase: 'live' });
        if (next > ends.length) leaving.abort();
        return Promise.reject(end instanceof Error ? end : new Error('lost'));
      },
      onState: ({ phase }: ViewState) => phases.push(phase),
      signal: leaving.signal,
      sleep: (ms) => (pauses.push(ms), Promise.resolve()),
      random: () => 1,
    });
    return { phases, pauses };
  }

  it('comes back by itself, ever later, at most half a minute', async () => {
    const { pauses } = await story(Array.from({ length: 8 }, () => new Error('lost')));
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('comes back quickly once it was there', async () => {
    const { phases, pauses } = await story([new Error(), new Error(), 'live, then lost']);
    expect(pauses).toEqual([1000, 2000, 1000]);
    expect(phases.slice(-4)).toEqual(['connecting', 'live', 'waiting', 'connecting']);
  });

  it('waits as long as the API says', async () => {
    expect((await story([refused(429, { retryAfterSeconds: 9 }), refused(503)])).pauses).toEqual([9000, 2000]);
  });

  it.each([
    ['400', refused(400)],
    ['401', refused(401)],
    ['403', refused(403)],
    ['a token that has ended', new TokenEndedError('over')],
  ])('ends at %s', async (_, end) =>
    expect(await story([end, new Error()])).toEqual({ phases: ['connecting', 'refused'], pauses: [] }),
  );

  it('says that the camera is offline, and looks again', async () => {
    expect(await story([new CameraOfflineError()])).toEqual({
      phases: ['connecting', 'offline', 'connecting'],
      pauses: [15_000],
    });
  });
});

describe('viewer URLs', () => {
  const answer = (cameraName: string) => ({
    ...{ url: 'ws://127.0.0.1:1/?X', clientId: cameraName, cameraName, channelArn: 'arn', region: 'us-east-1' },
    ...{ role: 'VIEWER' as const, expiresAt: '2030-01-01T00:05:00Z', serverTime: '2030-01-01T00:00:00Z', online: true },
  });
  type Results = Awaited<ReturnType<LensgateClient['createViewerUrls']>>['results'];

  function urlsFor(resultOf: (name: string) => Partial<Results[number]>) {
    const calls: string[][] = [];
    const client = {
      createViewerUrls: ({ body }: { body: { cameras: string[] } }) => {
        calls.push(body.cameras);
        const results = body.cameras.map((cameraName) => ({ cameraName, status: 200, ...resultOf(cameraName) }));
        return Promise.resolve({ results: results as Results });
      },
    };
    return { calls, urls: openViewUrls(client as unknown as LensgateClient, { gatherMs: 5, apartMs: 30 }) };
  }

  it('are asked for together, and handed out one after another', async () => {
    const { calls, urls } = urlsFor((name) => ({ viewerUrl: answer(name) }));
    jest.useFakeTimers();
    const arrived: string[] = [];
    for (const name of ['a', 'b', 'c']) void urls.viewerFor(name, never).then(() => arrived.push(name));
    const after = async (ms: number): Promise<string> => (await jest.advanceTimersByTimeAsync(ms), arrived.join(''));
    expect([await after(4), await after(2), await after(27), await after(4), await after(30)]).toEqual([
      ...['', 'a', 'a', 'ab', 'abc'],
    ]);
    expect(calls).toEqual([['a', 'b', 'c']]);
  });

  it('are for one connection each', async () => {
    const { calls, urls } = urlsFor((name) => ({ viewerUrl: answer(name) }));
    await Promise.all([urls.viewerFor('a', never), urls.viewerFor('a', never)]);
    expect(calls).toEqual([['a'], ['a']]);
  });

  it('are not asked for by who has left', async () => {
    const { calls, urls } = urlsFor((name) => ({ viewerUrl: answer(name) }));
    void urls.viewerFor('gone', AbortSignal.abort()).catch(() => undefined);
    await urls.viewerFor('a', never);
    expect(calls).toEqual([['a']]);
  });

  it('may be refused for one camera, with its own pause', async () => {
    const { urls } = urlsFor((name) =>
      name === 'b' ? { status: 429, title: 'Too Many Requests', retryAfterSeconds: 4 } : { viewerUrl: answer(name) },
    );
    const [a, b] = await Promise.allSettled([urls.viewerFor('a', never), urls.viewerFor('b', never)]);
    expect(a.status).toBe('fulfilled');
    expect((b as PromiseRejectedResult).reason).toMatchObject({ status: 429, retryAfterSeconds: 4 });
  });
});

describe('the wall', () => {
  const camera = (cameraName: string, more: Partial<Camera> = {}): Camera => ({
    ...{ cameraName, role: 'OWNER', online: true },
    ...more,
  });

  it('keeps its choice in the address', () => {
    expect(choiceOf(new URL(addressOf(['front-door', 'garage']), 'http://x').search)?.names).toEqual([
      'front-door',
      'garage',
    ]);
    expect(choiceOf('')).toBeUndefined();
    expect(choiceOf('?cameras=')).toEqual({ names: [], left: 0 });
    expect(choiceOf('?cameras=a,a,../b,%3Cscript%3E,c')).toEqual({ names: ['a', 'c'], left: 0 });
  });

  it('has 16 at most', () => {
    const names = Array.from({ length: 20 }, (_, i) => `c${i}`);
    expect(choiceOf(`?cameras=${names.join(',')}`)).toEqual({ names: names.slice(0, 16), left: 4 });
    expect(
      growChoice(
        [],
        names.map((name) => camera(name)),
      ),
    ).toEqual(names.slice(0, 16));
  });

  it('begins with what is online and may be watched', () => {
    expect(
      growChoice(
        [],
        [
          camera('off', { online: false }),
          camera('offered', { role: 'RECIPIENT' }),
          camera('shared', { role: 'VIEWER' }),
        ],
      ),
    ).toEqual(['shared']);
  });

  it('grows by what comes online, and keeps what goes', () => {
    expect(growChoice(['a', 'b'], [camera('a', { online: false }), camera('aa'), camera('b')])).toEqual([
      'a',
      'b',
      'aa',
    ]);
  });

  it('reads all pages of the list', async () => {
    const pages = [
      { cameras: [camera('a')], nextToken: 'two' },
      { cameras: [], nextToken: 'three' },
      { cameras: [camera('b')] },
    ];
    const asked: unknown[] = [];
    const listCameras: LensgateClient['listCameras'] = (input) => (asked.push(input), Promise.resolve(pages.shift()!));
    expect((await listAllCameras({ listCameras }, never)).map(({ cameraName }) => cameraName)).toEqual(['a', 'b']);
    expect(asked).toEqual([{ limit: '100' }, { limit: '100', nextToken: 'two' }, { limit: '100', nextToken: 'three' }]);
  });
});

describe('a pasted token', () => {
  const now = Date.parse('2030-01-01T00:00:00Z');
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (claims: object): string => `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmVk`;
  const good = { email: 'Ada@Example.com', exp: now / 1000 + 3600, name: 'Ädä' };

  it.each(['', 'Bearer ', '\n bearer  '])('says whose it is and when it ends, after %j', (before) => {
    expect(readToken(`${before}${token(good)}\n`, now)).toEqual({
      token: token(good),
      email: 'ada@example.com',
      endsAt: now + 3_600_000,
    });
  });

  it.each([
    ['nothing', '', /no token/],
    ['a word', 'hunter2', /no token/],
    ['something of three parts', 'a.b.c', /no token/],
    ['an access token', token({ ...good, email: undefined }), /ID token that counts/],
    ['one without an end', token({ ...good, exp: undefined }), /when it ends/],
    ['one that has ended', token({ ...good, exp: now / 1000 }), /ended .* Sign in again/],
  ])('is refused when it is %s, in words and without repeating it', (_, text, words) => {
    const refusal = (() => {
      try {
        return readToken(text, now);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(refusal).toBeInstanceOf(Error);
    expect((refusal as Error).message).toMatch(words);
    if (text !== '') expect((refusal as Error).message).not.toContain(text);
  });
});

describe('a refusal', () => {
  const bob = { email: 'bob@example.com', cameraName: 'front-door' };
  const cases: readonly (readonly [Error, Parameters<typeof refusalWords>[1], string | RegExp])[] = [
    [refused(403), bob, 'bob@example.com may not see front-door (or it does not exist).'],
    [
      refused(403),
      { ...bob, owning: true },
      /^Only the owner of front-door may do that, and that is not bob@example\.com/,
    ],
    [refused(401), bob, /token of bob@example\.com/],
    [refused(429, { retryAfterSeconds: 4 }), bob, /too often\. Try again in 4 s/],
    [
      refused(400, { errors: [{ field: 'body.expiresAt', rule: 'must lie in the future' }] }),
      bob,
      'body.expiresAt must lie in the future.',
    ],
    [refused(409, { detail: 'It is shared with 100 users.' }), bob, 'It is shared with 100 users.'],
    [refused(502, { detail: 'The console can’t reach it.' }), bob, 'The console can’t reach it.'],
    [refused(500, { requestId: 'abc=' }), bob, /500 .*abc=/],
    [refused(undefined, { title: 'No answer within 10000 ms' }), bob, /^No answer within 10000 ms\. Try again/],
    [new Error('The picture broke off.'), bob, 'The picture broke off.'],
  ];
  it.each(cases.map((one) => [`${one[0].message}, to ${JSON.stringify(one[1])}`, ...one] as const))(
    'of %s is said in words',
    (_, error, asked, words) => {
      const shown = refusalWords(error, asked);
      if (typeof words === 'string') expect(shown).toBe(words);
      else expect(shown).toMatch(words);
    },
  );
});

it('a tab counts as hidden after a while, and as seen at once', () => {
  jest.useFakeTimers();
  const page: EventTarget & { visibilityState: 'visible' | 'hidden' } = Object.assign(new EventTarget(), {
    visibilityState: 'visible' as const,
  });
  const heard: boolean[] = [];
  const turn = (to: 'visible' | 'hidden'): void => {
    page.visibilityState = to;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  const end = watchHiding(page, (hidden) => heard.push(hidden));
  turn('hidden');
  jest.advanceTimersByTime(59_000);
  turn('visible');
  turn('hidden');
  jest.advanceTimersByTime(60_000);
  turn('visible');
  end();
  turn('hidden');
  jest.advanceTimersByTime(120_000);
  expect(heard).toEqual([false, false, true, false]);
});
