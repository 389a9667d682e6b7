// A request of the table of operations, as the browser sends it.
import { operations, type Operation } from '../../api/operations.ts';
import type { AnswerOf, InputOf, OperationId, OperationIn } from '../../api/request-types.ts';

/** What an operation is asked with, as arguments: nothing where nothing of it is needed. */
export type QuestionOf<Id extends OperationId, More extends unknown[] = []> =
  Partial<InputOf<Id>> extends InputOf<Id> ? [question?: Asking<Id>, ...More] : [question: Asking<Id>, ...More];

type Asking<Id extends OperationId> = InputOf<Id> & { readonly signal?: AbortSignal };

/** What the questions of all operations come down to. */
export interface Question {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Nobody has answered: what was asked for may have been done, or not. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor() {
    super('The console’s backend does not answer. Is it still running? Start it again and open its new URL.');
  }
}

export function urlOf(id: OperationId, { path = {}, query = {} }: Question = {}): string {
  const filled = operations[id].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  return parameters.size === 0 ? filled : `${filled}?${parameters.toString()}`;
}

/** @throws UnreachableError, or an Error with the sentence that the backend refuses with */
export async function send(id: OperationId, question: Question = {}): Promise<Response> {
  const { method, body: as }: Operation = operations[id];
  const { body: given, signal = null } = question;
  const body = as?.form === 'json' ? JSON.stringify(given) : ((given ?? null) as BodyInit | null);
  const response = await fetch(urlOf(id, question), { method, body, signal }).catch(() => {
    throw new UnreachableError();
  });
  if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  return response;
}

/** The answer as the table types it: both sides are of one build. */
export async function answerTo<Id extends OperationIn<'json' | 'nothing'>>(
  id: Id,
  question?: Question,
): Promise<AnswerOf<Id>> {
  return (await (await send(id, question)).json()) as AnswerOf<Id>;
}
