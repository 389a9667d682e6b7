// Questions to the backend, by their names in the table of operations. What it refuses arrives as an error with its sentence.
import type { Problem } from '../../api/about.ts';
import type { AnswerOf, OperationIn } from '../../api/request-types.ts';
import { linesOf } from './lines.ts';
import { answerTo, send, urlOf, type QuestionOf } from './send.ts';

export async function ask<Id extends OperationIn<'json' | 'nothing'>>(
  id: Id,
  ...[question]: QuestionOf<Id>
): Promise<AnswerOf<Id>> {
  return answerTo(id, question);
}

/** Rejects when the backend refuses it as a whole; what breaks later is thrown where the lines are read. */
export async function askForLines<Id extends OperationIn<'json-lines'>>(
  id: Id,
  ...[question]: QuestionOf<Id>
): Promise<AsyncIterable<AnswerOf<Id>>> {
  const { body } = await send(id, question);
  return unlessProblem(linesOf<AnswerOf<Id> | Problem>(body!));
}

async function* unlessProblem<Line>(lines: AsyncIterable<Line | Problem>): AsyncGenerator<Line> {
  for await (const line of lines) {
    if (isProblem(line)) throw new Error(line.error);
    yield line;
  }
}

const isProblem = (line: unknown): line is Problem => typeof line === 'object' && line !== null && 'error' in line;

/** The answer's events, each to the one who takes those of its name. It connects again by itself, until it is closed. */
export function listen<Id extends OperationIn<'events'>>(
  id: Id,
  takers: { readonly [Name in keyof AnswerOf<Id>]: (data: AnswerOf<Id>[Name]) => void },
  ...[question]: QuestionOf<Id>
): EventSource {
  const source = new EventSource(urlOf(id, question));
  for (const [name, take] of Object.entries(takers) as [string, (data: unknown) => void][]) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => take(JSON.parse(data)));
  }
  return source;
}
