// Why a call failed, as the API worded it. Never a token and never a URL.
import type { Problem } from './generated/api.ts';

export interface LensgateErrorFields {
  readonly operation: string;
  /** HTTP status; absent when there was no answer at all. */
  readonly status?: number | undefined;
  /** `urn:lensgate:problem:…`, or `network`, `timeout`, `gateway`. */
  readonly type: string;
  readonly title: string;
  readonly detail?: string | undefined;
  /** Quote it when you report a problem. */
  readonly requestId?: string | undefined;
  readonly errors?: Problem['errors'] | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

export class LensgateError extends Error implements LensgateErrorFields {
  override readonly name = 'LensgateError';
  readonly operation: string;
  readonly status?: number | undefined;
  readonly type: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  readonly errors?: Problem['errors'] | undefined;
  readonly retryAfterSeconds?: number | undefined;

  constructor(fields: LensgateErrorFields) {
    const { operation, status, type, title, detail, requestId, errors, retryAfterSeconds } = fields;
    super(
      `${operation}: ${status === undefined ? '' : `${status} `}${title}${detail === undefined ? '' : `. ${detail}`}`,
    );
    this.operation = operation;
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail;
    this.requestId = requestId;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
