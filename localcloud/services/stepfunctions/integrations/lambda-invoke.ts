// arn:aws:states:::lambda:invoke: any JSON goes in as Payload, the function's answer comes back parsed, and its error becomes the task's error.
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { TaskFailure } from '../interpreter/state-failure.ts';
import type { Integration } from './integration.ts';

export const lambdaInvoke: Integration = {
  service: 'lambda',
  operation: 'Invoke',
  prefix: 'Lambda',
  unmodeledError: 'AWSLambdaException',
  freeArguments: ['Payload'],
  adaptArguments: ({ Payload: payload, ...others }) => ({
    ...others,
    ...(payload !== undefined && { Payload: JSON.stringify(payload) }),
  }),
  adaptResult({ FunctionError: functionError, Payload: text, ...others }: JsonObject): Json {
    const payload = parse(text);
    if (functionError !== undefined) {
      const type = isObject(payload) ? payload['errorType'] : undefined;
      throw new TaskFailure(typeof type === 'string' && type !== '' ? type : 'Lambda.Unknown', JSON.stringify(payload));
    }
    return { ...others, Payload: payload };
  },
};

function parse(text: Json | undefined): Json {
  if (typeof text !== 'string' || text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
