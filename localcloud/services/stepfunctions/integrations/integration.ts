// A kind of task: which operation a resource stands for, and what is special about its arguments and its answer.
import type { ServiceId } from '../../../core/aws-model.ts';
import type { Json, JsonObject } from '../interpreter/json.ts';
import type { ExecutionIdentity } from '../interpreter/ports.ts';

export interface Integration {
  readonly service: ServiceId;
  /** In the model's spelling: `CreateThing`. */
  readonly operation: string;
  readonly prefix: string;
  /** Name, after the prefix, of errors that the service's model doesn't have. */
  readonly unmodeledError: string;
  /** Arguments that don't have the model's kind (a function's Payload may be any JSON) are turned into it here, before anything is checked. */
  readonly adaptArguments?: (args: JsonObject, execution: ExecutionIdentity) => JsonObject;
  /** Arguments whose kind in a definition is free: they aren't compared with the model there. */
  readonly freeArguments?: readonly string[];
  /** Turns the answer into the result; throws TaskFailure for an answer that is a failure. */
  readonly adaptResult?: (result: JsonObject) => Json;
  /** `.sync`: the operation begins work that goes on, and the task waits for its end. */
  readonly job?: Job;
}

/** Calls an operation of the integration's service as the state machine's role; input in the SDK's shape, answer in Step Functions'. Throws TaskFailure. */
export type Send = (operation: string, input: object) => Promise<JsonObject>;

/** Work that an operation has begun. `begun` is the adapted result of that operation. */
export interface Job {
  /** Undefined while it goes on; throws TaskFailure for an end that is a failure. */
  look(begun: JsonObject, send: Send): Promise<Json | undefined>;
  /** When the task that waits for it is aborted. Must ask synchronously. */
  stop(begun: JsonObject, send: Send, execution: ExecutionIdentity): Promise<unknown>;
}
