// Our own rules for state machine definitions, beyond what makes one valid. Each says what is wrong, where, and what to do.
import {
  isTerminal,
  reachableFrom,
  statesOf,
  type Catcher,
  type Definition,
  type PlacedState,
} from '../../statemachines/definition.ts';

/** Looks at a definition, and returns a sentence for each breach. */
export type Rule = (definition: Definition) => string[];

export const rules: Readonly<Record<string, Rule>> = {
  'the whole execution is limited': (definition) =>
    definition.TimeoutSeconds && definition.QueryLanguage === 'JSONata'
      ? []
      : ['The definition needs TimeoutSeconds and "QueryLanguage": "JSONata".'],

  'every task has a timeout': forEachTask(({ name, state }) =>
    Number.isInteger(state.TimeoutSeconds) ? [] : [`${name}: give it TimeoutSeconds; the default is three years.`],
  ),

  'every task is retried: named errors, full jitter, a cap': forEachTask(({ name, state: { Retry = [] } }) => [
    ...(Retry.length ? [] : [`${name}: give it a Retry.`]),
    ...Retry.flatMap((retrier) => [
      ...(retrier.JitterStrategy === 'FULL' ? [] : [`${name}: a retrier needs "JitterStrategy": "FULL".`]),
      ...(retrier.MaxDelaySeconds ? [] : [`${name}: a retrier needs MaxDelaySeconds.`]),
      ...(retrier.MaxAttempts ? [] : [`${name}: a retrier needs MaxAttempts.`]),
      ...retrier.ErrorEquals.filter((error) => ['States.ALL', 'States.TaskFailed'].includes(error)).map(
        (error) => `${name}: retry errors by their names, not ${error}: a refusal would be repeated, too.`,
      ),
    ]),
  ]),

  'every task catches everything': forEachTask(({ name, state: { Catch = [] } }) =>
    Catch.at(-1)?.ErrorEquals.includes('States.ALL') ? [] : [`${name}: let its last Catch name States.ALL.`],
  ),

  'every failure ends in Fail': (definition) =>
    statesOf(definition)
      .map((placed) => (whatIsLeftDecides(definition) ? withoutCollected(placed) : placed))
      .flatMap((placed) => (placed.isInBranch ? failureInBranch(placed) : failureOnTop(placed))),

  'a placeholder is a whole string': (definition) =>
    stringsIn(definition)
      .filter((text) => text.includes('${') && !/^\$\{[A-Za-z]+\}$/.test(text))
      .map((text) => `${text}: a placeholder stands alone in its string.`),

  'no private key passes through': (definition) =>
    stringsIn(definition).some((text) => /CreateKeysAndCertificate/i.test(text))
      ? ['CreateKeysAndCertificate: its answer, a private key, would lie in the execution history (D5).']
      : [],
};

function forEachTask(check: (placed: PlacedState) => string[]): Rule {
  return (definition) =>
    statesOf(definition)
      .filter(({ state }) => state.Type === 'Task')
      .flatMap(check);
}

/** Where `States.ALL` is caught, something unforeseen happened: no way may lead from there to a success. */
function failureOnTop({ name, state, machine }: PlacedState): string[] {
  return unforeseen(state).flatMap((next) =>
    [...reachableFrom(next, machine)]
      .filter((end) => isTerminal(machine.States[end]!) && machine.States[end]!.Type !== 'Fail')
      .map((end) => `${name}: its failure can end in ${end}, which is a success; let it end in a Fail.`),
  );
}

/**
 * A Fail within a branch would stop the other branches in the middle of a call. So a branch reports its failure as its
 * output, from a Pass named Report…Failure, and the state after the Parallel decides.
 */
function failureInBranch({ name, state, machine }: PlacedState): string[] {
  return unforeseen(state)
    .filter((next) => !/^Report\w*Failure$/.test(next) || machine.States[next]?.End !== true)
    .map((next) => `${name}: in a branch, catch States.ALL to a Report…Failure state that ends it, not ${next}.`);
}

/** Names and values. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]);
}

/** Whether the definition goes on when something fails, remembers what is left behind, and a Choice ends in a Fail because of it. */
const whatIsLeftDecides = ({ States }: Definition): boolean =>
  Object.values(States).some(({ Choices = [] }) =>
    Choices.some(
      ({ Condition = '', Next }) => Condition.includes('$count($leftBehind) > 0') && States[Next]?.Type === 'Fail',
    ),
  );

/** Without the Catches that remember what is left behind. */
function withoutCollected(placed: PlacedState): PlacedState {
  const remembers = ({ Assign, Output }: Catcher): boolean =>
    Assign?.['leftBehind'] !== undefined ||
    Assign?.['left'] !== undefined ||
    (typeof Output === 'object' && Output['left'] !== undefined);
  const { Catch = [], ...state } = placed.state;
  return { ...placed, state: { ...state, Catch: Catch.filter((catcher) => !remembers(catcher)) } };
}

function unforeseen({ Catch = [] }: PlacedState['state']): string[] {
  return Catch.filter(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')).map(({ Next }) => Next);
}
