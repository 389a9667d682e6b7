// The refusal of a payload that breaks its contract.
import { patternWords, type Pattern } from './pattern-words.ts';

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
  readonly breaches: readonly FieldBreach[];
  readonly problems: readonly string[];

  constructor(schemaPath: string, breaches: readonly Breach[]) {
    const fields = breaches.map(describe);
    const problems = fields.map(({ field, rule }) => `${field || 'the payload'} ${rule}`);
    const [, contract] = /([^/]+)\.schema\.json$/.exec(schemaPath)!;
    super(`Not a valid ${contract} (${schemaPath}): ${problems.join('; ')}.`);
    this.breaches = fields;
    this.problems = problems;
  }
}

/** A field, as `endpoints.viewer` (the payload itself has the empty name), and the rule that it breaks. */
export interface FieldBreach {
  readonly field: string;
  readonly rule: string;
}

function describe({ instancePath, keyword, message, params }: Breach): FieldBreach {
  const field = instancePath.slice(1).replaceAll('/', '.');
  const inside = (name: unknown) => [field, String(name)].filter(Boolean).join('.');
  switch (keyword) {
    case 'required':
      return { field: inside(params.missingProperty), rule: 'is missing' };
    case 'additionalProperties':
      return { field: inside(params.additionalProperty), rule: 'is unknown' };
    case 'const':
      return { field, rule: `must be ${JSON.stringify(params.allowedValue)}` };
    case 'enum':
      return {
        field,
        rule: `must be one of ${(params.allowedValues as unknown[]).map((it) => JSON.stringify(it)).join(', ')}`,
      };
    case 'pattern':
      return { field, rule: patternWords[params.pattern as Pattern] };
    default:
      return { field, rule: message ?? 'is invalid' };
  }
}
