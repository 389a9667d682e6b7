// The ways to be refused, in the words of AWS. The log has the reason; the client doesn't, as on AWS.

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** What really is the matter, for the log. */
  readonly reason: string;

  constructor(status: number, errorType: string, message: string, reason: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
    this.reason = reason;
  }
}

const forbidden =
  (message: string) =>
  (reason: string): Refusal =>
    new Refusal(403, 'AccessDeniedException', message, reason);

/** Also for certificates that are pending, inactive, revoked, expired or unknown; AWS documents no other answer to them. */
export const invalidCertificate = forbidden('Certificate is invalid on this endpoint');
export const invalidThingName = forbidden('Invalid thing name passed');
export const accessDenied = forbidden('Access Denied');

export const missingAlias = (reason: string): Refusal =>
  new Refusal(404, 'ResourceNotFoundException', 'Role alias does not exist', reason);

const invalidRequest =
  (message: string) =>
  (reason: string): Refusal =>
    new Refusal(400, 'InvalidRequestException', message, reason);

export const roleNotAssumable = invalidRequest('Unable to assume the role, or the role to assume does not exist');
export const durationTooLong = invalidRequest(
  'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role',
);
