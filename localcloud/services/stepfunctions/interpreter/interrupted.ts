// How running states are stopped.

/** Unwinds what was running when an execution ended, was stopped, or left a branch. Nobody sees it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The execution goes on at the next start: what it began elsewhere is left to run. */
  readonly resumes: boolean;

  constructor(message: string, { resumes = false } = {}) {
    super(message);
    this.resumes = resumes;
  }
}
