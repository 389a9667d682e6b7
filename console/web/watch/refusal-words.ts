// What the viewer API refused, in words for the person who asked.
import { LensgateError } from '../../../client/src/index.ts';

interface Asked {
  readonly email: string;
  readonly cameraName?: string;
  /** What only the owner may do. Without it: to see the camera. */
  readonly owning?: boolean;
}

export function refusalWords(error: unknown, { email, cameraName = 'the camera', owning = false }: Asked): string {
  if (!(error instanceof LensgateError)) return error instanceof Error ? error.message : String(error);
  const { status, title, detail, errors, retryAfterSeconds, requestId } = error;
  const again = retryAfterSeconds === undefined ? 'Try again in a moment.' : `Try again in ${retryAfterSeconds} s.`;
  const quoted = requestId === undefined ? '' : ` Its request id is ${requestId}.`;
  switch (status) {
    case undefined:
      return `${title}. ${again}`;
    case 400:
      return errors ? `${errors.map(({ field, rule }) => `${field} ${rule}`).join('; ')}.` : (detail ?? title);
    case 401:
      return `The viewer API does not take the token of ${email} (any more). Change the user, or give another token.`;
    case 403:
      return owning
        ? `Only the owner of ${cameraName} may do that, and that is not ${email} (or the camera does not exist).`
        : `${email} may not see ${cameraName} (or it does not exist).`;
    case 429:
      return `${email} asks too often. ${again}`;
    case 502:
    case 504:
      return detail ?? `The viewer API is not there (${status}). ${again}`;
    case 503:
      return `${cameraName} can’t be watched at this moment: its channel is being made anew, or another camera takes its place. ${again}`;
  }
  return detail ?? `The viewer API answered ${status} ${title}. ${again}${quoted}`;
}
