// Certificates that wait for activation: how they are looked for, and what is said of each. Against an AWS of ten lines.
import type { Certificate } from '@aws-sdk/client-iot';
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PendingCertificate, PendingLine } from '../../console/api/attention.ts';
import type { ExecutionRow } from '../../console/api/executions.ts';
import { openNewestAttempts } from '../../console/server/attention/newest-attempts.ts';
import {
  openPendingCertificates,
  type PendingCertificates,
} from '../../console/server/attention/pending-certificates.ts';
import { pendingReason, type Attempt, type Pending } from '../../console/server/attention/pending-reason.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 23, 12);
const idOf = (n: number): string => n.toString(16).padStart(64, '0');

describe('what is said of one', () => {
  const failed: Attempt = {
    ...{ name: idOf(1), number: 1, status: 'FAILED', startedAt: noon - 11 * minute, stoppedAt: noon - 10 * minute },
    ...{ error: 'UnknownSerialNumberError', cause: 'Serial number SN-1 is not in the manifest.' },
  };
  const pending: Pending = {
    ...{ certificateId: idOf(1), createdAt: noon - 11 * minute, attempt: failed, isParked: false },
  };
  const pendingAs = (changes: Partial<Pending>, now = noon): PendingCertificate | undefined =>
    pendingReason({ ...pending, ...changes }, now);

  it('a failed attempt: its error and cause, and until when it cools down', () => {
    expect(pendingAs({})).toMatchObject({
      kind: 'failed',
      says: 'Attempt 1 ended as FAILED, UnknownSerialNumberError: Serial number SN-1 is not in the manifest.',
      next: expect.stringMatching(/after the cool-down starts attempt 2/),
      coolDownUntil: noon + 5 * minute,
      canRegisterAgain: true,
    });
  });

  it.each([
    [1, 15],
    [2, 30],
    [7, 960],
    [8, 1440],
    [20, 1440],
  ])('attempt %i cools down for %i minutes', (number, minutes) => {
    const attempt = { ...failed, number };
    const end = noon - 10 * minute + minutes * minute;
    expect(pendingAs({ attempt }, end - 1)?.coolDownUntil).toBe(end);
    expect(pendingAs({ attempt }, end)?.coolDownUntil).toBeUndefined();
    expect(pendingAs({ attempt }, end)?.next).toMatch(/The next connection of the camera/);
  });

  it.each<[string, Partial<Pending>, Partial<PendingCertificate>]>([
    ['parked', { isParked: true }, { kind: 'parked', next: expect.stringMatching(/quota.*attempt 2/) as never }],
    ['stopped', { attempt: { ...failed, status: 'ABORTED' } }, { kind: 'stopped', canRegisterAgain: true }],
    ['timed out', { attempt: { ...failed, status: 'TIMED_OUT' } }, { kind: 'stopped', canRegisterAgain: true }],
    ['running', { attempt: { ...failed, status: 'RUNNING' } }, { kind: 'running', canRegisterAgain: false }],
    ['succeeded', { attempt: { ...failed, status: 'SUCCEEDED' } }, { kind: 'succeeded', canRegisterAgain: false }],
    ['never heard of', { attempt: 'none' }, { kind: 'unheard', canRegisterAgain: false }],
    ['not looked up', { attempt: 'unasked' }, { kind: 'unknown', canRegisterAgain: false }],
  ])('%s', (_, changes, expected) => {
    expect(pendingAs(changes)).toMatchObject({ ...expected, says: expect.any(String), next: expect.any(String) });
  });

  it('nothing, of one that came within the last minute and is on its way', () => {
    const createdAt = noon - minute + 1;
    expect(pendingAs({ createdAt, attempt: 'none' })).toBeUndefined();
    expect(pendingAs({ createdAt, attempt: { ...failed, status: 'RUNNING' } })).toBeUndefined();
    expect(pendingAs({ createdAt })).toMatchObject({ kind: 'failed' });
    expect(pendingAs({ createdAt: noon - minute, attempt: 'none' })).toMatchObject({ kind: 'unheard' });
  });
});

