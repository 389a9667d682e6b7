// What went wrong, as the caller gets to read it. [RFC 9457: problem details]
import type { Problem as ProblemBody } from '../../../api/payloads/index.ts';

export interface ProblemOptions {
  /** What this caller can do about it. */
  readonly detail?: string;
  readonly errors?: ProblemBody['errors'];
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** An answer that isn't a success. Everything in it reaches the caller; nothing of it may be a secret. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly options: ProblemOptions;

  /** @param type a word that names the kind, such as `invalid-request` */
  constructor(status: number, type: string, options: ProblemOptions = {}) {
    const title = titles[status] ?? 'Error';
    super(options.detail ?? title);
    this.status = status;
    this.type = `urn:lensgate:problem:${type}`;
    this.title = title;
    this.options = options;
  }

  body(requestId: string): ProblemBody {
    const { detail, errors } = this.options;
    return {
      type: this.type,
      title: this.title,
      status: this.status,
      ...(detail !== undefined && { detail }),
      requestId,
      ...(errors !== undefined && { errors }),
    };
  }
}

export const invalidRequest = (errors: NonNullable<ProblemBody['errors']>): Problem =>
  new Problem(400, 'invalid-request', {
    detail: `The request breaks its contract, and nothing was changed: ${errors.map(({ field, rule }) => `${field} ${rule}`).join('; ')}.`,
    errors,
  });

/** @param retryAfterSeconds whole seconds, at least 1 */
export const tooManyRequests = (retryAfterSeconds: number, detail: string): Problem =>
  new Problem(429, 'too-many-requests', { detail, headers: { 'retry-after': String(retryAfterSeconds) } });

/** @param retryAfterSeconds whole seconds, at least 1 */
export const unavailable = (retryAfterSeconds: number, type: string, detail: string): Problem =>
  new Problem(503, type, { detail, headers: { 'retry-after': String(retryAfterSeconds) } });
