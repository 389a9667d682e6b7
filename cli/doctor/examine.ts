// The chain from the factory to live video, link by link, in the order in which a camera needs them.
import { checkBan } from './ban-check.ts';
import { checkCertificate, checkIssuer, checkPolicy, checkThing } from './certificate-checks.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { checkChannel, checkEndpoints, checkStream } from './media-checks.ts';
import { checkMaster, checkPresence } from './presence-checks.ts';
import {
  checkExecution,
  checkManifest,
  checkRecord,
  checkRefusedCertificate,
  registerAgain,
} from './registration-checks.ts';
import { checkRole, checkRoleAlias } from './role-checks.ts';
import { checkTags } from './tag-checks.ts';
import { checkChannelPermissions, checkStreamPermissions } from './permission-checks.ts';

/** Pure: the same evidence gives the same findings. */
export function examine(evidence: Evidence): Finding[] {
  const unregistered = 'missing' in evidence.record ? 'Its registration does this: see "record".' : undefined;
  const repair =
    unregistered ?? registerAgain(evidence) ?? 'Let the camera connect and its registration finish, then look again.';
  return [
    checkManifest(evidence),
    ...checkCertificate(evidence),
    checkBan(evidence),
    checkIssuer(evidence),
    checkExecution(evidence),
    checkRefusedCertificate(evidence),
    checkRecord(evidence),
    checkPolicy(evidence, unregistered),
    checkThing(evidence, repair),
    checkPresence(evidence),
    ...checkRoleAlias(evidence),
    ...checkRole(evidence),
    checkChannel(evidence, repair),
    checkEndpoints(evidence, repair),
    ...checkChannelPermissions(evidence),
    ...checkMaster(evidence),
    ...checkStream(evidence, repair),
    ...checkTags(evidence),
    ...checkStreamPermissions(evidence),
  ];
}
