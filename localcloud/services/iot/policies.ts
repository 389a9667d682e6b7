// IoT policies and their versions: what the holder of a certificate may do at the broker.
import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { alreadyExists, anyText, member, notFound, page, policyNameRule } from './members.ts';
import { checkPolicyDocument } from './policy-document.ts';
import type { PolicyRecord, PolicyVersionRecord } from './records.ts';
import type { IotState } from './state.ts';

const maxVersions = 5;

export function policyHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const policyArn = (name: string): string => arn(cloud, 'iot', `policy/${name}`);
  const find = (name: string | undefined): PolicyRecord => {
    const found = state.policies.get(member('policyName', name, policyNameRule));
    if (!found) throw notFound(`Policy not found (name=${name})`);
    return found;
  };
  const findVersion = (policy: PolicyRecord, versionId: string | undefined): PolicyVersionRecord => {
    const found = policy.versions.find((version) => version.versionId === versionId);
    if (!found) throw notFound(`Policy version not found (name=${policy.policyName}, version=${versionId})`);
    return found;
  };
  const put = (policy: PolicyRecord): Promise<void> =>
    state.policies.put(policy.policyName, { ...policy, modifiedAt: cloud.clock.now() });

  return {
    async CreatePolicy(input) {
      const policyName = member('policyName', input.policyName, policyNameRule);
      const document = member('policyDocument', input.policyDocument, anyText);
      if (state.policies.has(policyName)) {
        throw alreadyExists(
          `Policy cannot be created - name already exists (name=${policyName})`,
          policyName,
          policyArn(policyName),
        );
      }
      checkPolicyDocument(document);
      const createdAt = cloud.clock.now();
      await put({
        policyName,
        generationId: randomUUID(),
        createdAt,
        modifiedAt: createdAt,
        defaultVersionId: '1',
        versions: [{ versionId: '1', document, createdAt }],
        lastVersion: 1,
      });
      return { policyName, policyArn: policyArn(policyName), policyDocument: document, policyVersionId: '1' };
    },

    async GetPolicy(input) {
      const policy = find(input.policyName);
      return {
        policyName: policy.policyName,
        policyArn: policyArn(policy.policyName),
        policyDocument: findVersion(policy, policy.defaultVersionId).document,
        defaultVersionId: policy.defaultVersionId,
        creationDate: new Date(policy.createdAt),
        lastModifiedDate: new Date(policy.modifiedAt),
        generationId: policy.generationId,
      };
    },

    async DeletePolicy(input) {
      const { policyName, versions } = find(input.policyName);
      if (state.attachedPolicies.values().some((names) => names.includes(policyName))) {
        throw new AwsError(
          'DeleteConflictException',
          `The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`,
        );
      }
      if (versions.length > 1) {
        throw new AwsError(
          'DeleteConflictException',
          `The policy cannot be deleted as versions other than the default version exist (name=${policyName})`,
        );
      }
      await state.policies.delete(policyName);
      return {};
    },

    async ListPolicies(input) {
      const { items, next } = page(state.policies.values(), input.pageSize, input.marker);
      return {
        policies: items.map(({ policyName }) => ({ policyName, policyArn: policyArn(policyName) })),
        ...(next && { nextMarker: next }),
      };
    },

    async CreatePolicyVersion(input) {
      const policy = find(input.policyName);
      const document = member('policyDocument', input.policyDocument, anyText);
      if (policy.versions.length >= maxVersions) {
        throw new AwsError(
          'VersionsLimitExceededException',
          `The policy ${policy.policyName} already has the maximum number of versions (${maxVersions})`,
        );
      }
      checkPolicyDocument(document);
      const versionId = String(policy.lastVersion + 1);
      await put({
        ...policy,
        versions: [...policy.versions, { versionId, document, createdAt: cloud.clock.now() }],
        lastVersion: policy.lastVersion + 1,
        defaultVersionId: input.setAsDefault ? versionId : policy.defaultVersionId,
      });
      return {
        policyArn: policyArn(policy.policyName),
        policyDocument: document,
        policyVersionId: versionId,
        isDefaultVersion: Boolean(input.setAsDefault),
      };
    },

    async GetPolicyVersion(input) {
      const policy = find(input.policyName);
      const { versionId, document, createdAt } = findVersion(policy, input.policyVersionId);
      return {
        policyName: policy.policyName,
        policyArn: policyArn(policy.policyName),
        policyDocument: document,
        policyVersionId: versionId,
        isDefaultVersion: versionId === policy.defaultVersionId,
        creationDate: new Date(createdAt),
        lastModifiedDate: new Date(createdAt),
        generationId: createHash('sha256').update(`${policy.generationId}${versionId}`).digest('hex'),
      };
    },

    async ListPolicyVersions(input) {
      const policy = find(input.policyName);
      return {
        policyVersions: policy.versions.map(({ versionId, createdAt }) => ({
          versionId,
          isDefaultVersion: versionId === policy.defaultVersionId,
          createDate: new Date(createdAt),
        })),
      };
    },

    async SetDefaultPolicyVersion(input) {
      const policy = find(input.policyName);
      await put({ ...policy, defaultVersionId: findVersion(policy, input.policyVersionId).versionId });
      return {};
    },

    async DeletePolicyVersion(input) {
      const policy = find(input.policyName);
      const { versionId } = findVersion(policy, input.policyVersionId);
      if (versionId === policy.defaultVersionId) {
        throw new AwsError(
          'DeleteConflictException',
          `The default version of a policy cannot be deleted (name=${policy.policyName}, version=${versionId})`,
        );
      }
      await put({ ...policy, versions: policy.versions.filter((version) => version.versionId !== versionId) });
      return {};
    },
  };
}
