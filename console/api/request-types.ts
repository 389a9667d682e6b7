// What an operation is asked with, and what it answers, as types that follow from its entry in the table.
import type { Flat, NamesIn, PathOf } from '../../api/request-types.ts';
import type { Body, operations, Payload } from './operations.ts';

export type Operations = typeof operations;
export type OperationId = keyof Operations;

/** Of all paths. */
export type ParameterName = NamesIn<Operations[OperationId]['path']>;

/** `path`, `query` and `body`: those that the operation has, and no others. */
export type InputOf<Id extends OperationId> = Flat<
  PathOf<Operations[Id]['path']> & QueryOf<Operations[Id]> & BodyIn<BodyOf<Id>>
>;

/** Every parameter of the query may be left out, and so may all of them. */
export type QueryOf<Entry> = Entry extends { readonly query: readonly (infer Name extends string)[] }
  ? { readonly query?: { readonly [Parameter in Name]?: string | undefined } }
  : unknown;

/** `never` where it has none. */
export type BodyOf<Id extends OperationId> = Operations[Id] extends { readonly body: Body<string, infer Value> }
  ? Value
  : never;

type BodyIn<Value> = [Value] extends [never] ? unknown : { readonly body: Value };

export type FormOf<Id extends OperationId> = Operations[Id]['answer']['form'];

/** Of the whole answer, of one of its lines, or of its events by their names. */
export type AnswerOf<Id extends OperationId> =
  Operations[Id]['answer'] extends Payload<string, infer Value> ? Value : never;

/** The operations that answer in this form. */
export type OperationIn<Form extends FormOf<OperationId>> = {
  [Id in OperationId]: FormOf<Id> extends Form ? Id : never;
}[OperationId];