describe('the look', () => {
  let all: Certificate[];
  let rows: Map<string, ExecutionRow>;
  let executions: Map<string, DescribeExecutionOutput>;
  let calls: string[];
  let now: number;
  let pending: PendingCertificates;
  let onPause: () => void;
  let refusal: Error | undefined;

  const row = (name: string, status: ExecutionRow['status'], stoppedAt = noon - minute): void =>
    void rows.set(name, { name, status, startedAt: noon - 2 * minute, ...(status !== 'RUNNING' && { stoppedAt }) });
  const execution = (name: string, error: string): void =>
    void executions.set(name, {
      ...{ executionArn: name, stateMachineArn: 'arn', status: 'FAILED', error, cause: 'Why.' },
      ...{ startDate: new Date(noon - 2 * minute), stopDate: new Date(noon - minute) },
    });

  beforeEach(() => {
    [rows, executions] = [new Map<string, ExecutionRow>(), new Map<string, DescribeExecutionOutput>()];
    [calls, now, onPause] = [[], noon, () => undefined];
    all = Array.from({ length: 600 }, (_, n) => ({
      ...{ certificateId: idOf(n), status: n % 100 === 50 ? 'PENDING_ACTIVATION' : 'ACTIVE' },
      creationDate: new Date(noon - (n + 2) * minute),
    }));
    pending = openPendingCertificates({
      now: () => now,
      list: (marker) => {
        calls.push('list');
        if (refusal) return Promise.reject(refusal);
        const from = Number(marker ?? 0);
        const next = from + 250 < all.length ? { next: String(from + 250) } : {};
        return Promise.resolve({ certificates: all.slice(from, from + 250), ...next });
      },
      attempts: () =>
        openNewestAttempts(
          {
            row: (name) => rows.get(name),
            describe: (name) => (calls.push('describe'), Promise.resolve(executions.get(name))),
            pause: () => Promise.resolve(),
          },
          5,
        ),
      parked: () => Promise.resolve(new Set([idOf(150)])),
      pause: () => (calls.push('pause'), onPause(), Promise.resolve()),
    });
  });

  async function read(gone = new AbortController().signal): Promise<PendingLine[]> {
    const lines: PendingLine[] = [];
    for await (const line of pending.read(gone)) lines.push(line);
    return lines;
  }
  const kinds = (lines: readonly PendingLine[]): Record<string, string> =>
    Object.fromEntries(
      lines.flatMap((line) =>
        'certificate' in line
          ? [[Number.parseInt(line.certificate.certificateId, 16), line.certificate.kind] as const]
          : [],
      ),
    );

  it('goes page by page with a pause between, and tells how far it is while it goes', async () => {
    const lines = await read();
    expect(calls.filter((call) => call !== 'describe')).toEqual(['list', 'pause', 'list', 'pause', 'list']);
    const looked = lines.flatMap((line) => ('progress' in line ? [line.progress.looked] : []));
    expect(looked).toEqual([...looked].sort((a, b) => a - b));
    expect(lines.at(-1)).toEqual({ progress: { looked: 600, complete: true, underWay: 0, since: noon } });
    expect(lines.findIndex((line) => 'certificate' in line)).toBeLessThan(lines.length - 2);
  });

  it('knows attempts from the list of executions, asks AWS for the others, and not for more than its share', async () => {
    row(idOf(50), 'RUNNING');
    row(idOf(150), 'FAILED');
    execution(idOf(150), 'KinesisVideo.AccountChannelLimitExceededException');
    execution(idOf(250), 'First');
    execution(`${idOf(250)}-2`, 'Second');
    const lines = await read();
    expect(kinds(lines)).toEqual({
      ...{ 50: 'running', 150: 'parked', 250: 'failed', 350: 'unheard', 450: 'unknown', 550: 'unknown' },
    });
    expect(calls.filter((call) => call === 'describe')).toHaveLength(5);
    expect(lines).toContainEqual({
      certificate: expect.objectContaining({
        says: 'Attempt 2 ended as FAILED, Second: Why.',
        executionName: `${idOf(250)}-2`,
      }),
    });
  });

  it('is shared by all who read, kept for three minutes, and told with what was heard since', async () => {
    row(idOf(50), 'FAILED');
    execution(idOf(50), 'E');
    row(idOf(150), 'FAILED');
    execution(idOf(150), 'E');
    expect((await Promise.all([read(), read()])).map((lines) => kinds(lines)[50])).toEqual(['failed', 'failed']);
    calls = [];
    row(`${idOf(50)}-2`, 'RUNNING');
    row(`${idOf(150)}-2`, 'SUCCEEDED', noon + 1);
    now += 3 * minute;
    expect(kinds(await read())).toMatchObject({ 50: 'running' });
    expect(kinds(await read())).not.toHaveProperty('150');
    expect(calls).toEqual([]);
    now += 1;
    await read();
    expect(calls).toContain('list');
    calls = [];
    pending.forget();
    await read();
    expect(calls).toContain('list');
  });

  it('ends when nobody waits for it, and begins anew for the next one', async () => {
    const gone = new AbortController();
    onPause = () => gone.abort();
    await read(gone.signal);
    expect(calls.filter((call) => call === 'list').length).toBeLessThan(3);
    onPause = () => undefined;
    expect((await read()).at(-1)).toMatchObject({ progress: { looked: 600, complete: true } });
  });

  it('says what is wrong when AWS refuses, and looks again for the next one', async () => {
    refusal = new Error('AccessDeniedException: iot:ListCertificates');
    await expect(read()).rejects.toThrow('iot:ListCertificates');
    refusal = undefined;
    expect((await read()).at(-1)).toMatchObject({ progress: { complete: true } });
  });
});
