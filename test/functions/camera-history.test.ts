// The history table's keys and attributes as they lie in DynamoDB, and what is read back from them.
import { describe, expect, it } from '@jest/globals';
import {
  cameraEventItem,
  executionReportItem,
  executionsPartitions,
  newestReports,
  readCameraEvent,
  readExecutionReport,
  sortKeyFrom,
  type ExecutionReport,
} from '../../records/camera-history.ts';

const writtenAt = Date.UTC(2026, 10, 22, 23, 59, 59, 999);
const failed: ExecutionReport = {
  executionName: 'abc-2',
  status: 'FAILED',
  startedAt: writtenAt - 3_000,
  stoppedAt: writtenAt - 1_000,
  redriveCount: 1,
  cameraName: 'hall',
  serialNumber: 'LG-1',
  error: 'UnknownSerialNumberError',
  cause: 'Nobody knows it.',
  writtenAt,
};

describe('a report about an execution', () => {
  it('lies under the UTC day and the millisecond of its writing', () => {
    const item = {
      pk: 'executions#2026-11-22',
      sk: '1795391999999#abc-2#FAILED',
      executionName: 'abc-2',
      status: 'FAILED',
      startedAt: 1795391996999,
      stoppedAt: 1795391998999,
      redriveCount: 1,
      cameraName: 'hall',
      serialNumber: 'LG-1',
      error: 'UnknownSerialNumberError',
      cause: 'Nobody knows it.',
      expiresAt: 1803168000,
    };
    expect(executionReportItem(failed, 1_803_168_000)).toEqual(item);
    expect(readExecutionReport(item)).toEqual(failed);
  });

  it('has only what is known', () => {
    const running: ExecutionReport = {
      executionName: 'abc',
      status: 'RUNNING',
      startedAt: 1,
      redriveCount: 0,
      writtenAt,
    };
    const item = executionReportItem(running, 2);
    expect(Object.keys(item).sort()).toEqual(['executionName', 'expiresAt', 'pk', 'sk', 'startedAt', 'status']);
    expect(readExecutionReport(item)).toStrictEqual(running);
  });

  it('of a status that only a later release knows is none', () => {
    expect(readExecutionReport({ ...executionReportItem(failed, 2), status: 'DREAMING' })).toBeUndefined();
    expect(readExecutionReport({})).toBeUndefined();
  });

  it('is found in the partitions of its days', () => {
    expect(executionsPartitions(writtenAt, writtenAt)).toEqual(['executions#2026-11-22']);
    expect(executionsPartitions(writtenAt, writtenAt + 1)).toEqual(['executions#2026-11-22', 'executions#2026-11-23']);
  });
});

describe('the newest report of an execution', () => {
  const report = (status: ExecutionReport['status'], redriveCount: number, at: number): ExecutionReport => ({
    executionName: 'abc',
    status,
    redriveCount,
    startedAt: 1,
    writtenAt: at,
  });

  it.each<[string, ExecutionReport, ExecutionReport]>([
    ['its end, even if its beginning is written again later', report('SUCCEEDED', 0, 5), report('RUNNING', 0, 9)],
    ['the beginning of a redrive, not the end before it', report('RUNNING', 1, 5), report('FAILED', 0, 9)],
    ['the one written last, of two that say the same', report('FAILED', 0, 9), report('FAILED', 0, 5)],
  ])('is %s', (_, newest, other) => {
    expect(newestReports([newest, other])).toEqual(new Map([['abc', newest]]));
    expect(newestReports([other, newest])).toEqual(new Map([['abc', newest]]));
  });
});

describe('an event of a camera', () => {
  it('lies under its own time and identity, wherever and however often it is delivered', () => {
    const event = { at: 1_795_391_999_999, id: 'session#connected#3', kind: 'connected' } as const;
    const item = {
      pk: 'camera#hall',
      sk: '1795391999999#session#connected#3',
      at: 1795391999999,
      kind: 'connected',
      expiresAt: 7,
    };
    expect(cameraEventItem('hall', event, 7)).toEqual(item);
    expect(readCameraEvent(item)).toStrictEqual(event);
  });

  it('says who did it to whom, and why', () => {
    const event = {
      at: 5,
      id: 'e-1',
      kind: 'transfer-accepted',
      userId: 'bob@example.com',
      to: 'bob@example.com',
      from: 'alice@example.com',
      executionName: 'abc',
      error: 'SomeError',
      reason: 'CLIENT_INITIATED_DISCONNECT',
    } as const;
    expect(readCameraEvent(cameraEventItem('hall', event, 7))).toStrictEqual(event);
  });

  it('of a kind that only a later release knows is none', () => {
    const item = cameraEventItem('hall', { at: 5, id: 'e-1', kind: 'claimed' }, 7);
    expect(readCameraEvent({ ...item, kind: 'painted' })).toBeUndefined();
    expect(readCameraEvent({})).toBeUndefined();
  });
});

it('sort keys of any time have one length, so that their order is that of time', () => {
  expect([0, 1_795_391_999_999].map(sortKeyFrom)).toEqual(['0000000000000', '1795391999999']);
});
