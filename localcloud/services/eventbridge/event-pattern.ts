// Event patterns: an object of the event's own shape, with lists of what may stand at its leaves. [EventBridge: event pattern operators]

export type EventPattern = { readonly [key: string]: EventPattern | readonly unknown[] };

type Json = Record<string, unknown>;
type Test = (value: unknown, operand: unknown) => boolean;

const text = (value: unknown, test: (text: string) => boolean): boolean => typeof value === 'string' && test(value);
const ignoringCase = (operand: unknown): string | undefined =>
  isObject(operand) ? String(operand['equals-ignore-case']).toLowerCase() : undefined;

/** Operators on a value that is there. `exists` is about presence and stands apart. */
const operators: Readonly<Record<string, Test>> = {
  prefix: (value, operand) => {
    const folded = ignoringCase(operand);
    return text(value, (it) =>
      folded === undefined ? it.startsWith(String(operand)) : it.toLowerCase().startsWith(folded),
    );
  },
  suffix: (value, operand) => {
    const folded = ignoringCase(operand);
    return text(value, (it) =>
      folded === undefined ? it.endsWith(String(operand)) : it.toLowerCase().endsWith(folded),
    );
  },
  'equals-ignore-case': (value, operand) => text(value, (it) => it.toLowerCase() === String(operand).toLowerCase()),
  wildcard: (value, operand) => text(value, (it) => wildcard(String(operand)).test(it)),
  numeric: (value, operand) =>
    typeof value === 'number' && comparisons(operand as unknown[]).every((holds) => holds(value)),
  'anything-but': (value, operand) => {
    if (!isObject(operand)) return ![operand].flat().includes(value);
    return Object.entries(operand).every(
      ([name, operands]) => ![operands].flat().some((one: unknown) => operators[name]!(value, one)),
    );
  },
};

/** Throws an Error that names the place and what is wrong there. */
export function parsePattern(json: string): EventPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(json);
  } catch {
    throw new Error('Event pattern is not valid. Reason: it is not JSON');
  }
  validate(pattern, []);
  return pattern as EventPattern;
}

export function matches(pattern: EventPattern, event: unknown): boolean {
  if (Array.isArray(event)) return event.some((element) => matches(pattern, element));
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return (expected as readonly EventPattern[]).some((branch) => matches(branch, event));
    const value = isObject(event) ? event[key] : undefined;
    return Array.isArray(expected)
      ? expected.some((one: unknown) => matchesLeaf(one, value))
      : matches(expected as EventPattern, value ?? {});
  });
}

/** Of a list in the event, one element is enough. */
function matchesLeaf(expected: unknown, value: unknown): boolean {
  const values = (Array.isArray(value) ? value : [value]) as unknown[];
  if (!isObject(expected)) return values.includes(expected);
  const [[name, operand]] = Object.entries(expected) as [[string, unknown]];
  // Presence is asked of leaves only: an object in the event counts as absent.
  const present = value !== undefined && !isObject(value);
  if (name === 'exists') return present === operand;
  return present && values.some((one) => operators[name]!(one, operand));
}

function validate(pattern: unknown, path: readonly string[]): void {
  const where = path.join('.') || 'the pattern';
  if (!isObject(pattern)) throw refused(`${where} must be an object or a list`);
  if (Object.keys(pattern).length === 0) throw refused(`${where} must not be empty`);
  for (const [key, expected] of Object.entries(pattern)) {
    if (key === '$or') {
      if (!Array.isArray(expected) || expected.length < 2)
        throw refused(`${where}.$or must be a list of two or more patterns`);
      expected.forEach((branch) => validate(branch, [...path, key]));
    } else if (!Array.isArray(expected)) {
      validate(expected, [...path, key]);
    } else {
      if (expected.length === 0) throw refused(`the list at ${[...path, key].join('.')} must not be empty`);
      expected.forEach((one) => validateLeaf(one, [...path, key].join('.')));
    }
  }
}

function validateLeaf(expected: unknown, where: string): void {
  if (Array.isArray(expected)) throw refused(`a list within the list at ${where}`);
  if (!isObject(expected)) return;
  const [name = '', ...more] = Object.keys(expected);
  const known = [...Object.keys(operators), 'exists'];
  if (more.length > 0 || !known.includes(name)) {
    throw refused(`at ${where}: ${JSON.stringify(expected)} is not imitated; one of ${known.join(', ')} is`);
  }
  const operand = expected[name];
  if (name === 'numeric') comparisons(operand);
  if (name === 'exists' && typeof operand !== 'boolean') throw refused(`at ${where}: exists must be true or false`);
  if (name === 'anything-but' && isObject(operand)) {
    const inner = Object.keys(operand)[0] ?? '';
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(inner)) {
      throw refused(`at ${where}: anything-but ${inner} is not imitated`);
    }
  }
}

/** `['>', 0, '<=', 5]` */
function comparisons(operand: unknown): ((value: number) => boolean)[] {
  const parts = Array.isArray(operand) ? (operand as unknown[]) : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [sign, bound] = [parts[index], parts[index + 1]];
    if (typeof bound !== 'number')
      throw refused(`numeric wants pairs of a sign and a number, not ${JSON.stringify(operand)}`);
    if (sign === '=') tests.push((value) => value === bound);
    else if (sign === '<') tests.push((value) => value < bound);
    else if (sign === '<=') tests.push((value) => value <= bound);
    else if (sign === '>') tests.push((value) => value > bound);
    else if (sign === '>=') tests.push((value) => value >= bound);
    else throw refused(`numeric knows =, <, <=, > and >=, not ${JSON.stringify(sign)}`);
  }
  if (tests.length === 0) throw refused('numeric wants at least one sign and number');
  return tests;
}

function wildcard(pattern: string): RegExp {
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 's');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(reason: string): Error {
  return new Error(`Event pattern is not valid. Reason: ${reason}`);
}
