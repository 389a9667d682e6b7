// Role aliases: their operations, who may make one, and what becomes of one in a template. Rules and errors are those of the API reference.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../localcloud/core/principal.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { templateResource } from '../../support/template-resource.ts';
import { startIotCloud, type IotCloud } from './iot-cloud.ts';

const roleArn = 'arn:aws:iam::000000000000:role/CameraRole';
const otherRoleArn = 'arn:aws:iam::000000000000:role/OtherRole';
const roleAlias = 'CameraRoleAlias';
const roleAliasArn = 'arn:aws:iot:us-east-1:000000000000:rolealias/CameraRoleAlias';

let iot: IotCloud;
beforeEach(async () => {
  iot = await startIotCloud();
});
afterEach(() => iot.stop());

const describeAlias = async () => (await iot.call('DescribeRoleAlias', { roleAlias })).roleAliasDescription;

describe('a role alias', () => {
  it('points to a role, for an hour unless it says otherwise', async () => {
    const createdAt = new Date(iot.cloud.context.clock.now());
    expect(await iot.call('CreateRoleAlias', { roleAlias, roleArn })).toEqual({ roleAlias, roleAliasArn });
    expect(await describeAlias()).toEqual({
      roleAlias,
      roleAliasArn,
      roleArn,
      owner: '000000000000',
      credentialDurationSeconds: 3600,
      creationDate: createdAt,
      lastModifiedDate: createdAt,
    });
  });

  it('exists once, even when it is created twice alike', async () => {
    await iot.call('CreateRoleAlias', { roleAlias, roleArn });
    await expect(iot.call('CreateRoleAlias', { roleAlias, roleArn })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      details: { resourceId: roleAlias, resourceArn: roleAliasArn },
    });
  });

  it('is updated member by member', async () => {
    await iot.call('CreateRoleAlias', { roleAlias, roleArn });
    await iot.cloud.context.clock.advance(1000);
    await iot.call('UpdateRoleAlias', { roleAlias, credentialDurationSeconds: 900 });
    expect(await describeAlias()).toMatchObject({ roleArn, credentialDurationSeconds: 900 });
    expect(await iot.call('UpdateRoleAlias', { roleAlias, roleArn: otherRoleArn })).toEqual({
      roleAlias,
      roleAliasArn,
    });
    const changed = await describeAlias();
    expect(changed).toMatchObject({ roleArn: otherRoleArn, credentialDurationSeconds: 900 });
    expect(changed!.lastModifiedDate!.getTime() - changed!.creationDate!.getTime()).toBe(1000);
  });

  it('is listed, page by page', async () => {
    for (const name of ['a', 'b', 'c']) await iot.call('CreateRoleAlias', { roleAlias: name, roleArn });
    const first = await iot.call('ListRoleAliases', { pageSize: 2, ascendingOrder: true });
    expect(first.roleAliases).toEqual(['a', 'b']);
    const second = await iot.call('ListRoleAliases', { pageSize: 2, ascendingOrder: true, marker: first.nextMarker });
    expect(second).toEqual({ roleAliases: ['c'] });
    expect((await iot.call('ListRoleAliases', {})).roleAliases).toEqual(['c', 'b', 'a']);
  });

  it('is gone when it is deleted', async () => {
    await iot.call('CreateRoleAlias', { roleAlias, roleArn });
    await iot.call('DeleteRoleAlias', { roleAlias });
    for (const operation of ['DescribeRoleAlias', 'UpdateRoleAlias', 'DeleteRoleAlias'] as const) {
      await expect(iot.call(operation, { roleAlias })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
  });

  it.each([
    ['a duration below 900 s', { roleAlias, roleArn, credentialDurationSeconds: 899 }, /credentialDurationSeconds/],
    ['a duration above 12 h', { roleAlias, roleArn, credentialDurationSeconds: 43_201 }, /credentialDurationSeconds/],
    ['a name with a slash', { roleAlias: 'a/b', roleArn }, /'roleAlias'/],
    ['a name of 129 characters', { roleAlias: 'a'.repeat(129), roleArn }, /'roleAlias'/],
    ['what is not a role', { roleAlias, roleArn: 'arn:aws:iam::000000000000:user/operator' }, /'roleArn'/],
  ])('is refused with %s', async (_, input, message) => {
    await expect(iot.call('CreateRoleAlias', input)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message),
    });
  });
});

describe('who makes a role alias', () => {
  const as = (...statements: PolicyStatement[]): Principal => ({
    kind: 'role',
    accountId: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/r/s',
    policies: [{ Statement: statements }],
    context: {},
  });
  const mayManage: PolicyStatement = { Effect: 'Allow', Action: 'iot:*RoleAlias', Resource: roleAliasArn };
  const mayPass = (service: string): PolicyStatement => ({
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: roleArn,
    Condition: { StringEquals: { 'iam:PassedToService': service } },
  });
  const aws = () => iot.cloud.context.aws;

  it('must be allowed to pass the role to the credentials provider', async () => {
    const create = (principal: Principal) => aws().call(principal, 'iot', 'CreateRoleAlias', { roleAlias, roleArn });
    const denied = { name: 'AccessDeniedException', message: expect.stringContaining('iam:PassRole') };
    await expect(create(as(mayManage))).rejects.toMatchObject(denied);
    await expect(create(as(mayManage, mayPass('lambda.amazonaws.com')))).rejects.toMatchObject(denied);
    await create(as(mayManage, mayPass('credentials.iot.amazonaws.com')));
  });

  it('must be allowed to pass the new role when changing it, and none when changing the duration', async () => {
    await iot.call('CreateRoleAlias', { roleAlias, roleArn });
    const principal = as(mayManage, mayPass('credentials.iot.amazonaws.com'));
    await aws().call(principal, 'iot', 'UpdateRoleAlias', { roleAlias, roleArn });
    await aws().call(as(mayManage), 'iot', 'UpdateRoleAlias', { roleAlias, credentialDurationSeconds: 900 });
    await expect(
      aws().call(principal, 'iot', 'UpdateRoleAlias', { roleAlias, roleArn: otherRoleArn }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

it('a template makes one, finds it again at the next start, and changes it', async () => {
  const make = (properties: object) =>
    iot.service.resources!['AWS::IoT::RoleAlias']!(
      templateResource('AWS::IoT::RoleAlias', roleAlias, { RoleAlias: roleAlias, RoleArn: roleArn, ...properties }),
    );
  const created = await make({ CredentialDurationSeconds: 1800 });
  expect(created).toEqual({ ref: roleAlias, attributes: { RoleAliasArn: roleAliasArn } });
  expect(await make({ CredentialDurationSeconds: 1800 })).toEqual(created);
  expect(await describeAlias()).toMatchObject({ credentialDurationSeconds: 1800 });
  await make({ RoleArn: otherRoleArn });
  expect(await describeAlias()).toMatchObject({ roleArn: otherRoleArn, credentialDurationSeconds: 3600 });
  const { ref } = await iot.service.resources!['AWS::IoT::RoleAlias']!(
    templateResource('AWS::IoT::RoleAlias', 'Unnamed', { RoleArn: roleArn }),
  );
  expect(ref).toContain('Unnamed');
});
