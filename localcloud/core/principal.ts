// Who calls: everything that permission checks need to know of a caller.
import type { PolicyDocument } from '../access/policy.ts';

export interface Principal {
  /**
   * `operator` may do everything (the local administrator's access key); `role` is an assumed role's session;
   * `service` is AWS itself acting for one of its resources (`events.amazonaws.com`), allowed only by resource policies.
   */
  readonly kind: 'operator' | 'role' | 'service';
  readonly accountId: string;
  /** `arn:aws:sts::…:assumed-role/<role>/<session>`, `arn:aws:iam::…:user/operator`, or the service's name. */
  readonly arn: string;
  /** For `role`: `arn:aws:iam::…:role/<role>`, what resource policies name. */
  readonly roleArn?: string;
  /** What the caller may do; unused for `operator`. */
  readonly policies: readonly PolicyDocument[];
  /** Condition keys and policy variables of the session: `aws:SourceArn`, `credentials-iot:ThingName`. */
  readonly context: Readonly<Record<string, string>>;
}

/** AWS acting for one of its own resources: `servicePrincipal('events.amazonaws.com', accountId, ruleArn)`. */
export function servicePrincipal(service: string, accountId: string, sourceArn: string): Principal {
  return {
    kind: 'service',
    accountId,
    arn: service,
    policies: [],
    context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountId },
  };
}
