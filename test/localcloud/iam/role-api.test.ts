// The IAM API with AWS's SDK over the wire: documents come back percent-encoded, errors in IAM's names.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { servicePrincipal, type Principal } from '../../../localcloud/core/principal.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import { iam } from '../../../localcloud/services/iam/iam.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

const trustIn = (Service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });
const trust = trustIn('credentials.iot.amazonaws.com');
const allow = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

let directory: { path: string; remove: () => Promise<void> };
let cloud: TestCloud;
let client: IAMClient;
async function start(): Promise<void> {
  cloud = await startTestCloud({ dataDir: directory.path });
  const [, service] = await cloud.add(frontDoor, iam);
  await service!.resources!['AWS::IAM::Role']!(
    templateResource('AWS::IAM::Role', 'CameraRole', {
      RoleName: 'FromATemplate',
      AssumeRolePolicyDocument: JSON.parse(trust) as object,
    }),
  );
  client = new IAMClient({
    endpoint: cloud.context.addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: cloud.context.iam.operator,
    maxAttempts: 1,
    systemClockOffset: cloud.context.clock.now() - Date.now(),
  });
}
beforeAll(async () => {
  directory = await temporaryDirectory();
  await start();
});
afterAll(async () => {
  await cloud.stop();
  await directory.remove();
});

let count = 0;
async function createRole(): Promise<string> {
  const RoleName = `role-${++count}`;
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  return RoleName;
}
const assume = (name: string, service = 'credentials.iot.amazonaws.com') =>
  cloud.context.iam.assumeRole({
    roleArn: roleArn(name),
    by: servicePrincipal(service, '000000000000', 'arn:aws:iot:us-east-1:000000000000:rolealias/a'),
    sessionName: 'session',
    durationSeconds: 900,
  });

describe('a role', () => {
  it('is created, found by its name, and can be assumed by whom it trusts', async () => {
    const input = { RoleName: 'Camera', Path: '/cameras/', AssumeRolePolicyDocument: trust, Description: 'A camera' };
    const { Role } = await client.send(new CreateRoleCommand({ ...input, MaxSessionDuration: 7200 }));
    expect(Role).toEqual({
      Path: '/cameras/',
      RoleName: 'Camera',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: 'arn:aws:iam::000000000000:role/cameras/Camera',
      CreateDate: new Date(cloud.context.clock.now()),
      AssumeRolePolicyDocument: encodeURIComponent(trust),
      Description: 'A camera',
    });
    const { Role: found } = await client.send(new GetRoleCommand({ RoleName: 'Camera' }));
    expect(found).toEqual({ ...Role, MaxSessionDuration: 7200 });
    expect(assume('cameras/Camera').principal.arn).toBe('arn:aws:sts::000000000000:assumed-role/Camera/session');
    expect(() => assume('cameras/Camera', 'lambda.amazonaws.com')).toThrow(/not authorized to perform: sts:AssumeRole/);
  });

  it('exists once', async () => {
    const RoleName = await createRole();
    for (const taken of [RoleName, 'FromATemplate']) {
      await expect(
        client.send(new CreateRoleCommand({ RoleName: taken, AssumeRolePolicyDocument: trust })),
      ).rejects.toMatchObject({
        name: 'EntityAlreadyExistsException',
        message: `Role with name ${taken} already exists.`,
        $metadata: { httpStatusCode: 409 },
      });
    }
  });

  it('changes whom it trusts', async () => {
    const RoleName = await createRole();
    const PolicyDocument = trustIn('lambda.amazonaws.com');
    await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(PolicyDocument);
    assume(RoleName, 'lambda.amazonaws.com');
    expect(() => assume(RoleName)).toThrow(/sts:AssumeRole/);
  });

  it('changes its longest session and its description, each alone', async () => {
    const RoleName = await createRole();
    await client.send(new UpdateRoleCommand({ RoleName, Description: 'A camera' }));
    await client.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }));
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    expect(Role).toMatchObject({ Description: 'A camera', MaxSessionDuration: 7200 });
    await expect(client.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 60 }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('may what its inline policies allow, as long as they are there', async () => {
    const RoleName = await createRole();
    const policy = { RoleName, PolicyName: 'ListsRoles' };
    const list = (principal: Principal) => cloud.context.aws.call(principal, 'iam', 'ListRoles', {});
    await expect(list(assume(RoleName).principal)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await client.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: allow('iam:GetRole') }));
    await client.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: allow('iam:ListRoles') }));
    const { PolicyDocument } = await client.send(new GetRolePolicyCommand(policy));
    expect(decodeURIComponent(PolicyDocument!)).toBe(allow('iam:ListRoles'));
    await list(assume(RoleName).principal);
    await expect(client.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      $metadata: { httpStatusCode: 409 },
    });
    await client.send(new DeleteRolePolicyCommand(policy));
    await expect(list(assume(RoleName).principal)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await client.send(new DeleteRoleCommand({ RoleName }));
    expect(() => assume(RoleName)).toThrow(/sts:AssumeRole/);
  });

  it('is listed beside those of the templates, page by page', async () => {
    await client.send(new CreateRoleCommand({ RoleName: 'Zoo', Path: '/z/', AssumeRolePolicyDocument: trust }));
    const { Roles } = await client.send(new ListRolesCommand({}));
    const names = Roles!.map(({ RoleName }) => RoleName);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['FromATemplate', 'Zoo']));
    const first = await client.send(new ListRolesCommand({ MaxItems: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, Roles: [{ RoleName: names[0] }] });
    const second = await client.send(new ListRolesCommand({ MaxItems: 1, Marker: first.Marker }));
    expect(second.Roles![0]!.RoleName).toBe(names[1]);
    const below = await client.send(new ListRolesCommand({ PathPrefix: '/z/' }));
    expect(below.Roles!.map(({ RoleName }) => RoleName)).toEqual(['Zoo']);
    expect(below.IsTruncated).toBe(false);
  });

  it('survives a restart', async () => {
    const RoleName = await createRole();
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('iam:ListRoles') }));
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    await cloud.stop();
    await start();
    expect((await client.send(new GetRoleCommand({ RoleName }))).Role).toEqual(Role);
    await cloud.context.aws.call(assume(RoleName).principal, 'iam', 'ListRoles', {});
  });
});

