// What a function's operations are called with and what they return, by the table: a wrong field, a missing or another function's operation doesn't compile.
import type { OperationId } from '../../../api/operations.ts';
import type {
  BodyOf,
  Flat,
  FunctionName,
  InputOf,
  OperationOf,
  Operations,
  SuccessOf,
} from '../../../api/request-types.ts';
import type { Payloads } from '../../../api/generated/payloads.ts';
import type { AuthorizedCamera } from '../camera-access/authorized-camera.ts';
import type { User } from '../camera-access/standing.ts';

/** Its path, query and body, its user where somebody is signed in, its camera where the table says what one must be to it. */
export type RequestOf<Id extends OperationId> = Flat<InputOf<Operations[Id]> & CallerOf<Operations[Id]['who']>>;

type CallerOf<Who> = Who extends 'anybody' ? unknown : Who extends 'user' ? User : User & OfCamera;

interface OfCamera {
  /** That the operation may be done to, as the authorizer read it. */
  readonly camera: AuthorizedCamera;
}

/** What every request has. */
export interface Call {
  readonly requestId: string;
  /** Where the API is, by what the caller has used to reach it. */
  readonly apiUrl: string;
}

/** Throws a Problem for whatever isn't a success. */
export type OperationHandler<Id extends OperationId> = (
  request: RequestOf<Id> & Call,
) => Promise<SuccessOf<Operations[Id]>>;

export type HandlersOf<Name extends FunctionName> = { readonly [Id in OperationOf<Name>]: OperationHandler<Id> };

/** The contracts of the bodies that a function is sent, by their names in the table. */
export type BodiesOf<Name extends FunctionName> = {
  readonly [Body in BodyOf<Name>]: (payload: unknown) => Payloads[Body];
};
