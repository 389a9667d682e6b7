import { describe, expect, it } from '@jest/globals';
import { matches, parsePattern, type EventPattern } from '../../../localcloud/services/eventbridge/event-pattern.ts';

// The event of AWS's own page on event patterns.
const event = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 5,
    'd-count': 0,
    flag: null,
    tags: [{ k: 'a' }, { k: 'b' }],
  },
};

describe('an event pattern', () => {
  it.each<[string, EventPattern, boolean]>([
    ['a value of a list', { source: ['aws.rds', 'aws.ec2'] }, true],
    ['a value that is not in the list', { source: ['aws.rds'] }, false],
    ['every field, not one of them', { source: ['aws.ec2'], region: ['eu-west-1'] }, false],
    ['a nested field', { detail: { state: ['terminated'] } }, true],
    ['a field that is absent', { detail: { nothing: ['a'] } }, false],
    ['a nested field of what is absent', { nothing: { deep: ['a'] } }, false],
    ['one element of a list in the event', { resources: [{ prefix: 'arn:aws:ec2:' }] }, true],
    ['a field within a list of objects', { detail: { tags: { k: ['b'] } } }, true],
    ['a number', { detail: { 'd-count': [0] } }, true],
    ['a number given as text', { detail: { 'c-count': ['5'] } }, false],
    ['null', { detail: { flag: [null] } }, true],
    ['prefix', { time: [{ prefix: '2017-10-02' }] }, false],
    ['prefix whatever the case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
    ['suffix', { detail: { 'instance-id': [{ suffix: 'def0' }] } }, true],
    ['equals-ignore-case', { detail: { state: [{ 'equals-ignore-case': 'TERMINATED' }] } }, true],
    ['wildcard', { resources: [{ wildcard: 'arn:*:instance/i-*' }] }, true],
    ['anything-but with the value', { detail: { state: [{ 'anything-but': 'terminated' }] } }, false],
    [
      'anything-but with a list of others',
      { detail: { state: [{ 'anything-but': ['initializing', 'running'] }] } },
      true,
    ],
    ['anything-but with a prefix', { detail: { state: [{ 'anything-but': { prefix: 'init' } }] } }, true],
    ['anything-but on what is absent', { detail: { nothing: [{ 'anything-but': 'a' }] } }, false],
    ['a numeric range that holds', { detail: { 'c-count': [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    ['a numeric range that does not hold', { detail: { 'd-count': [{ numeric: ['<', 0] }] } }, false],
    ['exists on a leaf', { detail: { state: [{ exists: true }] } }, true],
    ['exists on an object, which is no leaf', { detail: [{ exists: true }] }, false],
    ['absence', { detail: { nothing: [{ exists: false }] } }, true],
    ['absence of what is there', { detail: { state: [{ exists: false }] } }, false],
    [
      'one branch of $or',
      { source: ['aws.ec2'], $or: [{ region: ['eu-west-1'] }, { detail: { 'c-count': [5] } }] },
      true,
    ],
    ['no branch of $or', { $or: [{ region: ['eu-west-1'] }, { detail: { 'c-count': [6] } }] }, false],
  ])('with %s', (_what, pattern, expected) => {
    expect(matches(parsePattern(JSON.stringify(pattern)), event)).toBe(expected);
  });

  it.each([
    ['{', 'not JSON'],
    ['{}', 'must not be empty'],
    ['{"source":"aws.ec2"}', 'source must be an object or a list'],
    ['{"source":[]}', 'the list at source must not be empty'],
    ['{"detail":{"ip":[{"cidr":"10.0.0.0/24"}]}}', 'at detail.ip: {"cidr":"10.0.0.0/24"} is not imitated'],
    ['{"detail":{"n":[{"numeric":["~",1]}]}}', 'numeric knows'],
  ])('%s is refused: %s', (json, reason) => {
    expect(() => parsePattern(json)).toThrow(reason);
  });
});
