// Secrets: versions and staging labels through a rotation, ids in each form, deletion and restoring, values from the template.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InputOf, OperationName } from '../../../localcloud/core/aws-model.ts';
import type { Principal } from '../../../localcloud/core/principal.ts';
import type { Service } from '../../../localcloud/core/service.ts';
import { secretsManager } from '../../../localcloud/services/secrets-manager/secrets-manager.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

const dayMs = 86_400_000;
const v1 = '11111111-1111-4111-8111-111111111111';
const v2 = '22222222-2222-4222-8222-222222222222';
const v3 = '33333333-3333-4333-8333-333333333333';

let cloud: TestCloud;
let service: Service;
beforeEach(async () => {
  cloud = await startTestCloud();
  [service] = (await cloud.add(secretsManager)) as [Service];
});
afterEach(() => cloud.stop());

const call = <O extends OperationName<'secretsmanager'>>(
  operation: O,
  input: InputOf<'secretsmanager', O>,
  principal: Principal = cloud.context.iam.operatorPrincipal,
) => cloud.context.aws.call(principal, 'secretsmanager', operation, input);
const createShared = () =>
  call('CreateSecret', { Name: 'shared', SecretString: 'one', ClientRequestToken: v1, Description: 'd' });
const putValue = (token: string, value: string, VersionStages?: string[]) =>
  call('PutSecretValue', { SecretId: 'shared', ClientRequestToken: token, SecretString: value, VersionStages });
const stages = async () => (await call('DescribeSecret', { SecretId: 'shared' })).VersionIdsToStages;
const read = async (selector: { VersionStage?: string; VersionId?: string } = {}) =>
  (await call('GetSecretValue', { SecretId: 'shared', ...selector })).SecretString;

