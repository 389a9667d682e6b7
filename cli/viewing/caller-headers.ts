// How the command line proves to the HTTP API who asks: by a token that it is given or gets, or by the shared secret.
import { text } from 'node:stream/consumers';
import { emailAddress } from './email-address.ts';
import { UsageError } from '../failures.ts';
import { requestLocalTokens } from './local-token.ts';
import type { Target } from '../target.ts';

export interface CallerOptions {
  readonly email?: string;
  /** `-`: on standard input, where no process list shows it. */
  readonly token?: string;
}

/** Throws UsageError and RefusedError. */
export async function callerHeaders(target: Target, { email, token }: CallerOptions): Promise<Record<string, string>> {
  if (token !== undefined) {
    if (email !== undefined) throw new UsageError('Give --email or --token, not both: the token says whose it is.');
    return { authorization: `Bearer ${(token === '-' ? await text(process.stdin) : token).trim()}` };
  }
  if (email === undefined) throw new UsageError('Say who asks: --email <address>, or --token <token>.');
  const user = emailAddress('--email', email);
  if ((await target.outputIfAny('SharedSecretArn')) !== undefined)
    return { authorization: await target.sharedSecret(), email: user };
  const { id_token: idToken } = await requestLocalTokens(target, { email: user, admin: false });
  return { authorization: `Bearer ${idToken}` };
}
