// What conditions of policies hold off, asked of the roles of the synthesized template: each rule true and false.
import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../localcloud/access/authorize.ts';
import { requestTags, resourceTags } from '../../localcloud/access/tag-conditions.ts';
import type { RequestContext } from '../../localcloud/access/patterns.ts';
import { dynamoDbPermissions, type DynamoDbRequest } from '../../localcloud/services/dynamodb/permissions.ts';
import { policiesOfRole } from '../statemachines/template-role.ts';

const here = { region: 'us-east-1', accountId: '000000000000' };
const tableName = 'cameras';
const tableArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}`;
// What else these roles name is no matter here.
const policiesOf = (role: string) =>
  policiesOfRole(`${role}Role`, { CameraTable: tableArn, '': 'arn:aws:else' }, { streams: true });
const allows = (role: string, action: string, resource: string, context: RequestContext): boolean =>
  evaluate(policiesOf(role), { action, resource, context }) === 'allow';

// The assembly of the tests is of stage dev.
const ours = { 'lensgate:stage': 'dev', 'lensgate:serialNumber': 'SN-1', 'lensgate:certificateId': 'current' };
const channel = 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1600000000000';
const stream = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/1600000000000';

describe('channels of another stage, or of nobody', () => {
  it.each([
    ['PresignViewerUrl', 'ConnectAsViewer'],
    ['PresignViewerUrl', 'GetIceServerConfig'],
    ['RefreshEndpoints', 'GetSignalingChannelEndpoint'],
  ])('are none of the business of %s: %s', (role, action) => {
    const may = (tags: Record<string, string>) => allows(role, `kinesisvideo:${action}`, channel, resourceTags(tags));
    expect(may(ours)).toBe(true);
    expect(may({ ...ours, 'lensgate:stage': 'prod' })).toBe(false);
    expect(may({})).toBe(false);
  });
});

describe('RetireCamera', () => {
  const successors = { 'lensgate:serialNumber': 'SN-2', 'lensgate:certificateId': 'next' };
  it.each([
    ['a stream of this stage', ours, successors, true],
    ['a stream of another stage', { ...ours, 'lensgate:stage': 'prod' }, successors, false],
    ['a stream of nobody', {}, successors, false],
    ['a stream for another stage', ours, { ...successors, 'lensgate:stage': 'prod' }, false],
    ['a stream with a tag of somebody else', ours, { ...successors, room: 'garden' }, false],
  ] as [string, Record<string, string>, Record<string, string>, boolean][])(
    'hands over %s: %#',
    (_, tags, given, expected) => {
      const context = { ...resourceTags(tags), ...requestTags(given) };
      expect(allows('RetireCamera', 'kinesisvideo:TagStream', stream, context)).toBe(expected);
    },
  );
});

describe("a camera's credentials", () => {
  const camera = { 'credentials-iot:ThingName': 'front-door', 'credentials-iot:AwsCertificateId': 'current' };
  const may = (action: string, resource: string, tags: Record<string, string>, more: RequestContext = {}): boolean =>
    allows('CamerasCamera', `kinesisvideo:${action}`, resource, { ...camera, ...resourceTags(tags), ...more });

  it.each([
    ['ConnectAsMaster', channel],
    ['DescribeSignalingChannel', channel],
    ['GetSignalingChannelEndpoint', channel],
    ['GetIceServerConfig', channel],
    ['PutMedia', stream],
    ['DescribeStream', stream],
    ['GetDataEndpoint', stream],
  ])('%s: only on what is tagged with their own certificate, and their stage', (action, resource) => {
    expect(may(action, resource, ours)).toBe(true);
    expect(may(action, resource, { ...ours, 'lensgate:certificateId': 'next' })).toBe(false);
    expect(may(action, resource, { ...ours, 'lensgate:stage': 'prod' })).toBe(false);
    expect(may(action, resource, {})).toBe(false);
    expect(may(action, resource, ours, { 'credentials-iot:ThingName': 'back-door' })).toBe(false);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['an ordinary tag', { room: 'garden' }, true],
    ['ordinary tags, one with a colon', { room: 'garden', 'maker:model': 'C3' }, true],
    ['no tag at all', {}, false],
    ['the certificate', { 'lensgate:certificateId': 'current' }, false],
    ['the serial number, among ordinary ones', { room: 'garden', 'lensgate:serialNumber': 'SN-2' }, false],
    ['the stage', { 'lensgate:stage': 'prod' }, false],
    ['another of our prefix', { 'lensgate:': 'x' }, false],
    ['the certificate in another case', { 'LensGate:CERTIFICATEID': 'former' }, false],
  ])('tag their stream with %s: %j', (_, tags, allowed) => {
    expect(may('TagStream', stream, ours, requestTags(tags))).toBe(allowed);
    expect(may('TagStream', stream, { ...ours, 'lensgate:certificateId': 'next' }, requestTags(tags))).toBe(false);
  });
});

describe('attributes of a camera that are others’', () => {
  const may = (role: string, operation: 'GetItem' | 'UpdateItem' | 'PutItem', request: DynamoDbRequest): boolean =>
    dynamoDbPermissions(here, operation, { TableName: tableName, ...request }, () => 'pk').every(
      ({ action, resource, context = {} }) => allows(role, action, resource, context),
    );
  const Key = { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } };
  const set = (attribute: string) => ({
    Key,
    UpdateExpression: `SET #a = :v`,
    ExpressionAttributeNames: { '#a': attribute },
  });
  const own: Readonly<Record<string, string>> = {
    RecordPresence: 'lastSeenAt',
    RefreshEndpoints: 'endpoints',
    RotateChannel: 'channelArn',
  };

  it.each(Object.keys(own))('can’t be written by %s', (role) => {
    expect(may(role, 'UpdateItem', set(own[role]!))).toBe(true);
    for (const attribute of ['userId', 'role', 'epoch', 'firstEpoch', 'certificateId', 'serialNumber', 'streamArn']) {
      expect([attribute, may(role, 'UpdateItem', set(attribute))]).toEqual([attribute, false]);
    }
    expect(may(role, 'PutItem', { Item: Key })).toBe(false);
  });

  it('aren’t in its manifest entry either', () => {
    const manifest = { pk: { S: 'serial#SN-1' }, sk: { S: 'manifest' } };
    for (const [role, attribute] of Object.entries(own)) {
      expect([role, may(role, 'UpdateItem', { ...set(attribute), Key: manifest })]).toEqual([role, false]);
    }
  });

  it('aren’t returned to those who write blindly', () => {
    for (const role of ['RecordPresence', 'RefreshEndpoints']) {
      expect(may(role, 'UpdateItem', { ...set(own[role]!), ReturnValues: 'ALL_NEW' })).toBe(false);
    }
    expect(may('RotateChannel', 'UpdateItem', { ...set('status'), ReturnValues: 'ALL_NEW' })).toBe(true);
  });
});