describe('an id', () => {
  it('is the name, the ARN, or the ARN without its random six characters', async () => {
    const { ARN } = await createShared();
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:shared-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['shared', ARN, ARN!.slice(0, -7)])
      expect(await call('GetSecretValue', { SecretId })).toMatchObject({
        ARN,
        Name: 'shared',
        SecretString: 'one',
        VersionId: v1,
        VersionStages: ['AWSCURRENT'],
      });
    await expect(call('GetSecretValue', { SecretId: 'share' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });
});

describe('staging labels', () => {
  it('AWSCURRENT moves to a new value and leaves AWSPREVIOUS behind', async () => {
    await createShared();
    await putValue(v2, 'two');
    expect(await stages()).toEqual({ [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
    await putValue(v3, 'three');
    expect(await stages()).toEqual({ [v2]: ['AWSPREVIOUS'], [v3]: ['AWSCURRENT'] });
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toBe('two');
    // Without a label it is deprecated, and still there by its id.
    expect(await read({ VersionId: v1 })).toBe('one');
  });

  it('a rotation: AWSPENDING is put beside AWSCURRENT, then becomes it', async () => {
    await createShared();
    await putValue(v2, 'two', ['AWSPENDING']);
    expect(await stages()).toEqual({ [v1]: ['AWSCURRENT'], [v2]: ['AWSPENDING'] });
    expect([await read(), await read({ VersionStage: 'AWSPENDING' })]).toEqual(['one', 'two']);
    const finish = { SecretId: 'shared', VersionStage: 'AWSCURRENT', MoveToVersionId: v2 };
    await expect(call('UpdateSecretVersionStage', finish)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`currently attached to version ${v1}`) as unknown,
    });
    await call('UpdateSecretVersionStage', { ...finish, RemoveFromVersionId: v1 });
    await call('UpdateSecretVersionStage', {
      SecretId: 'shared',
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: v2,
    });
    expect(await stages()).toEqual({ [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
  });

  it('AWSCURRENT can be moved back, and never removed', async () => {
    await createShared();
    await putValue(v2, 'two');
    const move = { SecretId: 'shared', VersionStage: 'AWSCURRENT', RemoveFromVersionId: v2 };
    await expect(call('UpdateSecretVersionStage', move)).rejects.toThrow(/can’t be completely removed/);
    await call('UpdateSecretVersionStage', { ...move, MoveToVersionId: v1 });
    expect(await stages()).toEqual({ [v1]: ['AWSCURRENT'], [v2]: ['AWSPREVIOUS'] });
  });

  it('a first value is AWSCURRENT whatever its labels', async () => {
    await call('CreateSecret', { Name: 'shared' });
    await expect(read()).rejects.toThrow(
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    );
    await putValue(v1, 'one', ['mine']);
    expect(await stages()).toEqual({ [v1]: ['AWSCURRENT', 'mine'] });
  });

  it('a version and a label that don’t belong together are refused', async () => {
    await createShared();
    await putValue(v2, 'two');
    await expect(read({ VersionId: v1, VersionStage: 'AWSCURRENT' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    expect(await read({ VersionId: v1, VersionStage: 'AWSPREVIOUS' })).toBe('one');
  });

  it('UpdateSecret with a value is a new AWSCURRENT, without one it leaves the versions', async () => {
    await createShared();
    await call('UpdateSecret', { SecretId: 'shared', Description: 'new' });
    expect(await stages()).toEqual({ [v1]: ['AWSCURRENT'] });
    await call('UpdateSecret', { SecretId: 'shared', SecretString: 'two', ClientRequestToken: v2 });
    expect(await stages()).toEqual({ [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
    expect(await call('DescribeSecret', { SecretId: 'shared' })).toMatchObject({ Description: 'new' });
  });
});

describe('a request that is repeated', () => {
  it('with the same token and value changes nothing, with another value it fails', async () => {
    await createShared();
    await createShared();
    await putValue(v2, 'two');
    await putValue(v3, 'three');
    await putValue(v2, 'two');
    expect(await read()).toBe('three');
    await expect(putValue(v2, 'other')).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(call('CreateSecret', { Name: 'shared', SecretString: 'x' })).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret shared already exists.',
    });
  });
});

describe('deletion', () => {
  it('can be taken back within its window, and is final after it', async () => {
    await createShared();
    const { DeletionDate } = await call('DeleteSecret', { SecretId: 'shared', RecoveryWindowInDays: 7 });
    expect(DeletionDate!.getTime() - cloud.context.clock.now()).toBe(7 * dayMs);
    await expect(read()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(createShared()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect((await call('ListSecrets', {})).SecretList).toEqual([]);
    await call('RestoreSecret', { SecretId: 'shared' });
    expect(await read()).toBe('one');

    await call('DeleteSecret', { SecretId: 'shared', RecoveryWindowInDays: 7 });
    await cloud.context.clock.advance(7 * dayMs);
    await expect(call('RestoreSecret', { SecretId: 'shared' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await createShared();
  });

  it('may be forced', async () => {
    await createShared();
    await call('DeleteSecret', { SecretId: 'shared', ForceDeleteWithoutRecovery: true });
    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([6, 31])('refuses a window of %d days', async (RecoveryWindowInDays) => {
    await createShared();
    await expect(call('DeleteSecret', { SecretId: 'shared', RecoveryWindowInDays })).rejects.toThrow(
      /between 7 and 30/,
    );
  });
});

describe('permissions', () => {
  const reader = (Resource: string): Principal => ({
    kind: 'role',
    accountId: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/reader/s',
    roleArn: 'arn:aws:iam::000000000000:role/reader',
    policies: [{ Statement: { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource } }],
    context: {},
  });

  it('are asked on the full ARN, however the secret is named', async () => {
    const { ARN } = await createShared();
    for (const SecretId of ['shared', ARN]) await call('GetSecretValue', { SecretId }, reader(ARN!));
    await call('GetSecretValue', { SecretId: 'shared' }, reader(`${ARN!.slice(0, -6)}??????`));
    await expect(call('GetSecretValue', { SecretId: 'shared' }, reader(`${ARN}x`))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('are given and denied by the secret’s own policy', async () => {
    const { ARN } = await createShared();
    const policy = (Effect: string) =>
      call('PutResourcePolicy', {
        SecretId: 'shared',
        ResourcePolicy: JSON.stringify({
          Statement: [
            {
              Effect,
              Principal: { AWS: 'arn:aws:iam::000000000000:role/reader' },
              Action: 'secretsmanager:GetSecretValue',
              Resource: '*',
            },
          ],
        }),
      });
    await policy('Allow');
    await call('GetSecretValue', { SecretId: 'shared' }, reader('arn:aws:nothing'));
    await policy('Deny');
    await expect(call('GetSecretValue', { SecretId: 'shared' }, reader(ARN!))).rejects.toThrow(/explicit deny/);
  });
});

describe('GetRandomPassword', () => {
  it('has 32 characters with one of each type, unless told otherwise', async () => {
    const { RandomPassword } = await call('GetRandomPassword', {});
    expect(RandomPassword).toHaveLength(32);
    for (const type of [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/]) expect(RandomPassword).toMatch(type);
    const short = await call('GetRandomPassword', {
      PasswordLength: 4,
      ExcludePunctuation: true,
      ExcludeUppercase: true,
      ExcludeCharacters: 'abc012',
    });
    expect(short.RandomPassword).toMatch(/^[d-z3-9]{4}$/);
  });

  it('refuses what can’t be made', async () => {
    await expect(call('GetRandomPassword', { PasswordLength: 3 })).rejects.toThrow(/can't have one of each of 4 types/);
  });
});

describe('a secret of the template', () => {
  const deploy = (properties: Record<string, unknown>) =>
    service.resources!['AWS::SecretsManager::Secret']!(
      templateResource('AWS::SecretsManager::Secret', 'SharedSecret', properties),
    );

  it('is generated once, and keeps its ARN and its rotated value at later starts', async () => {
    const properties = { GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 48 } };
    const { ref } = await deploy(properties);
    expect(ref).toMatch(/:secret:Lensgate-dev-Service-SharedSecret-LOCAL-[A-Za-z0-9]{6}$/);
    const generated = await call('GetSecretValue', { SecretId: ref });
    expect(generated.SecretString).toMatch(/^[A-Za-z0-9]{48}$/);
    await call('PutSecretValue', { SecretId: ref, SecretString: 'rotated' });
    expect((await deploy(properties)).ref).toBe(ref);
    expect((await call('GetSecretValue', { SecretId: ref })).SecretString).toBe('rotated');
  });

  it('may have its password inside a JSON template', async () => {
    const { ref } = await deploy({
      GenerateSecretString: { SecretStringTemplate: '{"user":"ann"}', GenerateStringKey: 'password' },
    });
    const { SecretString } = await call('GetSecretValue', { SecretId: ref });
    expect(JSON.parse(SecretString!)).toEqual({ user: 'ann', password: expect.stringMatching(/^.{32}$/s) });
  });

  it('with a text of its own gets a new version only when the template’s text changes', async () => {
    const { ref } = await deploy({ SecretString: 'one' });
    await call('PutSecretValue', { SecretId: ref, SecretString: 'rotated' });
    await deploy({ SecretString: 'one' });
    expect((await call('GetSecretValue', { SecretId: ref })).SecretString).toBe('rotated');
    await deploy({ SecretString: 'two' });
    expect((await call('GetSecretValue', { SecretId: ref })).SecretString).toBe('two');
  });

  it('has the policy of its ResourcePolicy as long as the template has one', async () => {
    const { ref } = await deploy({ SecretString: 'one' });
    const ResourcePolicy = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*' }] };
    await service.resources!['AWS::SecretsManager::ResourcePolicy']!(
      templateResource('AWS::SecretsManager::ResourcePolicy', 'Policy', { SecretId: ref, ResourcePolicy }),
    );
    expect(JSON.parse((await call('GetResourcePolicy', { SecretId: ref })).ResourcePolicy!)).toEqual(ResourcePolicy);
    await deploy({ SecretString: 'one' });
    expect(await call('GetResourcePolicy', { SecretId: ref })).not.toHaveProperty('ResourcePolicy');
  });
});

it('binary values stay bytes', async () => {
  await call('CreateSecret', { Name: 'key', SecretBinary: new Uint8Array([0, 255]) });
  expect((await call('GetSecretValue', { SecretId: 'key' })).SecretBinary).toEqual(new Uint8Array([0, 255]));
});
