// The sample's way to authenticate: a secret that the app's backend and we share, and the user's e-mail address, which that backend vouches for.
import { normaliseUserId } from '../../records/user-id.ts';
import type { Authenticate } from './authenticate.ts';
import type { SharedSecret } from './shared-secret.ts';

/** Header `authorization` is the secret, with or without `Bearer `; header `email` names the user. The secret is judged first. */
export const authenticateBySharedSecret =
  (secret: Pick<SharedSecret, 'matches'>): Authenticate =>
  async ({ headers = {} }) => {
    const token = (headers.authorization ?? '').trim().replace(/^Bearer +/i, '');
    if (!(await secret.matches(token))) return { refused: 'wrong-secret' };
    const userId = normaliseUserId(headers.email);
    return userId ? { userId, isAdmin: false } : { refused: 'no-valid-email' };
  };
