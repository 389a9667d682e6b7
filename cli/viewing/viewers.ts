// How those who watch in the console prove who they are: the local issuer gives a token for anybody, elsewhere they bring one, or none is taken.
import type { Viewers } from '../../console/server/console-options.ts';
import { requestLocalTokens } from './local-token.ts';
import type { Target } from '../target.ts';

export async function viewersOf(target: Target): Promise<Viewers> {
  const issuer = await target.outputIfAny('TokenIssuer');
  const { local } = target;
  if (issuer === undefined) return { tokens: 'none' };
  if (!local || !issuer.startsWith(`${local.issuerUrl}/`)) return { tokens: 'pasted' };
  return {
    tokens: 'issued-here',
    async issueToken(email) {
      const askedAt = Date.now();
      const { id_token: token, expires_in: seconds } = await requestLocalTokens(target, { email, admin: false });
      return { token, expiresAt: askedAt + seconds * 1000 };
    },
  };
}
