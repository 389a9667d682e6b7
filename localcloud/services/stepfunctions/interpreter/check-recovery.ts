// Checks Retry and Catch: names in ErrorEquals, the numbers of a retrier, States.ALL alone and last.
import { isObject, type Json, type JsonObject } from './json.ts';

type Refuse = (message: string, field?: string) => void;

const retryNumbers: Readonly<Record<string, { least: number; integer: boolean; most: number }>> = {
  IntervalSeconds: { least: 1, integer: true, most: 99_999_999 },
  MaxAttempts: { least: 0, integer: true, most: 99_999_999 },
  BackoffRate: { least: 1, integer: false, most: Infinity },
  MaxDelaySeconds: { least: 1, integer: true, most: 31_622_400 },
};

export function checkRetry(list: Json | undefined, refuse: Refuse): void {
  checkList(list, 'Retry', refuse, [...Object.keys(retryNumbers), 'JitterStrategy'], (retrier, at) => {
    for (const [field, { least, most, integer }] of Object.entries(retryNumbers)) {
      const value = retrier[field];
      if (value === undefined) continue;
      if (typeof value !== 'number' || value < least || value > most || (integer && !Number.isInteger(value))) {
        refuse(`${field} is ${integer ? 'an integer' : 'a number'} of at least ${least}`, `${at}/${field}`);
      }
    }
    const { IntervalSeconds: interval = 1, MaxDelaySeconds: longest, JitterStrategy: jitter = 'NONE' } = retrier;
    if (longest !== undefined && (longest as number) <= (interval as number)) {
      refuse('MaxDelaySeconds is greater than IntervalSeconds', `${at}/MaxDelaySeconds`);
    }
    if (jitter !== 'FULL' && jitter !== 'NONE') refuse('JitterStrategy is FULL or NONE', `${at}/JitterStrategy`);
  });
}

export function checkCatch(list: Json | undefined, refuse: Refuse): void {
  checkList(list, 'Catch', refuse, ['Next', 'Output', 'Assign'], (catcher, at) => {
    if (catcher['Next'] === undefined) refuse('a Catch has Next', at);
  });
}

function checkList(
  list: Json | undefined,
  field: string,
  refuse: Refuse,
  known: readonly string[],
  check: (element: JsonObject, at: string) => void,
): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) return refuse(`${field} is a list`, field);
  list.forEach((element, index) => {
    const at = `${field}[${index}]`;
    if (!isObject(element)) return refuse(`an element of ${field} is an object`, at);
    for (const name of Object.keys(element)) {
      if (!['ErrorEquals', 'Comment', ...known].includes(name)) {
        refuse(`Field '${name}' is not supported in ${field}, only ErrorEquals, ${known.join(', ')}`, `${at}/${name}`);
      }
    }
    const names = element['ErrorEquals'];
    if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
      return refuse('ErrorEquals is a list of at least one error name', `${at}/ErrorEquals`);
    }
    if (names.includes('States.ALL') && (names.length > 1 || index < list.length - 1)) {
      refuse(`States.ALL stands alone in its list, in the last element of ${field}`, `${at}/ErrorEquals`);
    }
    check(element, at);
  });
}
