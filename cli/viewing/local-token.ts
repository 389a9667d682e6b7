// A token from the local cloud's issuer, which gives whoever holds the operator's key one for anybody.
import { RefusedError, UnavailableError } from '../failures.ts';
import type { Target } from '../target.ts';

const answerWithinMs = 10_000;
const admins = 'admins';

export interface IssuedTokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

/** Throws RefusedError where somebody else gives the tokens, with a sentence that says who and how. */
export async function requestLocalTokens(
  target: Target,
  user: { email: string; admin: boolean },
): Promise<IssuedTokens> {
  const issuer = await target.outputIfAny('TokenIssuer');
  if (issuer === undefined)
    throw new RefusedError('This stack takes no tokens but the shared secret: lensgate viewer-url --email uses it.');
  const { local } = target;
  if (!local || !issuer.startsWith(`${local.issuerUrl}/`))
    throw new RefusedError(
      `The tokens of this stack come from ${issuer}, where users sign in themselves: sign in there, and give what you get to ` +
        'lensgate viewer-url --token. docs/deploy.md, "A user and a token", says how.',
    );
  const form = new URLSearchParams({ client_id: await target.output('UserPoolClientId'), user: user.email });
  if (user.admin) form.append('group', admins);
  const { accessKeyId, secretAccessKey } = local.operator;
  const response = await fetch(`${issuer}/local/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}` },
    body: form,
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!response.ok)
    throw new UnavailableError(`The local issuer answered ${response.status}. logs/cloud.log says why.`);
  return (await response.json()) as IssuedTokens;
}
