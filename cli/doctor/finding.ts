// What one look at a camera's chain came to: it holds, it doesn't and this repairs it, or nobody can tell from here.

export interface Finding {
  /** Short name of the link, for scripts. */
  readonly check: string;
  readonly outcome: 'holds' | 'fails' | 'unknown';
  /** One sentence without its full stop. */
  readonly says: string;
  /** A command or a sentence, with every failure. */
  readonly fix?: string;
}

export const holds = (check: string, says: string): Finding => ({ check, outcome: 'holds', says });
export const fails = (check: string, says: string, fix: string): Finding => ({ check, outcome: 'fails', says, fix });
export const unknown = (check: string, why: string): Finding => ({
  check,
  outcome: 'unknown',
  says: `can't be checked here: ${why}`,
});

const signs = { holds: '✓', fails: '✗', unknown: '–' };

/** One line each; under a failure, what repairs it. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ outcome, check, says, fix }) => [
      `${signs[outcome]} ${check}: ${says}`,
      ...(fix === undefined ? [] : [`    ${fix}`]),
    ])
    .join('\n');
}
