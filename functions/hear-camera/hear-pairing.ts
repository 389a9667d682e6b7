// The camera brings the token that a user's app has given it: whoever asked for the token holds the camera, and owns it if nobody does.
import { takesPairing } from '../../api/claiming.ts';
import type { CameraRecord } from '../../records/camera-record.ts';
import { changeOwner } from '../../records/change-owner.ts';
import { forgetFirstOwner } from '../../records/manifest-writes.ts';
import { bringPairing } from '../../records/pairing.ts';
import { auditChange } from '../shared/audit-change.ts';
import type { HearCameraDependencies } from './dependencies.ts';
import { CameraChangedMeanwhileError, type Hear } from './heard.ts';

interface Verdict {
  readonly accepted: boolean;
  /** For the camera's log. It names nobody. */
  readonly message: string;
}

const refused = (message: string): Verdict => ({ accepted: false, message });

const noGoodToken = 'The token is unknown, used, or older than ten minutes: the app has to ask for a new one.';

/** The same token from the same camera has the same end however often it comes. */
export const hearPairing: Hear<'pairing'> = async ({ camera, message, receivedAt }, dependencies) => {
  const verdict = await pair(camera, message.pairingTokenHash, receivedAt, dependencies);
  await dependencies.tell(camera.cameraName, 'pairing-result', verdict);
  return verdict.accepted ? 'paired' : 'pairing-refused';
};

async function pair(
  camera: CameraRecord,
  tokenHash: string,
  receivedAt: number,
  dependencies: HearCameraDependencies,
): Promise<Verdict> {
  if (!takesPairing(dependencies.claiming)) return refused('Cameras are claimed here by the code on their label.');
  const { cameraName, serialNumber, epoch, owner } = camera;
  const pairing = await bringPairing(dependencies, tokenHash, camera, dependencies.now() / 1000);
  if (!pairing) return refused(noGoodToken);
  const { requestedBy: userId } = pairing;
  if (owner === userId) return { accepted: true, message: 'The camera is theirs.' };
  if (owner !== undefined) {
    return refused('The camera has an owner. They release it, or somebody resets it to factory settings.');
  }
  // A message that comes twice must not bring back an owner who has given the camera up since.
  if (pairing.broughtIn !== epoch) return refused(noGoodToken);
  await forgetFirstOwner(dependencies, camera);
  // By the clock that factory resets are told by, too: which of the two came first is never in doubt.
  const at = Math.floor(receivedAt / 1000);
  const requestId = `pairing-${tokenHash.slice(0, 16)}`;
  const change = { cameraName, serialNumber, epoch, from: undefined, to: userId, requestId, at };
  if (!(await changeOwner(dependencies, change))) throw new CameraChangedMeanwhileError(cameraName);
  await auditChange(dependencies, { change: 'paired', userId, cameraName, epoch: epoch + 1, requestId });
  return { accepted: true, message: 'The camera is theirs.' };
}
