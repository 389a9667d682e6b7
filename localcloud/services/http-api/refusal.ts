// An answer that the API gives by itself instead of a function's: a status, and the message that AWS words for it.

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** What the caller reads. */
  readonly publicMessage: string;

  /** `reason` is for the operator's log: never a header's, a query's or a payload's value. */
  constructor(status: number, publicMessage: string, reason: string) {
    super(reason);
    this.status = status;
    this.publicMessage = publicMessage;
  }
}

export const unauthorized = (reason: string): Refusal => new Refusal(401, 'Unauthorized', reason);
export const forbidden = (reason: string): Refusal => new Refusal(403, 'Forbidden', reason);
export const notFound = (reason: string): Refusal => new Refusal(404, 'Not Found', reason);
export const tooManyRequests = (reason: string): Refusal => new Refusal(429, 'Too Many Requests', reason);
export const internalServerError = (reason: string): Refusal => new Refusal(500, 'Internal Server Error', reason);
export const serviceUnavailable = (reason: string): Refusal => new Refusal(503, 'Service Unavailable', reason);
