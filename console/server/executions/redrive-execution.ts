// A redrive goes on where an execution was stopped, with what it had read by then. It is refused where that would be wrong by now (D50).
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { documentClient } from '../../../records/document-client.ts';
import { getManifestEntryLeniently, type LenientManifestEntry } from '../../../records/manifest-entry.ts';
import { attemptOf, certificateOf, executionName } from '../../../executions/attempt.ts';
import { normaliseUserId } from '../../../records/user-id.ts';
import type { SdkConfig } from '../console-options.ts';
import { ImpossibleError } from '../impossible-error.ts';
import type { Executions } from '../../../executions/executions.ts';

/** What the decision needs of AWS beside the executions. */
export interface RedriveEvidence {
  /** Undefined when AWS IoT doesn't know the certificate. */
  certificateStatus(certificateId: string): Promise<string | undefined>;
  manifestEntry(serialNumber: string): Promise<LenientManifestEntry | undefined>;
}

export function openRedriveEvidence(config: SdkConfig, tableName: string): RedriveEvidence {
  const iot = new IoTClient(config);
  const table = { client: documentClient(config), tableName };
  return {
    async certificateStatus(certificateId) {
      try {
        const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
        return certificateDescription?.status;
      } catch (error) {
        if ((error as Error).name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    manifestEntry: (serialNumber) => getManifestEntryLeniently(table, serialNumber),
  };
}

const instead = 'Register again starts the next attempt, which reads everything anew.';

/** Throws ImpossibleError where it would repeat an end, take over from a later attempt, or act on what is no longer so. */
export async function redriveExecution(name: string, executions: Executions, evidence: RedriveEvidence): Promise<void> {
  const { status, redriveStatus, redriveStatusReason } = await executions.describe(name);
  if (status === 'FAILED') {
    throw new ImpossibleError(`It has cleaned up and ended: a redrive would only repeat its end. ${instead}`);
  }
  if (status !== 'ABORTED' && status !== 'TIMED_OUT') {
    throw new ImpossibleError(`Only what was stopped or ran out of time is redriven; this one is ${status}.`);
  }
  if (redriveStatus === 'NOT_REDRIVABLE') {
    throw new ImpossibleError(`AWS redrives it no more: ${redriveStatusReason ?? 'it gives no reason'}. ${instead}`);
  }
  const certificateId = certificateOf(name);
  const later = executionName(certificateId, attemptOf(name) + 1);
  if (await executions.find(later)) {
    throw new ImpossibleError(
      `A later attempt, ${later}, has taken over what this one left. Two attempts would undo one another's work.`,
    );
  }
  const entered = await statesOf(name, executions);
  // Undoing takes away only what carries this execution's name or this camera's tags: it may always be finished.
  if (!entered.has('UndoRegistration') && !entered.has('ExplainFailure')) {
    checkCertificate(await evidence.certificateStatus(certificateId), entered.has('ActivateCertificate'));
    const identified = entered.get('IdentifyCamera');
    if (identified !== undefined && !entered.has('ActivateCertificate')) await checkManifest(identified, evidence);
  }
  await executions.redrive(name);
}

/** What IdentifyCamera would refuse is not activated behind its back. */
function checkCertificate(status: string | undefined, mayBeActive: boolean): void {
  if (status === 'PENDING_ACTIVATION' || (status === 'ACTIVE' && mayBeActive)) return;
  throw new ImpossibleError(
    status === undefined
      ? 'AWS IoT no longer knows the certificate. The camera brings it along when it connects, and registers anew.'
      : `The certificate is ${status} by now: this registration must not activate it. ${instead}`,
  );
}

/** Its name and its owner are those of the manifest as it was when the camera was identified. */
async function checkManifest(
  { serialNumber, cameraName, owner: identifiedOwner }: Identified,
  evidence: RedriveEvidence,
): Promise<void> {
  if (serialNumber === undefined) {
    throw new ImpossibleError(`Its history does not tell which camera it is for. ${instead}`);
  }
  const entry = await evidence.manifestEntry(serialNumber);
  if (!entry) throw new ImpossibleError(`Serial number ${serialNumber} is no longer in the manifest. ${instead}`);
  const owner = normaliseUserId(entry.owner);
  // A camera that was registered before is identified without its owner.
  if (entry.cameraName === cameraName && (identifiedOwner === undefined || owner === identifiedOwner)) return;
  throw new ImpossibleError(
    `The manifest says something else of serial number ${serialNumber} by now, and a redrive goes on with what it said then. ${instead}`,
  );
}

interface Identified {
  readonly serialNumber?: string;
  readonly cameraName?: string;
  readonly owner?: string;
}

/** The states that were entered, and what IdentifyCamera found; undefined for all others. */
async function statesOf(name: string, { history }: Executions): Promise<Map<string, Identified | undefined>> {
  const events = await history(name);
  const states = new Map<string, Identified | undefined>();
  for (const { stateEnteredEventDetails: entered, stateExitedEventDetails: left } of events) {
    if (entered?.name !== undefined && !states.has(entered.name)) states.set(entered.name, undefined);
    if (left?.name === 'IdentifyCamera') states.set(left.name, cameraOf(left));
  }
  return states;
}

function cameraOf({ assignedVariables }: NonNullable<HistoryEvent['stateExitedEventDetails']>): Identified {
  // IdentifyCamera's answer names the owner so.
  const { ownerId: owner, ...camera } = JSON.parse(assignedVariables?.['camera'] ?? '{}') as Omit<
    Identified,
    'owner'
  > & {
    readonly ownerId?: string;
  };
  return { ...camera, ...(owner !== undefined && { owner }) };
}
