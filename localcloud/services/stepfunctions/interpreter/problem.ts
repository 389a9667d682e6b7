// What is wrong with a definition, and where.
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** `/States/Fetch/Next` */
  readonly at: string;
}

/** What is wrong with a Task's resource, and with the arguments given to it. */
export type CheckResource = (resource: string, args: unknown) => { message: string; field: string }[];
