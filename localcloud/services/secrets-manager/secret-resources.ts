// AWS::SecretsManager::Secret and ::ResourcePolicy. A generated value is generated once: later starts and rotations keep theirs.
import { createHash, randomUUID } from 'node:crypto';
import type { InputOf } from '../../core/aws-model.ts';
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import { randomPassword } from './random-password.ts';
import type { Secrets, SecretValue } from './secrets.ts';
import { current } from './staging-labels.ts';

interface SecretProperties {
  Name?: string;
  Description?: string;
  KmsKeyId?: string;
  Tags?: { Key: string; Value: string }[];
  SecretString?: string;
  GenerateSecretString?: InputOf<'secretsmanager', 'GetRandomPassword'> & {
    SecretStringTemplate?: string;
    GenerateStringKey?: string;
  };
}

const imitated = ['Name', 'Description', 'KmsKeyId', 'Tags', 'SecretString', 'GenerateSecretString'];

export function secretResources(secrets: Secrets): Record<string, CreateResource> {
  const createSecret: CreateResource = async (resource) => {
    const unknown = Object.keys(resource.properties).find((name) => !imitated.includes(name));
    if (unknown) throw new Error(`${resource.logicalId}: the property ${unknown} is not imitated`);
    const properties = resource.properties as SecretProperties;
    const name = properties.Name ?? resource.physicalName(64);
    const { Description: description, KmsKeyId: kmsKeyId, Tags: tags = [], SecretString } = properties;
    const templateValue = SecretString === undefined ? undefined : digest(SecretString);
    const existing = secrets.find(name);
    if (existing?.goneAt !== undefined)
      throw new Error(
        `${resource.logicalId}: the secret ${name} is scheduled for deletion. Restore it: aws secretsmanager restore-secret --secret-id ${name}`,
      );
    if (!existing) {
      const value = initialValue(resource, properties);
      const { arn } = await secrets.create({ name, description, kmsKeyId, tags, templateValue }, value);
      return { ref: arn, attributes: { Id: arn } };
    }
    // A policy that is no longer in the template must not stay. If it is, its own resource sets it again.
    const kept = { description, kmsKeyId, tags, policy: undefined, templateValue };
    const changed = await secrets.change(existing, kept);
    if (templateValue !== undefined && templateValue !== existing.templateValue)
      await secrets.putValue(changed, randomUUID(), { string: SecretString }, [current]);
    return { ref: existing.arn, attributes: { Id: existing.arn } };
  };

  const createResourcePolicy: CreateResource = async ({ properties }) => {
    const { SecretId, ResourcePolicy } = properties as { SecretId: string; ResourcePolicy: PolicyDocument };
    const { arn } = await secrets.change(secrets.get(SecretId), { policy: ResourcePolicy });
    return { ref: arn, attributes: { Id: arn } };
  };

  return {
    'AWS::SecretsManager::Secret': createSecret,
    'AWS::SecretsManager::ResourcePolicy': createResourcePolicy,
  };
}

function initialValue({ logicalId }: TemplateResource, properties: SecretProperties): SecretValue {
  const { SecretString, GenerateSecretString: generate } = properties;
  if (!generate) return { string: SecretString };
  const { SecretStringTemplate: template, GenerateStringKey: key, ...options } = generate;
  if ((template === undefined) !== (key === undefined))
    throw new Error(`${logicalId}: SecretStringTemplate and GenerateStringKey are given together or not at all`);
  const password = randomPassword(options);
  if (template === undefined) return { string: password };
  return { string: JSON.stringify({ ...(JSON.parse(template) as object), [key!]: password }) };
}

// Not the value: this record is there to be compared, not to be read.
function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
