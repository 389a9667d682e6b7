// What can't be undone asks at the terminal first.
import { createInterface } from 'node:readline/promises';
import { RefusedError, UsageError } from './failures.ts';

/**
 * Resolves when the person types the answer.
 * @throws UsageError where nobody can be asked, RefusedError when they type anything else
 */
export async function confirm(question: string, answer: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError("This can't be undone. Say --yes if you mean it.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const given = await terminal.question(question);
  terminal.close();
  if (given.trim() !== answer) throw new RefusedError('Nothing was done.');
}
