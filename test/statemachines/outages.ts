// What a service answers when it is slow, down, or says no: one rule per service, and the cases that follow for one Task.
import type { Answers } from './scripted-answers.ts';

/** As the local cloud is to answer, and as Step Functions names it. */
type Fault = readonly [answer: string, error: string];

interface Faults {
  readonly throttled: Fault;
  readonly '5xx': Fault;
  readonly refused: Fault;
}

/** By the beginning of a Task's Resource. [SFN guide: SDK integrations, error names] */
const faultsOf: readonly (readonly [RegExp, Faults])[] = [
  [
    /:lambda:/,
    {
      throttled: ['TooManyRequestsException', 'Lambda.TooManyRequestsException'],
      '5xx': ['ServiceException', 'Lambda.ServiceException'],
      refused: ['ResourceNotFoundException', 'Lambda.ResourceNotFoundException'],
    },
  ],
  [
    /:states:startExecution/,
    {
      throttled: ['ExecutionLimitExceeded', 'StepFunctions.ExecutionLimitExceededException'],
      '5xx': ['InternalFailure 500', 'StepFunctions.AWSStepFunctionsException'],
      refused: ['StateMachineDoesNotExist', 'StepFunctions.StateMachineDoesNotExistException'],
    },
  ],
  [
    /:iot:/,
    {
      throttled: ['ThrottlingException', 'Iot.ThrottlingException'],
      '5xx': ['InternalFailureException', 'Iot.InternalFailureException'],
      refused: ['UnauthorizedException', 'Iot.UnauthorizedException'],
    },
  ],
  [
    /:kinesisvideo:\w+Stream$/,
    {
      throttled: ['ClientLimitExceededException', 'KinesisVideo.ClientLimitExceededException'],
      '5xx': ['InternalFailure 500', 'KinesisVideo.KinesisVideoException'],
      refused: ['NotAuthorizedException', 'KinesisVideo.NotAuthorizedException'],
    },
  ],
  [
    /:kinesisvideo:/,
    {
      throttled: ['ClientLimitExceededException', 'KinesisVideo.ClientLimitExceededException'],
      '5xx': ['InternalFailure 500', 'KinesisVideo.KinesisVideoException'],
      refused: ['AccessDeniedException', 'KinesisVideo.AccessDeniedException'],
    },
  ],
  [
    /:dynamodb:/,
    {
      throttled: ['ProvisionedThroughputExceededException', 'DynamoDb.ProvisionedThroughputExceededException'],
      '5xx': ['InternalServerError', 'DynamoDb.InternalServerErrorException'],
      refused: ['ResourceNotFoundException', 'DynamoDb.ResourceNotFoundException'],
    },
  ],
  [
    /:events:/,
    {
      throttled: ['ThrottlingException', 'EventBridge.ThrottlingException'],
      '5xx': ['InternalException', 'EventBridge.InternalException'],
      refused: ['ResourceNotFoundException', 'EventBridge.ResourceNotFoundException'],
    },
  ],
  [
    /:sqs:/,
    {
      throttled: ['RequestThrottled', 'Sqs.RequestThrottledException'],
      '5xx': ['InternalFailure 500', 'Sqs.SqsException'],
      refused: ['QueueDoesNotExist', 'Sqs.QueueDoesNotExistException'],
    },
  ],
];

/** How often a call is made once more. */
export interface Patience {
  readonly throttled: number;
  /** After a 5xx, or no answer at all. */
  readonly unavailable: number;
}

/** What the cases of every state machine have in common. */
export interface Given {
  readonly answers?: Answers;
  /** How often a Task was tried, in all its visits; how often any other state was entered. */
  readonly calls?: Readonly<Record<string, number>>;
  readonly end: string;
  readonly error?: string;
  readonly says?: readonly string[];
}

/** A case in which the service answers in the end, and what is different where it never does. */
export type Row<Case extends Given> = Case & {
  /** Where it isn't that of the whole definition. */
  readonly patience?: Patience;
  readonly fails: Partial<Case>;
  /** What is different where the call was made twice, because the first answer was lost. */
  readonly lost?: Partial<Case>;
  /** How often the state is entered where the service answers; once unless given. */
  readonly visits?: number;
};

export interface Outage<Case extends Given> {
  readonly situation: 'throttled' | '5xx' | 'timeout' | 'refused' | 'lost';
  readonly given: Case;
}

/** Slow or down for as long as it is waited for, and for longer; a refusal; and where the call changes something, a lost answer. */
export function outagesOf<Case extends Given>(
  state: string,
  resource: string,
  { fails, lost, visits = 1, patience: own, ...row }: Row<Case>,
  usual: Patience,
): Outage<Case>[] {
  const patience = own ?? usual;
  const base = row as unknown as Case;
  const faults = faultsOf.find(([pattern]) => pattern.test(resource))?.[1];
  if (!faults) throw new Error(`What do the errors of ${resource} look like? Say it in test/statemachines/outages.ts.`);

  const answering = (answers: string | string[], calls: number): Case => ({
    ...base,
    answers: { ...base.answers, [state]: answers },
    calls: { ...base.calls, [state]: calls },
  });
  const failing = ([answer, error]: Fault, calls: number): Case => ({
    ...answering(answer, calls),
    error: base.error ?? error,
    ...fails,
    calls: { ...fails.calls, [state]: calls },
    says: [...(fails.says ?? []), (base.error ?? fails.error) ? error : `${state} failed with ${error}`],
  });
  const outlasted = (situation: Outage<Case>['situation'], fault: Fault, retries: number): Outage<Case>[] => [
    { situation, given: answering(Array<string>(retries).fill(fault[0]), retries + visits) },
    { situation, given: failing(fault, retries + 1) },
  ];
  return [
    ...outlasted('throttled', faults.throttled, patience.throttled),
    ...outlasted('5xx', faults['5xx'], patience.unavailable),
    // A job that has had all its time isn't begun anew.
    ...outlasted('timeout', ['no answer', 'States.Timeout'], isJob(resource) ? 0 : patience.unavailable),
    { situation: 'refused', given: failing(faults.refused, 1) },
    ...(changesSomething(resource)
      ? [{ situation: 'lost' as const, given: { ...answering(['ok, answer lost'], 2), ...lost } }]
      : []),
  ];
}

function isJob(resource: string): boolean {
  return /\.sync(:2)?$/.test(resource);
}

function changesSomething(resource: string): boolean {
  return !/:(describe|get|list|invoke)\w*$/.test(resource);
}
