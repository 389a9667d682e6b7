// What the backend says of itself, and how it refuses. All of console/api: times are milliseconds since the epoch, and secrets are masked before they get here.

export interface About {
  /** For people: `this machine`, or `AWS, eu-central-1`. */
  readonly where: string;
  readonly stateMachineArn: string;
  readonly canAddDemoCamera: boolean;
  /** Where a viewer's ID token comes from: this backend, the person, or nowhere, because the stack takes none. */
  readonly tokens: 'issued-here' | 'pasted' | 'none';
}

/** Any answer that isn't 200, and the last line of one that broke off. */
export interface Problem {
  readonly error: string;
}
