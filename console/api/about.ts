// What the backend says of itself, and how it refuses. All of console/api: times are milliseconds since the epoch, and secrets are masked before they get here.

/** GET /api/about */
export interface About {
  /** For people: `this machine`, or `AWS, eu-central-1`. */
  readonly where: string;
  readonly stateMachineArn: string;
  readonly canAddDemoCamera: boolean;
  /** Where a viewer's ID token comes from: POST /api/tokens, the person, or nowhere, because the stack takes none. */
  readonly tokens: 'issued-here' | 'pasted' | 'none';
}

/** Any answer that isn't 200. */
export interface Problem {
  readonly error: string;
}
