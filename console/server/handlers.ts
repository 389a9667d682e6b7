// What answers the operations of the table. Each room has its own handlers; together they are all, or it doesn't compile.
import type { Flat, PathOf } from '../../api/request-types.ts';
import type { AnswerOf, BodyOf, FormOf, OperationId, Operations, QueryOf } from '../api/request-types.ts';
import type { EventStream } from './event-stream.ts';

export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

/** Throws ImpossibleError to refuse. */
export type Handler<Id extends OperationId> = (request: RequestOf<Id>) => ResultOf<Id> | Promise<ResultOf<Id>>;

/** `path`, `query` and `body` as the table has them, `events` where they are the answer; `gone` is aborted when the browser has gone. */
export type RequestOf<Id extends OperationId> = Flat<
  PathOf<Operations[Id]['path']> &
    Required<QueryOf<Operations[Id]>> &
    BodyGiven<BodyOf<Id>> &
    EventsOf<Id> & { readonly gone: AbortSignal }
>;

// Nobody has checked what a page says: members may be missing, or anything.
type BodyGiven<Value> = [Value] extends [never]
  ? unknown
  : { readonly body: Value extends Uint8Array ? Value : { readonly [Member in keyof Value]?: unknown } };

type EventsOf<Id extends OperationId> =
  FormOf<Id> extends 'events' ? { readonly events: EventStream<AnswerOf<Id>> } : unknown;

type ResultOf<Id extends OperationId> =
  FormOf<Id> extends 'json-lines' ? AsyncIterable<AnswerOf<Id>> : FormOf<Id> extends 'json' ? AnswerOf<Id> : void;
