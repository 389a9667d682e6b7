// Which callers may become which role, and for how long.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Principal } from '../../../localcloud/core/principal.ts';
import { sts } from '../../../localcloud/services/sts/sts.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';

const roleArn = 'arn:aws:iam::000000000000:role/viewer';
const callerArn = 'arn:aws:iam::000000000000:role/caller';
const caller = (...actions: string[]): Principal => ({
  kind: 'role',
  accountId: '000000000000',
  arn: 'arn:aws:sts::000000000000:assumed-role/caller/s',
  roleArn: callerArn,
  policies: [{ Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }],
  context: { 'aws:userid': 'AROACALLER:s' },
});

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
  await cloud.add(sts);
});
afterEach(() => cloud.stop());

const putRole = (trusted: Record<string, string>, Condition: Record<string, Record<string, string>> = {}) =>
  cloud.context.iam.putRole({
    name: 'viewer',
    arn: roleArn,
    trust: { Statement: { Effect: 'Allow', Principal: trusted, Action: 'sts:AssumeRole', Condition } },
    policies: [],
    maxSessionSeconds: 7200,
  });
const assume = (by: Principal, more: { DurationSeconds?: number; ExternalId?: string } = {}) =>
  cloud.context.aws.call(by, 'sts', 'AssumeRole', { RoleArn: roleArn, RoleSessionName: 'visit', ...more });

it('gives credentials that authenticate as the role, for an hour unless asked otherwise', async () => {
  await putRole({ AWS: callerArn });
  const { Credentials, AssumedRoleUser } = await assume(caller());
  expect(AssumedRoleUser!.Arn).toBe('arn:aws:sts::000000000000:assumed-role/viewer/visit');
  expect(AssumedRoleUser!.AssumedRoleId).toMatch(/^AROA\w{17}:visit$/);
  expect(Credentials!.Expiration!.getTime() - cloud.context.clock.now()).toBe(3_600_000);
  const known = cloud.context.iam.authenticate(Credentials!.AccessKeyId!, Credentials!.SessionToken);
  expect(known.secretAccessKey).toBe(Credentials!.SecretAccessKey);
  expect(known.principal.arn).toBe(AssumedRoleUser!.Arn);
});

it('needs the caller’s own permission where the trust policy names only the account', async () => {
  await putRole({ AWS: 'arn:aws:iam::000000000000:root' });
  await expect(assume(caller('iot:*'))).rejects.toMatchObject({ statusCode: 403 });
  await assume(caller('sts:AssumeRole'));
});

it('is refused by a trust policy that names somebody else, whatever the caller’s permissions', async () => {
  await putRole({ Service: 'lambda.amazonaws.com' });
  await expect(assume(caller('sts:*'))).rejects.toMatchObject({ name: 'AccessDenied', statusCode: 403 });
});

it('checks the external id that the trust policy asks for', async () => {
  await putRole({ AWS: 'arn:aws:iam::000000000000:root' }, { StringEquals: { 'sts:ExternalId': 'e-1' } });
  const by = caller('sts:AssumeRole');
  await expect(assume(by)).rejects.toMatchObject({ statusCode: 403 });
  await expect(assume(by, { ExternalId: 'e-2' })).rejects.toMatchObject({ statusCode: 403 });
  await assume(by, { ExternalId: 'e-1' });
});

it.each([
  [899, /greater than or equal to 900/],
  [3601, /role chaining/],
])('refuses %d seconds to a role’s session', async (DurationSeconds, message) => {
  await putRole({ AWS: callerArn });
  await expect(assume(caller(), { DurationSeconds })).rejects.toThrow(message);
});

it('refuses more than the role’s maximum', async () => {
  await putRole({ AWS: callerArn });
  await expect(assume(cloud.context.iam.operatorPrincipal, { DurationSeconds: 7201 })).rejects.toThrow(
    /MaxSessionDuration/,
  );
  await assume(cloud.context.iam.operatorPrincipal, { DurationSeconds: 7200 });
});
