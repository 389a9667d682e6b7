// IoT resources as templates write them, made through the API, so that a template obeys its rules. All run again at every start.
import { X509Certificate } from 'node:crypto';
import type { TopicRulePayload } from '@aws-sdk/client-iot';
import { AwsError } from '../../core/aws-error.ts';
import type { InputOf, OperationName, OutputOf } from '../../core/aws-model.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { CreateResource } from '../../core/service.ts';
import type { IotState } from './state.ts';
import { certificateIdOf } from './x509.ts';

export function iotResources(cloud: CloudContext, state: IotState): Record<string, CreateResource> {
  const call = <O extends OperationName<'iot'>>(operation: O, input: InputOf<'iot', O>): Promise<OutputOf<'iot', O>> =>
    cloud.aws.call(cloud.iam.operatorPrincipal, 'iot', operation, input);

  return {
    'AWS::IoT::ThingType': async (resource) => {
      const { properties } = resource;
      const given = properties as {
        ThingTypeName?: string;
        ThingTypeProperties?: { ThingTypeDescription?: string; SearchableAttributes?: string[] };
      };
      const thingTypeName = given.ThingTypeName ?? resource.physicalName(128);
      const thingTypeProperties = {
        thingTypeDescription: given.ThingTypeProperties?.ThingTypeDescription,
        searchableAttributes: given.ThingTypeProperties?.SearchableAttributes ?? [],
      };
      const created = await undefinedOn(
        'ResourceAlreadyExistsException',
        call('CreateThingType', { thingTypeName, thingTypeProperties }),
      );
      // On AWS a changed thing type is a new one under a new name; here the name stays, so the record takes the change.
      if (!created) {
        const { description: _, ...existing } = state.thingTypes.get(thingTypeName)!;
        const { thingTypeDescription, searchableAttributes } = thingTypeProperties;
        await state.thingTypes.put(thingTypeName, {
          ...existing,
          searchableAttributes,
          ...(thingTypeDescription !== undefined && { description: thingTypeDescription }),
        });
      }
      const { thingTypeArn, thingTypeId } = await call('DescribeThingType', { thingTypeName });
      return { ref: thingTypeName, attributes: { Arn: thingTypeArn!, Id: thingTypeId! } };
    },

    'AWS::IoT::Policy': async (resource) => {
      const { properties } = resource;
      const given = properties as { PolicyName?: string; PolicyDocument: unknown };
      const policyName = given.PolicyName ?? resource.physicalName(128);
      const policyDocument =
        typeof given.PolicyDocument === 'string' ? given.PolicyDocument : JSON.stringify(given.PolicyDocument);
      const existing = await undefinedOn('ResourceNotFoundException', call('GetPolicy', { policyName }));
      if (!existing) {
        await call('CreatePolicy', { policyName, policyDocument });
      } else if (existing.policyDocument !== policyDocument) {
        await call('CreatePolicyVersion', { policyName, policyDocument, setAsDefault: true });
        await call('DeletePolicyVersion', { policyName, policyVersionId: existing.defaultVersionId });
      }
      return { ref: policyName, attributes: { Arn: arn(cloud, 'iot', `policy/${policyName}`), Id: policyName } };
    },

    'AWS::IoT::RoleAlias': async (resource) => {
      const given = resource.properties as {
        RoleAlias?: string;
        RoleArn: string;
        CredentialDurationSeconds?: number | string;
      };
      const roleAlias = given.RoleAlias ?? resource.physicalName(128);
      const settings = {
        roleArn: given.RoleArn,
        credentialDurationSeconds: Number(given.CredentialDurationSeconds ?? 3600),
      };
      const created = await undefinedOn(
        'ResourceAlreadyExistsException',
        call('CreateRoleAlias', { roleAlias, ...settings }),
      );
      const { roleAliasArn } = created ?? (await call('UpdateRoleAlias', { roleAlias, ...settings }));
      return { ref: roleAlias, attributes: { RoleAliasArn: roleAliasArn! } };
    },

    'AWS::IoT::CACertificate': async ({ properties }) => {
      const given = properties as {
        CACertificatePem: string;
        Status: 'ACTIVE' | 'INACTIVE';
        AutoRegistrationStatus?: 'ENABLE' | 'DISABLE';
        CertificateMode?: 'DEFAULT' | 'SNI_ONLY';
        RegistrationConfig?: object;
      };
      const certificateId = certificateIdOf(new X509Certificate(given.CACertificatePem));
      await undefinedOn(
        'ResourceAlreadyExistsException',
        call('RegisterCACertificate', {
          caCertificate: given.CACertificatePem,
          certificateMode: given.CertificateMode,
          registrationConfig: given.RegistrationConfig,
        }),
      );
      await call('UpdateCACertificate', {
        certificateId,
        newStatus: given.Status,
        newAutoRegistrationStatus: given.AutoRegistrationStatus ?? 'DISABLE',
      });
      return {
        ref: certificateId,
        attributes: { Arn: arn(cloud, 'iot', `cacert/${certificateId}`), Id: certificateId },
      };
    },

    'AWS::IoT::TopicRule': async (resource) => {
      const { properties } = resource;
      const given = properties as { RuleName?: string; TopicRulePayload: object };
      // Rule names have no hyphens.
      const ruleName = given.RuleName ?? resource.physicalName(128).replaceAll(/\W/g, '_');
      const topicRulePayload = asApiMembers(given.TopicRulePayload) as TopicRulePayload;
      const existing = await undefinedOn('UnauthorizedException', call('GetTopicRule', { ruleName }));
      await call(existing ? 'ReplaceTopicRule' : 'CreateTopicRule', { ruleName, topicRulePayload });
      return { ref: ruleName, attributes: { Arn: arn(cloud, 'iot', `rule/${ruleName}`) } };
    },
  };
}

/** The promise's value, or undefined when it fails with the error of this name. */
async function undefinedOn<T>(errorName: string, promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof AwsError && error.name === errorName) return undefined;
    throw error;
  }
}

// A template writes `QueueUrl` where the API says `queueUrl`, and `true` where it may say "true".
function asApiMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asApiMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.charAt(0).toLowerCase() + name.slice(1), asApiMembers(inner)]),
  );
}
