// The operations of Secrets Manager's API on the account's secrets.
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { InputOf, OutputOf } from '../../core/aws-model.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Operation, Operations, Permission } from '../../core/operation.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import { randomPassword } from './random-password.ts';
import type { Secret, Secrets } from './secrets.ts';
import { current, moveLabel, versionWith, type SecretVersion } from './staging-labels.ts';

const dayMs = 86_400_000;
const defaultRecoveryDays = 30;

export function secretOperations(cloud: CloudContext, secrets: Secrets): Operations<'secretsmanager'> {
  /** An operation on one existing secret. */
  const onSecret = <Input extends { SecretId: string | undefined }, Output>(
    name: string,
    handle: (input: Input, secret: Secret) => Promise<Output>,
    find: (id: string | undefined) => Secret = (id) => secrets.get(id),
  ): Operation<Input, Output> => ({
    permissions: (input) => permission(name, input),
    handle: async (input) => handle(input, find(input.SecretId)),
  });

  function permission(name: string, input: { SecretId: string | undefined; VersionStage?: string }): Permission {
    const secret = secrets.find(input.SecretId);
    const context: Record<string, string> = {};
    if (name === 'GetSecretValue') context['secretsmanager:VersionStage'] = input.VersionStage ?? current;
    for (const { Key, Value } of secret?.tags ?? []) {
      context[`aws:ResourceTag/${Key}`] = Value ?? '';
      context[`secretsmanager:ResourceTag/${Key}`] = Value ?? '';
    }
    return {
      action: `secretsmanager:${name}`,
      resource: secrets.arnOf(input.SecretId),
      resourcePolicies: secret?.policy ? [secret.policy] : [],
      context,
    };
  }

  const existing = (id: string | undefined): Secret => secrets.find(id) ?? secrets.get(id);

  return {
    CreateSecret: {
      permissions: ({ Name }) => ({ action: 'secretsmanager:CreateSecret', resource: secrets.arnOf(Name) }),
      async handle({ Name, ClientRequestToken, Description, KmsKeyId, Tags = [], SecretString, SecretBinary }) {
        const value = { string: SecretString, binary: SecretBinary };
        const secret = await secrets.create(
          { name: Name ?? '', description: Description, kmsKeyId: KmsKeyId, tags: Tags },
          value,
          ClientRequestToken ?? randomUUID(),
        );
        return { ARN: secret.arn, Name: secret.name, VersionId: versionWith(secret.versions, current) };
      },
    },

    GetSecretValue: onSecret('GetSecretValue', async (input, secret) => {
      const [VersionId, version] = chosenVersion(secret, input);
      await secrets.read(secret);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId,
        VersionStages: [...version.stages],
        CreatedDate: new Date(version.createdAt),
        ...(version.binary === undefined
          ? { SecretString: version.string }
          : { SecretBinary: new Uint8Array(Buffer.from(version.binary, 'base64')) }),
      };
    }),

    PutSecretValue: onSecret('PutSecretValue', async (input, secret) => {
      const { ClientRequestToken = randomUUID(), SecretString, SecretBinary, VersionStages = [current] } = input;
      const value = { string: SecretString, binary: SecretBinary };
      const { arn, name, versions } = await secrets.putValue(secret, ClientRequestToken, value, VersionStages);
      const stages = versions[ClientRequestToken]!.stages;
      return { ARN: arn, Name: name, VersionId: ClientRequestToken, VersionStages: [...stages] };
    }),

    UpdateSecret: onSecret('UpdateSecret', async (input, secret) => {
      const { ClientRequestToken = randomUUID(), Description, KmsKeyId, SecretString, SecretBinary } = input;
      const changed = await secrets.change(secret, {
        ...(Description !== undefined && { description: Description }),
        ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
      });
      const answer = { ARN: secret.arn, Name: secret.name };
      if (SecretString === undefined && SecretBinary === undefined) return answer;
      const value = { string: SecretString, binary: SecretBinary };
      await secrets.putValue(changed, ClientRequestToken, value, [current]);
      return { ...answer, VersionId: ClientRequestToken };
    }),

    UpdateSecretVersionStage: onSecret('UpdateSecretVersionStage', async (input, secret) => {
      const move = { to: input.MoveToVersionId, from: input.RemoveFromVersionId };
      await secrets.change(secret, { versions: moveLabel(secret.versions, input.VersionStage ?? '', move) });
      return { ARN: secret.arn, Name: secret.name };
    }),

    DescribeSecret: onSecret(
      'DescribeSecret',
      async (_, secret) => ({
        ...describe(secret),
        VersionIdsToStages: labelled(secret),
      }),
      existing,
    ),

    ListSecrets: {
      permissions: () => ({ action: 'secretsmanager:ListSecrets', resource: '*' }),
      async handle({ Filters = [], IncludePlannedDeletion, MaxResults = 100, NextToken }) {
        if (Filters.some(({ Key }) => Key !== 'name'))
          throw new AwsError('InvalidParameterException', 'The local cloud filters secrets by name only.');
        const found = secrets
          .all()
          .filter(({ goneAt }) => IncludePlannedDeletion || goneAt === undefined)
          .filter(({ name }) => Filters.every(({ Values = [] }) => Values.some((value) => name.startsWith(value))))
          .filter(({ name }) => NextToken === undefined || name > NextToken);
        const page = found.slice(0, MaxResults);
        return {
          SecretList: page.map((secret) => ({ ...describe(secret), SecretVersionsToStages: labelled(secret) })),
          ...(found.length > page.length && { NextToken: page.at(-1)!.name }),
        };
      },
    },

    DeleteSecret: onSecret('DeleteSecret', async (input, secret) => {
      const { ForceDeleteWithoutRecovery, RecoveryWindowInDays: days = defaultRecoveryDays } = input;
      const now = cloud.clock.now();
      const answer = { ARN: secret.arn, Name: secret.name };
      if (ForceDeleteWithoutRecovery) {
        if (input.RecoveryWindowInDays !== undefined)
          throw new AwsError(
            'InvalidParameterException',
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
          );
        await secrets.delete(secret);
        return { ...answer, DeletionDate: new Date(now) };
      }
      if (days < 7 || days > 30)
        throw new AwsError(
          'InvalidParameterException',
          'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
        );
      const goneAt = now + days * dayMs;
      await secrets.change(secret, { deletedAt: now, goneAt });
      return { ...answer, DeletionDate: new Date(goneAt) };
    }),

    RestoreSecret: onSecret(
      'RestoreSecret',
      async (_, secret) => {
        await secrets.change(secret, { deletedAt: undefined, goneAt: undefined });
        return { ARN: secret.arn, Name: secret.name };
      },
      existing,
    ),

    PutResourcePolicy: onSecret('PutResourcePolicy', async (input, secret) => {
      await secrets.change(secret, { policy: parsePolicy(input.ResourcePolicy) });
      return { ARN: secret.arn, Name: secret.name };
    }),

    GetResourcePolicy: onSecret('GetResourcePolicy', async (_, secret) => ({
      ARN: secret.arn,
      Name: secret.name,
      ...(secret.policy && { ResourcePolicy: JSON.stringify(secret.policy) }),
    })),

    GetRandomPassword: {
      permissions: () => ({ action: 'secretsmanager:GetRandomPassword', resource: '*' }),
      handle: async (input) => ({ RandomPassword: randomPassword(input) }),
    },
  };
}

