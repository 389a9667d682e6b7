// A pairing token on the command line: a secret, so it may come by standard input, and is never repeated.
import { text } from 'node:stream/consumers';
import { isPairingToken } from '../../camera/controls.ts';
import { UsageError } from '../failures.ts';

/** @throws UsageError, without the token */
export async function pairingTokenOf(option: string, value: string): Promise<string> {
  const token = value === '-' ? (await text(process.stdin)).trim() : value;
  if (isPairingToken(token)) return token;
  throw new UsageError(`${option} takes the pairing token of an app: 16 to 128 characters of A-Z a-z 0-9 - _.`);
}
