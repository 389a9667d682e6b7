// What an operation may answer: its own answers, and those that every operation shares, by whoever words them.
import type { Operation } from '../../api/operations.ts';

export interface DocumentedAnswer {
  /** Of a response that operations share: a component of the document. */
  readonly name?: string;
  readonly description: string;
  /** Names of payloads, of which one fits; `problem` is sent as application/problem+json. */
  readonly schemas: readonly string[];
  /** Whether the gateway may word it by itself: `{"message":"…"}`. */
  readonly gatewayMessage?: string;
}

/** In ascending order of the status. */
export function documentedAnswers(operation: Operation): ReadonlyMap<number, DocumentedAnswer> {
  const answers = sharedAnswers(operation);
  for (const [status, { description, schema = [] }] of Object.entries(operation.answers)) {
    const { name: _, ...shared } = answers.get(Number(status)) ?? {};
    answers.set(Number(status), { ...shared, description, schemas: [schema].flat() });
  }
  return new Map([...answers].sort(([one], [other]) => one - other));
}

function sharedAnswers({ who }: Operation): Map<number, DocumentedAnswer> {
  const answers = new Map(shared);
  if (typeof who === 'string') answers.delete(403);
  if (who !== 'anybody') return answers;
  answers.delete(401);
  // What refuses users, or a camera that they ask for, refuses nobody here.
  for (const status of [429, 503]) answers.set(status, wordedByGateway(shared.get(status)!));
  return answers;
}

const wordedByGateway = ({ name, ...answer }: DocumentedAnswer): DocumentedAnswer => ({
  ...answer,
  name: `${name}ByGateway`,
  schemas: [],
});

const problem = ['problem'];
const shared: ReadonlyMap<number, DocumentedAnswer> = new Map([
  [
    400,
    {
      name: 'BadRequest',
      description: 'The request breaks its contract, and nothing was changed.',
      schemas: problem,
      gatewayMessage: 'Bad Request',
    },
  ],
  [
    401,
    {
      name: 'Unauthorized',
      description: 'Nobody has proven who they are: sign in.',
      schemas: problem,
      gatewayMessage: 'Unauthorized',
    },
  ],
  [
    403,
    {
      name: 'Forbidden',
      description: 'No such camera, not yours, or not for you: they are not told apart.',
      schemas: [],
      gatewayMessage: 'Forbidden',
    },
  ],
  [
    413,
    {
      name: 'EntityTooLarge',
      description: 'More than 10 MB.',
      schemas: [],
      gatewayMessage: 'Request Entity Too Large',
    },
  ],
  [
    429,
    {
      name: 'TooManyRequests',
      description: 'More requests than the stage admits, or than this user or camera may have.',
      schemas: problem,
      gatewayMessage: 'Too Many Requests',
    },
  ],
  [
    431,
    {
      name: 'HeadersTooLarge',
      description: 'Line and headers have more than 10,240 bytes.',
      schemas: [],
      gatewayMessage: 'Request Header Fields Too Large',
    },
  ],
  [
    500,
    {
      name: 'InternalError',
      description: 'An outage, never a denial.',
      schemas: problem,
      gatewayMessage: 'Internal Server Error',
    },
  ],
  [
    503,
    {
      name: 'Unavailable',
      description: 'Not now: it took too long, or the camera is being changed.',
      schemas: problem,
      gatewayMessage: 'Service Unavailable',
    },
  ],
]);
