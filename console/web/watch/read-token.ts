// What an ID token says of itself. Nothing is verified here: the viewer API does that with every request.

export interface ReadToken {
  readonly token: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Another token is needed. The message says of whom, and what to do. */
export class TokenEndedError extends Error {
  override readonly name = 'TokenEndedError';
}

/** As a person pastes it, with or without `Bearer `. Throws an Error with a sentence for them. */
export function readToken(pasted: string, now: number): ReadToken {
  const token = pasted.trim().replace(/^bearer\s+/i, '');
  const claims = claimsOf(token);
  if (claims === undefined)
    throw new Error('That is no token: an ID token is three words of letters and digits, with a dot between them.');
  const { email, exp } = claims;
  if (typeof email !== 'string')
    throw new Error('This token says no e-mail address. It is the ID token that counts, not the access token.');
  if (typeof exp !== 'number') throw new Error('This token does not say when it ends: the viewer API takes none such.');
  const endsAt = exp * 1000;
  if (endsAt <= now)
    throw new Error(`This token of ${email} ended at ${new Date(endsAt).toLocaleString()}. Sign in again for another.`);
  return { token, email: email.toLowerCase(), endsAt };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  try {
    const bytes = Uint8Array.from(atob(payload!.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
