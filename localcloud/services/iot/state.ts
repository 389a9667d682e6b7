// The registry's records, and the questions that more than one part asks of them. No rules here, and no I/O but the store's.
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';
import type {
  CaCertificateRecord,
  CertificateRecord,
  PolicyRecord,
  RoleAliasRecord,
  ThingPrincipal,
  ThingRecord,
  ThingTypeRecord,
  TopicRuleRecord,
} from './records.ts';

export interface IotState {
  readonly things: Collection<ThingRecord>;
  readonly thingTypes: Collection<ThingTypeRecord>;
  readonly certificates: Collection<CertificateRecord>;
  readonly caCertificates: Collection<CaCertificateRecord>;
  readonly policies: Collection<PolicyRecord>;
  /** Names of the attached policies, by the target's ARN. */
  readonly attachedPolicies: Collection<readonly string[]>;
  /** Who is attached to a thing, by the thing's name; and who was, until somebody writes again. */
  readonly thingPrincipals: Collection<readonly ThingPrincipal[]>;
  readonly topicRules: Collection<TopicRuleRecord>;
  readonly roleAliases: Collection<RoleAliasRecord>;
  certificateArn(certificateId: string): string;
  /** Who is attached to a thing now. */
  principalsOf(thingName: string): readonly ThingPrincipal[];
  /** Things that a principal is attached to, with the way it is attached. */
  thingsOf(principal: string): { thingName: string; type: ThingPrincipal['type'] }[];
}

export function openIotState(cloud: CloudContext): IotState {
  const { store, clock } = cloud;
  const thingPrincipals = store.collection<readonly ThingPrincipal[]>('iot-thing-principals');
  const isAttached = ({ detachedAt = Infinity }: ThingPrincipal): boolean => clock.now() < detachedAt;
  return {
    things: store.collection('iot-things'),
    thingTypes: store.collection('iot-thing-types'),
    certificates: store.collection('iot-certificates'),
    caCertificates: store.collection('iot-ca-certificates'),
    policies: store.collection('iot-policies'),
    attachedPolicies: store.collection('iot-attached-policies'),
    thingPrincipals,
    topicRules: store.collection('iot-topic-rules'),
    roleAliases: store.collection('iot-role-aliases'),
    certificateArn: (certificateId) => arn(cloud, 'iot', `cert/${certificateId}`),
    principalsOf: (thingName) => (thingPrincipals.get(thingName) ?? []).filter(isAttached),
    thingsOf: (principal) =>
      thingPrincipals.entries().flatMap(([thingName, principals]) => {
        const attached = principals.find((one) => one.principal === principal && isAttached(one));
        return attached ? [{ thingName, type: attached.type }] : [];
      }),
  };
}
