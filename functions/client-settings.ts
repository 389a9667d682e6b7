// How long a function waits for AWS. A person or a workflow waits behind it, so it gives up early and says so.

/**
 * Settings for every SDK client. The limit of the authorizer is 10 s: one slow attempt and two quick ones fit.
 * Milliseconds. More patient retries live in the state machine's definition alone.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