describe('the API refuses', () => {
  it('what does not exist', async () => {
    const RoleName = await createRole();
    for (const command of [
      new GetRoleCommand({ RoleName: 'nobody' }),
      new DeleteRoleCommand({ RoleName: 'nobody' }),
      new GetRolePolicyCommand({ RoleName, PolicyName: 'none' }),
      new DeleteRolePolicyCommand({ RoleName, PolicyName: 'none' }),
    ]) {
      await expect(client.send(command as GetRoleCommand)).rejects.toMatchObject({
        name: 'NoSuchEntityException',
        message: expect.stringMatching(/^The role (policy )?with name \w+ cannot be found\.$/),
        $metadata: { httpStatusCode: 404 },
      });
    }
  });

  it('to change a role of a template', async () => {
    const RoleName = 'FromATemplate';
    for (const command of [
      new DeleteRoleCommand({ RoleName }),
      new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('iam:*') }),
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }),
      new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }),
    ]) {
      await expect(client.send(command as DeleteRoleCommand)).rejects.toMatchObject({
        name: 'UnmodifiableEntityException',
        message: expect.stringContaining('belongs to a template'),
      });
    }
    expect((await client.send(new GetRoleCommand({ RoleName }))).Role).toMatchObject({ Arn: roleArn(RoleName) });
  });

  it.each([
    ['a trust policy that is not JSON', { AssumeRolePolicyDocument: '{' }, 'MalformedPolicyDocumentException'],
    ['a trust policy with a resource', { AssumeRolePolicyDocument: allow('*') }, 'MalformedPolicyDocumentException'],
    ['a name with a slash', { RoleName: 'a/b' }, 'ValidationError'],
    ['a name of 65 characters', { RoleName: 'a'.repeat(65) }, 'ValidationError'],
    ['a path without its slashes', { Path: 'cameras' }, 'ValidationError'],
    ['sessions below an hour', { MaxSessionDuration: 3599 }, 'ValidationError'],
    ['sessions above 12 hours', { MaxSessionDuration: 43_201 }, 'ValidationError'],
  ])('%s', async (_, change, name) => {
    const input = { RoleName: 'refused', AssumeRolePolicyDocument: trust, ...change };
    await expect(client.send(new CreateRoleCommand(input))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('a permission policy with a principal', async () => {
    const RoleName = await createRole();
    await expect(
      client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: trust })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });

  it('whom no policy allows', async () => {
    const RoleName = await createRole();
    const { principal } = assume(RoleName);
    await expect(cloud.context.aws.call(principal, 'iam', 'GetRole', { RoleName })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`iam:GetRole on resource: ${roleArn(RoleName)}`),
    });
  });
});
