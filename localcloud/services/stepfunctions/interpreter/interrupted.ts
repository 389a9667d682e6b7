// How running states are stopped.

/** Unwinds what was running when an execution ended, was stopped, or left a branch. Nobody sees it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
