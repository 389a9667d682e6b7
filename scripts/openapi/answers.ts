// What an operation may answer: its own answers, and those that every operation shares, by whoever words them.
import type { Answer, Operation } from '../../api/operations.ts';

export interface DocumentedAnswer {
  readonly description: string;
  /** Names of schemas in `events/`, of which one fits; `problem` is sent as application/problem+json. */
  readonly schemas: readonly string[];
  /** Whether the gateway may word it by itself: `{"message":"…"}`. */
  readonly gatewayMessage?: string;
}

const problem = ['problem'];

/** In ascending order of the status. */
export function documentedAnswers(operation: Operation): ReadonlyMap<number, DocumentedAnswer> {
  const answers = new Map<number, DocumentedAnswer>(sharedAnswers(operation));
  for (const [status, answer] of Object.entries(operation.answers)) {
    const shared = answers.get(Number(status));
    answers.set(Number(status), { ...shared, description: answer.description, schemas: schemasOf(answer) });
  }
  return new Map([...answers].sort(([one], [other]) => one - other));
}

const schemasOf = ({ schema = [] }: Answer): readonly string[] => [schema].flat();

function sharedAnswers({ who }: Operation): [number, DocumentedAnswer][] {
  const signedIn = who === 'anybody' ? [] : problem;
  return [
    [400, { description: 'The request breaks its contract, and nothing was changed.', schemas: problem, gatewayMessage: 'Bad Request' }], // prettier-ignore
    ...(who === 'anybody' ? [] : [unauthorized]),
    ...(typeof who === 'string' ? [] : [forbidden]),
    [413, { description: 'More than 10 MB.', schemas: [], gatewayMessage: 'Request Entity Too Large' }],
    [429, { description: 'More requests than the stage admits, or than this user or camera may have.', schemas: signedIn, gatewayMessage: 'Too Many Requests' }], // prettier-ignore
    [431, { description: 'Line and headers have more than 10,240 bytes.', schemas: [], gatewayMessage: 'Request Header Fields Too Large' }], // prettier-ignore
    [500, { description: 'An outage, never a denial.', schemas: problem, gatewayMessage: 'Internal Server Error' }],
    [503, { description: 'Not now: it took too long, or the camera is being changed.', schemas: signedIn, gatewayMessage: 'Service Unavailable' }], // prettier-ignore
  ];
}

const unauthorized: [number, DocumentedAnswer] = [
  401,
  { description: 'Nobody has proven who they are: sign in.', schemas: problem, gatewayMessage: 'Unauthorized' },
];
const forbidden: [number, DocumentedAnswer] = [
  403,
  {
    description: 'No such camera, not yours, or not for you: they are not told apart.',
    schemas: [],
    gatewayMessage: 'Forbidden',
  },
];
