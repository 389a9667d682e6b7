// An error as an AWS service words it; the front door turns it into the wire form of the service's protocol.

/**
 * `name` is the error's name in AWS's own model (`ResourceInUseException`); the HTTP status comes from that model,
 * or from `statusCode` for the errors that stand in front of every service (`AccessDeniedException`, signatures).
 * `details` are further members of the error's shape (`resourceArn` of a `ResourceAlreadyExistsException`).
 */
export class AwsError extends Error {
  override readonly name: string;
  readonly statusCode: number | undefined;
  readonly details: Record<string, unknown>;

  constructor(name: string, message: string, options: { statusCode?: number; details?: Record<string, unknown> } = {}) {
    super(message);
    this.name = name;
    this.statusCode = options.statusCode;
    this.details = options.details ?? {};
  }
}
