// What is attached to a certificate: policies and things. Attaching a second time changes nothing.
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { anyText, invalidRequest, member, notFound, page, policyNameRule, thingNameRule } from './members.ts';
import type { IotState } from './state.ts';

export function attachmentHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const certificatePrefix = state.certificateArn('');
  const existingCertificate = (name: string, certificateArn: string | undefined): string => {
    const given = member(name, certificateArn, anyText);
    if (!given.startsWith(certificatePrefix)) {
      throw invalidRequest(`${name}: ${given} is not the ARN of a certificate, the only target that is imitated`);
    }
    if (!state.certificates.has(given.slice(certificatePrefix.length)))
      throw notFound(`Certificate ${given} not found`);
    return given;
  };
  const existingPolicy = (policyName: string | undefined): string => {
    const name = member('policyName', policyName, policyNameRule);
    if (!state.policies.has(name)) throw notFound(`Policy not found (name=${name})`);
    return name;
  };
  const existingThing = (thingName: string | undefined): string => {
    const name = member('thingName', thingName, thingNameRule);
    if (!state.things.has(name)) throw notFound(`Thing ${name} not found in account ${cloud.accountId}`);
    return name;
  };

  return {
    async AttachPolicy(input) {
      const policyName = existingPolicy(input.policyName);
      const target = existingCertificate('target', input.target);
      const attached = state.attachedPolicies.get(target) ?? [];
      if (attached.includes(policyName)) return {};
      // [IOT quotas: 10 policies per certificate]
      if (attached.length >= 10) {
        throw new AwsError('LimitExceededException', `At most 10 policies can be attached to ${target}`);
      }
      await state.attachedPolicies.put(target, [...attached, policyName]);
      return {};
    },

    // [API: no error for a policy that isn't attached]
    async DetachPolicy(input) {
      const target = member('target', input.target, anyText);
      const policyName = member('policyName', input.policyName, policyNameRule);
      const attached = state.attachedPolicies.get(target) ?? [];
      if (!attached.includes(policyName)) return {};
      const left = attached.filter((name) => name !== policyName);
      await (left.length > 0 ? state.attachedPolicies.put(target, left) : state.attachedPolicies.delete(target));
      return {};
    },

    async ListAttachedPolicies(input) {
      const target = member('target', input.target, anyText);
      const { items, next } = page(state.attachedPolicies.get(target) ?? [], input.pageSize, input.marker);
      return {
        policies: items.map((policyName) => ({ policyName, policyArn: arn(cloud, 'iot', `policy/${policyName}`) })),
        ...(next && { nextMarker: next }),
      };
    },

    async ListTargetsForPolicy(input) {
      const policyName = existingPolicy(input.policyName);
      const targets = state.attachedPolicies.entries().filter(([, names]) => names.includes(policyName));
      const { items, next } = page(targets, input.pageSize, input.marker);
      return { targets: items.map(([target]) => target), ...(next && { nextMarker: next }) };
    },

    async AttachThingPrincipal(input) {
      const thingName = existingThing(input.thingName);
      const principal = existingCertificate('principal', input.principal);
      const type = input.thingPrincipalType ?? 'NON_EXCLUSIVE_THING';
      const others = state.thingsOf(principal).filter((thing) => thing.thingName !== thingName);
      if (others.some((thing) => type === 'EXCLUSIVE_THING' || thing.type === 'EXCLUSIVE_THING')) {
        throw invalidRequest(
          `${principal} is attached to the thing ${others[0]?.thingName}: it cannot be exclusive to one`,
        );
      }
      const attached = state.principalsOf(thingName);
      const same = attached.find((one) => one.principal === principal && one.type === type);
      if (same && same.detachedAt === undefined) return {};
      await state.thingPrincipals.put(thingName, [
        ...attached.filter((one) => one.principal !== principal),
        { principal, type },
      ]);
      return {};
    },

    // [API: asynchronous] Until it takes effect, everything sees the certificate attached, and it may be asked for again.
    async DetachThingPrincipal(input) {
      const thingName = existingThing(input.thingName);
      const principal = member('principal', input.principal, anyText);
      const attached = state.principalsOf(thingName);
      const detached = attached.find((one) => one.principal === principal);
      if (!detached) throw notFound(`${principal} is not attached to the thing ${thingName}`);
      const detachedAt = detached.detachedAt ?? cloud.clock.now() + cloud.delays.detachmentMs;
      const others = attached.filter((one) => one !== detached);
      await state.thingPrincipals.put(thingName, [...others, { ...detached, detachedAt }]);
      return {};
    },

    async ListThingPrincipals(input) {
      const attached = state.principalsOf(existingThing(input.thingName));
      const { items, next } = page(attached, input.maxResults, input.nextToken);
      return { principals: items.map(({ principal }) => principal), ...(next && { nextToken: next }) };
    },

    async ListPrincipalThings(input) {
      const principal = existingCertificate('principal', input.principal);
      const { items, next } = page(state.thingsOf(principal), input.maxResults, input.nextToken);
      return { things: items.map(({ thingName }) => thingName), ...(next && { nextToken: next }) };
    },
  };
}
