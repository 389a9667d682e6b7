// How long a function waits for AWS. A person or a workflow waits behind it, so it gives up early and says so.

/**
 * Settings for every SDK client. API Gateway waits 10 s for an authorizer: a read that hangs once still makes it.
 * Milliseconds. More patient retries live in the state machine's definition alone.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
};

/** Nobody waits: what is throttled is asked again, ever more slowly. */
export const patientClientSettings = {
  maxAttempts: 10,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
};

/** For what is told after the work is done: who waits for the answer must not wait long for somebody else to hear of it. */
export const briefClientSettings = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
};
