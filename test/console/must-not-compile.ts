// What the console's table of operations forbids, each line with an error that tsc must find: without it, "npm run check:types" fails.
import type { ExecutionDetail, ExecutionsNews } from '../../console/api/executions.ts';
import type { PendingLine } from '../../console/api/attention.ts';
import { operations, type Operation } from '../../console/api/operations.ts';
import type { AnswerOf, InputOf, OperationIn } from '../../console/api/request-types.ts';
import type { Handler, Handlers, RequestOf } from '../../console/server/handlers.ts';

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : 'these types differ';

// Exactly what the table says, and nothing else.
export const types: [
  Same<InputOf<'deleteDeadLetter'>, { readonly path: { readonly queueId: string; readonly messageId: string } }>,
  Same<InputOf<'issueToken'>, { readonly body: { readonly email: string } }>,
  Same<keyof InputOf<'getFleet'>, never>,
  Same<AnswerOf<'getExecution'>, ExecutionDetail>,
  Same<AnswerOf<'listPendingCertificates'>, PendingLine>,
  Same<AnswerOf<'watchExecutions'>['executions'], ExecutionsNews>,
  Same<OperationIn<'json-lines'>, 'listPendingCertificates' | 'importManifest'>,
  // Whether a page has sent what the type says is for the handler to find out.
  Same<RequestOf<'issueToken'>['body'], { readonly email?: unknown }>,
  Same<keyof RequestOf<'getFleet'>, 'gone'>,
] = [true, true, true, true, true, true, true, true, true];

declare const withoutFleet: Omit<Handlers, 'getFleet'>;

// @ts-expect-error: a handler is missing
export const tooFew: Handlers = withoutFleet;

export const tooMany = {
  ...withoutFleet,
  // @ts-expect-error: the table has no such operation
  getFleets: () => undefined,
} satisfies Partial<Handlers>;

export const refused: [Handler<'getFleet'>, Handler<'listPendingCertificates'>] = [
  // @ts-expect-error: not what the table answers
  () => ({ cameras: [] }),
  // @ts-expect-error: it is answered line by line
  () => [],
];

export type Absent = [
  // @ts-expect-error: the path has no such parameter
  RequestOf<'getCamera'>['path']['cameraName'],
  // @ts-expect-error: nobody reads a body there
  RequestOf<'getFleet'>['body'],
  // @ts-expect-error: it is answered once, and not by events
  RequestOf<'getFleet'>['events'],
];

export const questions: InputOf<'getStory'>[] = [
  // @ts-expect-error: a parameter of the path is missing
  { path: { cameraName: 'front-door' } },
  // @ts-expect-error: the query has no such parameter
  { path: { cameraName: 'front-door', chapter: 'all' }, query: { after: 'x' } },
];

export const entries: Operation[] = [
  operations.getFleet,
  // @ts-expect-error: the backend answers no such method
  { ...operations.getFleet, method: 'PUT' },
  // @ts-expect-error: all that isn't below /api/ is a page
  { ...operations.getFleet, path: '/fleet' },
];
