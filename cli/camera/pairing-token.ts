// A pairing token on the command line: a secret, so it may come by standard input, and is never repeated.
import { createInterface } from 'node:readline';
import { isPairingToken } from '../../camera/controls.ts';
import { UsageError } from '../failures.ts';

/** @throws UsageError, without the token */
export async function pairingTokenOf(option: string, value: string): Promise<string> {
  const token = value === '-' ? await readLine() : value;
  if (isPairingToken(token)) return token;
  throw new UsageError(`${option} takes the pairing token of an app: 16 to 128 characters of A-Z a-z 0-9 - _.`);
}

/** Of standard input. A person is asked for it, and ends it with Enter. */
async function readLine(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Paste the pairing token: ');
  for await (const line of createInterface({ input: process.stdin })) return line.trim();
  return '';
}
