// POST /pairings: a token for the camera that the user holds. Whichever camera brings it back is theirs.
import { takesPairing } from '../../api/claiming.ts';
import { hashPairingToken, makePairingToken, pairingSeconds, writePairing } from '../../records/pairing.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { Problem, tooManyRequests } from '../shared/http/problem.ts';
import { takeToken, type Limit } from '../shared/token-bucket.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';
import { isoOfSeconds, secondsOf } from './times.ts';

const pairings: Limit = { kind: 'pairings', capacity: 10, refillSeconds: 60 };

export const createPairing =
  (dependencies: ManageCamerasDependencies): OperationHandler<'createPairing'> =>
  async ({ userId }) => {
    if (!takesPairing(dependencies.claiming)) {
      throw new Problem(409, 'no-pairing-here', { detail: 'Cameras are claimed here by the code on their label.' });
    }
    const take = await takeToken(dependencies, pairings, userId);
    if (!take.taken) throw tooManyRequests(take.retryAfterSeconds, 'You ask for too many pairing tokens.');
    const pairingToken = makePairingToken();
    const expiresAt = secondsOf(dependencies.now()) + pairingSeconds;
    await writePairing(dependencies, hashPairingToken(pairingToken), { requestedBy: userId, expiresAt });
    return { status: 200, body: { pairingToken, expiresAt: isoOfSeconds(expiresAt) } };
  };
