// Contenders take turns in short rounds; the median round of each counts, so that a busy moment hits them alike.

export interface Contender {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

export interface Measured {
  readonly name: string;
  readonly perSecond: number;
}

const rounds = 7;
const roundMs = 300;

export async function sideBySide(contenders: readonly Contender[]): Promise<Measured[]> {
  const rates = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const rate = await perSecond(run);
      if (round >= 0) rates[index]!.push(rate);
    }
  }
  return contenders.map(({ name }, index) => ({ name, perSecond: median(rates[index]!) }));
}

/** The first contender is the measure of the others. */
export function ratios(measured: readonly Measured[]): string {
  const first = measured[0]!.perSecond;
  return measured
    .map(({ name, perSecond }) => {
      const rate = Math.round(perSecond).toLocaleString('en');
      return `${name.padEnd(36)} ${rate.padStart(10)}/s   ${(first / perSecond).toFixed(2)}×`;
    })
    .join('\n');
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function perSecond(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    for (let batch = 0; batch < 20; batch++) await run();
    count += 20;
    elapsed = performance.now() - start;
  } while (elapsed < roundMs);
  return (count * 1000) / elapsed;
}
