// Checks one state: the fields of its type, its expressions, its Retry and Catch.
import { checkExpressions } from './check-expressions.ts';
import { checkCatch, checkRetry } from './check-recovery.ts';
import { isObject, objectsIn, type Json, type JsonObject } from './json.ts';
import type { CheckResource, Problem } from './problem.ts';
import { isTimestamp } from './states/wait.ts';

const commonFields = ['Type', 'Comment', 'QueryLanguage'];
const transitionFields = ['Next', 'End', 'Output', 'Assign'];
const recoveryFields = ['Retry', 'Catch'];
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  Task: [...transitionFields, ...recoveryFields, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
  Pass: transitionFields,
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: [...transitionFields, 'Seconds', 'Timestamp'],
  Parallel: [...transitionFields, ...recoveryFields, 'Branches', 'Arguments'],
  Map: [...transitionFields, ...recoveryFields, 'ItemProcessor', 'Items', 'ItemSelector', 'MaxConcurrency'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};
const jsonPathFields = [
  ...['InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Parameters', 'ItemsPath', 'Result', 'Variable'],
  ...['SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'MaxConcurrencyPath'],
  ...['ErrorPath', 'CausePath'],
];

interface Checking {
  readonly problems: Problem[];
  readonly checkResource: CheckResource;
}

/** The state alone: branches inside of it are check-branch.ts's. */
export function checkState(state: JsonObject, at: string, checking: Checking): void {
  const refuse = (message: string, field = ''): void =>
    void checking.problems.push({
      code: 'SCHEMA_VALIDATION_FAILED',
      message,
      at: field === '' ? at : `${at}/${field}`,
    });
  const type = state['Type'] as string;
  const fields = fieldsOf[type];
  if (!fields) return refuse(`Type is one of ${Object.keys(fieldsOf).join(', ')}, not ${JSON.stringify(type)}`, 'Type');
  if (state['QueryLanguage'] !== undefined && state['QueryLanguage'] !== 'JSONata') {
    refuse('the local Step Functions runs JSONata only', 'QueryLanguage');
  }
  for (const field of Object.keys(state)) {
    if (jsonPathFields.includes(field)) refuse(`${field} is a field of JSONPath; this state is JSONata`, field);
    else if (![...commonFields, ...fields].includes(field)) {
      refuse(`Field '${field}' is not supported in a ${type} state, only ${fields.join(', ')}`, field);
    }
  }
  if (fields.includes('Next') && (state['End'] === true) === (state['Next'] !== undefined)) {
    refuse('a state has either Next or "End": true');
  }
  for (const field of [...fields, 'Catch']) {
    if (!['ItemProcessor', 'Branches', 'Retry', 'Next', 'Resource'].includes(field)) {
      checkExpressions(state[field], (message, place) => refuse(message, `${field}${place}`));
    }
  }
  if (state['Assign'] !== undefined && !isObject(state['Assign'])) refuse('Assign is an object', 'Assign');
  checkRetry(state['Retry'], refuse);
  checkCatch(state['Catch'], refuse);
  specificChecks[type]?.(state, refuse, checking);
}

type Refuse = (message: string, field?: string) => void;

const isExpression = (value: Json | undefined): boolean => typeof value === 'string' && value.startsWith('{%');

const specificChecks: Readonly<Record<string, (state: JsonObject, refuse: Refuse, checking: Checking) => void>> = {
  Task(state, refuse, { checkResource }) {
    const resource = state['Resource'];
    if (typeof resource !== 'string') return refuse('Resource is an ARN', 'Resource');
    for (const { message, field } of checkResource(resource, state['Arguments'])) refuse(message, field);
    for (const field of ['TimeoutSeconds', 'HeartbeatSeconds']) checkInteger(state[field], 1, field, refuse);
  },
  Choice(state, refuse) {
    const choices = objectsIn(state['Choices']);
    if (choices.length === 0) refuse('Choices is a list of at least one rule', 'Choices');
    choices.forEach((rule, index) => {
      const place = `Choices[${index}]`;
      for (const field of Object.keys(rule)) {
        if (!['Condition', 'Next', 'Output', 'Assign', 'Comment'].includes(field)) {
          refuse(`Field '${field}' is not supported in a rule of a JSONata Choice state`, `${place}/${field}`);
        }
      }
      if (typeof rule['Condition'] !== 'boolean' && !isExpression(rule['Condition'])) {
        refuse('Condition is a JSONata expression between {% and %}', `${place}/Condition`);
      }
      if (rule['Next'] === undefined) refuse('a rule has Next', place);
    });
  },
  Wait(state, refuse) {
    const { Seconds: seconds, Timestamp: timestamp } = state;
    if ((seconds === undefined) === (timestamp === undefined)) refuse('a Wait state has either Seconds or Timestamp');
    checkInteger(seconds, 0, 'Seconds', refuse);
    if (
      timestamp !== undefined &&
      !isExpression(timestamp) &&
      !(typeof timestamp === 'string' && isTimestamp(timestamp))
    ) {
      refuse('Timestamp is an RFC 3339 time such as 2026-01-31T12:00:00Z', 'Timestamp');
    }
  },
  Parallel(state, refuse) {
    const branches = state['Branches'];
    if (!Array.isArray(branches) || branches.length === 0)
      return refuse('Branches is a list of at least one branch', 'Branches');
    branches.forEach((branch, index) => {
      if (!isObject(branch)) refuse('a branch is an object with StartAt and States', `Branches[${index}]`);
    });
  },
  Map(state, refuse) {
    checkInteger(state['MaxConcurrency'], 0, 'MaxConcurrency', refuse);
    const processor = state['ItemProcessor'];
    if (!isObject(processor)) return refuse('a Map state has an ItemProcessor', 'ItemProcessor');
    const config = processor['ProcessorConfig'];
    if (isObject(config) && config['Mode'] !== undefined && config['Mode'] !== 'INLINE') {
      refuse('the local Step Functions runs INLINE maps only', 'ItemProcessor/ProcessorConfig/Mode');
    }
    const { Items: items } = state;
    if (items !== undefined && !Array.isArray(items) && !isExpression(items))
      refuse('Items is an array or a JSONata expression', 'Items');
  },
};

function checkInteger(value: Json | undefined, least: number, field: string, refuse: Refuse): void {
  if (value === undefined || isExpression(value)) return;
  if (!Number.isInteger(value) || (value as number) < least)
    refuse(`${field} is an integer of at least ${least}, or a JSONata expression`, field);
}
