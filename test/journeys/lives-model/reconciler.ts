// The nightly look at the fleet, hours later: to functions that ask how long something has been there, everything is older than it is.
import { randomUUID } from 'node:crypto';
import { awaitEnd } from '../../../cli/executions/await-end.ts';
import { readReconciliation, type Reconciliation } from '../../../executions/reconciliation.ts';
import type { Executions } from '../../../executions/executions.ts';
import type { Lensgate } from '../../support/lensgate.ts';

const olderMs = 2 * 60 * 60_000;

/** An attempt that failed has cooled down for whoever starts the next one; one that succeeded ended when it ended. */
export function letTimePass(system: { readonly lensgate: Lensgate; readonly isRenewalAbandoned: boolean }): void {
  system.lensgate.cloud.context.aws.intercept(async ({ service, call }, proceed) => {
    const answer = await proceed();
    const role = call.principal.roleArn ?? '';
    if (/LookAtFleetRole/.test(role)) return older(answer, service);
    const { status } = (answer ?? {}) as { status?: string };
    if (/StartProvisioningRole/.test(role) && service === 'sfn' && status !== 'SUCCEEDED')
      return older(answer, service);
    // A renewal that is abandoned has had its ten minutes.
    if (system.isRenewalAbandoned && /RenewCertificateRole/.test(role)) return older(answer, service);
    return answer;
  });
}

function older(value: unknown, service: string): unknown {
  if (value instanceof Date) return new Date(value.getTime() - olderMs);
  if (Array.isArray(value)) return value.map((one) => older(one, service));
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      service === 'dynamodb' && name === 'nextCertificateUntil' ? { N: '1' } : older(one, service),
    ]),
  );
}

/** Rejects when it ends otherwise than well. */
export async function reconcile({
  executions,
}: {
  readonly executions: { readonly reconcile: Executions };
}): Promise<Reconciliation> {
  const name = `history-${randomUUID()}`;
  await executions.reconcile.start(name, JSON.stringify({ secondLookAfterSeconds: 1 }));
  const end = await awaitEnd(executions.reconcile, name);
  if (!end.succeeded) throw new Error(end.message);
  return readReconciliation(end.output!);
}
