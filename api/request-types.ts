// What a request holds and what answers it, as types that follow from an entry of the table of operations.
import type { Operation, operations, OperationId, TextSchema } from './operations.ts';
import type { PayloadName, Payloads } from './generated/payloads.ts';

export type Operations = typeof operations;

/** Folder below `functions/`. */
export type FunctionName = Operation['handledBy'];
/** The operations that the table gives to a function. */
export type OperationOf<Name extends FunctionName> = {
  [Id in OperationId]: Operations[Id]['handledBy'] extends Name ? Id : never;
}[OperationId];
/** The schemas of the bodies that a function is sent. */
export type BodyOf<Name extends FunctionName> = {
  [Id in OperationOf<Name>]: Operations[Id] extends { readonly body: infer Body extends PayloadName } ? Body : never;
}[OperationOf<Name>];

/** `path`, `query` and `body` of a request that was checked: those that the operation has, and no others. */
export type InputOf<Entry extends Operation> = Flat<PathOf<Entry['path']> & QueryOf<Entry> & BodyIn<Entry>>;

/** Status and body of each success; what isn't one is thrown. */
export type SuccessOf<Entry extends Operation> = {
  [Status in keyof Entry['answers'] as `${Status & number}` extends `2${string}` ? Status : never]: Flat<
    { readonly status: Status } & BodyAnswered<Entry['answers'][Status]>
  >;
} extends infer Successes
  ? Successes[keyof Successes]
  : never;

/** Written out: an intersection as the one object that it is. */
export type Flat<Type> = { [Key in keyof Type]: Type[Key] };

/** The decoded parameters of a path template; nothing where it has none. */
export type PathOf<Path extends string> = [NamesIn<Path>] extends [never]
  ? unknown
  : { readonly path: { readonly [Name in NamesIn<Path>]: string } };

/** `cameraName` and `email` of `/cameras/{cameraName}/shares/{email}`. */
export type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type QueryOf<Entry> = Entry extends { readonly query: infer Query }
  ? {
      readonly query: Flat<
        { readonly [Name in keyof Query as Name extends RequiredIn<Entry> ? Name : never]: TextOf<Query[Name]> } & {
          readonly [Name in keyof Query as Name extends RequiredIn<Entry> ? never : Name]?: TextOf<Query[Name]>;
        }
      >;
    }
  : unknown;

type RequiredIn<Entry> = Entry extends { readonly requiredQuery: readonly (infer Name)[] } ? Name : never;
type TextOf<Schema> = Schema extends TextSchema & { readonly enum: readonly (infer Value)[] } ? Value : string;

type BodyIn<Entry> = Entry extends { readonly body: infer Name extends PayloadName }
  ? { readonly body: Payloads[Name] }
  : unknown;

type BodyAnswered<Answer> = Answer extends { readonly schema: infer Schema }
  ? { readonly body: Payloads[(Schema extends readonly (infer Name)[] ? Name : Schema) & PayloadName] }
  : unknown;