function chosenVersion(
  secret: Secret,
  { VersionId, VersionStage }: InputOf<'secretsmanager', 'GetSecretValue'>,
): [string, SecretVersion] {
  const stage = VersionStage ?? (VersionId === undefined ? current : undefined);
  const id = VersionId ?? versionWith(secret.versions, stage!);
  const version = id === undefined ? undefined : secret.versions[id];
  if (id === undefined || !version)
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${
        VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`
      }`,
    );
  if (stage !== undefined && !version.stages.includes(stage))
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  return [id, version];
}

function labelled({ versions }: Secret): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(versions)
      .filter(([, { stages }]) => stages.length > 0)
      .map(([id, { stages }]) => [id, [...stages]]),
  );
}

function describe(secret: Secret): OutputOf<'secretsmanager', 'DescribeSecret'> {
  const date = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time));
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    Tags: [...secret.tags],
    CreatedDate: date(secret.createdAt),
    LastChangedDate: date(secret.changedAt),
    LastAccessedDate: date(secret.accessedAt),
    DeletedDate: date(secret.deletedAt),
  };
}

function parsePolicy(text: string | undefined): PolicyDocument {
  try {
    const policy = JSON.parse(text ?? '') as PolicyDocument;
    if (typeof policy === 'object' && policy !== null && typeof policy.Statement === 'object') return policy;
  } catch {
    // Refused below, as everything else that is no policy.
  }
  throw new AwsError('MalformedPolicyDocumentException', 'This resource policy contains invalid Json.');
}
