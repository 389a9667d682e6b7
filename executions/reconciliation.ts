// What a run of ReconcileFleet tells when it has succeeded (statemachines/reconcile-fleet.asl.yaml).

export interface Reconciliation {
  readonly dryRun: boolean;
  /** What is to be repaired first, then the rest, as far as the run tells it. */
  readonly lines: readonly ReconciliationLine[];
  /** How much the last look found in all. */
  readonly total: number;
  /** Why nothing was looked at. */
  readonly postponed?: string;
}

export interface ReconciliationLine {
  /** `left`: found, and not to be repaired by itself, or not in this run. `not-needed`: when it came to it, it was repaired already. */
  readonly fate: 'repaired' | 'would-be-repaired' | 'not-needed' | 'left';
  readonly drift: string;
  readonly subject: string;
  readonly says: string;
}

type Told = Omit<ReconciliationLine, 'fate'>;

interface Output {
  readonly dryRun: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly found: readonly Told[];
  /** What both looks found, or what couldn't wait. */
  readonly due: readonly Told[];
  /** Keys: drift and subject. */
  readonly repaired: readonly string[];
  readonly postponed: string;
}

const keyOf = ({ drift, subject }: Told): string => `${drift} ${subject}`;

/** @param output of the execution, JSON text */
export function readReconciliation(output: string): Reconciliation {
  const { dryRun, counts, found, due, repaired, postponed } = JSON.parse(output) as Output;
  const isDue = new Set(due.map(keyOf));
  const isRepaired = new Set(repaired);
  const fateOf = (line: Told): ReconciliationLine['fate'] => {
    if (isRepaired.has(keyOf(line))) return 'repaired';
    if (!isDue.has(keyOf(line))) return 'left';
    return dryRun ? 'would-be-repaired' : 'not-needed';
  };
  const lines = new Map([...due, ...found].map((line) => [keyOf(line), { fate: fateOf(line), ...line }]));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { dryRun, lines: [...lines.values()], total, ...(postponed !== '' && { postponed }) };
}
