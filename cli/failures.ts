// What went wrong, in a sentence for the person at the terminal, and the exit code for the script.

/** A rule said no, or what was asked for doesn't exist. Exit code 1. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** The command was called in a way that can't be carried out. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The other side can't be reached. Exit code 3. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

const unreachable = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'],
  // Of fetch, and of signals that end a request.
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'TimeoutError'],
]);

/** Messages of the AWS SDK are passed on; their stacks are not. */
export function describeFailure(error: unknown): { message: string; exitCode: 1 | 2 | 3 } {
  if (!(error instanceof Error)) return { message: String(error), exitCode: 1 };
  if (error instanceof UsageError) return { message: error.message, exitCode: 2 };
  if (error instanceof UnavailableError) return { message: error.message, exitCode: 3 };
  if (error instanceof RefusedError) return { message: error.message, exitCode: 1 };
  const code = codeOf(error);
  if (code !== undefined && unreachable.has(code)) {
    const where = 'Is the local cloud running (npm start)? On AWS: is the network up and the region right?';
    return { message: `The service could not be reached (${code}). ${where}`, exitCode: 3 };
  }
  if (error.name === 'CredentialsProviderError') {
    return {
      message: `No AWS credentials: ${error.message}. Give --profile, or sign in with the AWS CLI.`,
      exitCode: 2,
    };
  }
  const { httpStatusCode = 0 } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  // 501 is the local cloud's word for what it doesn't imitate.
  const exitCode = httpStatusCode >= 500 && httpStatusCode !== 501 ? 3 : 1;
  return { message: `${error.name}: ${error.message}`, exitCode };
}

function codeOf(error: Error & { code?: unknown; errors?: unknown }): string | undefined {
  if (error.name === 'TimeoutError') return error.name;
  if (typeof error.code === 'string') return error.code;
  if (error.cause instanceof Error) return codeOf(error.cause);
  if (Array.isArray(error.errors) && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return undefined;
}
