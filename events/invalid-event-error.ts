// The refusal of a payload that breaks its contract.

/** What ajv says of one breach; the fields that our message needs. */
export interface Breach {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Names every field that breaks the contract, and the rule; never the value, which may be a secret. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly problems: readonly string[];

  constructor(contract: string, breaches: readonly Breach[]) {
    const problems = breaches.map(describe);
    super(`Not a valid ${contract} (events/${contract}.schema.json): ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

function describe({ instancePath, keyword, message, params }: Breach): string {
  if (keyword === 'required') return `${fieldName(`${instancePath}/${String(params.missingProperty)}`)} is missing`;
  const allowed = keyword === 'const' ? ` ${JSON.stringify(params.allowedValue)}` : '';
  return `${fieldName(instancePath)} ${message ?? 'is invalid'}${allowed}`;
}

/** `/endpoints/viewer` → `endpoints.viewer`; the payload itself has no name. */
function fieldName(instancePath: string): string {
  return instancePath.slice(1).replaceAll('/', '.') || 'the payload';
}
