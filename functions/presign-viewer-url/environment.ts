// Settings of presign-viewer-url.
import { readEnvironment } from '../shared/environment.ts';
import type { RequestLimit } from '../shared/request-buckets.ts';
import { longestUrlTtlSeconds } from './url-lifetime.ts';

export interface RequestLimits {
  readonly user: RequestLimit;
  /** Of each user, so that nobody takes another one's turns. */
  readonly camera: RequestLimit;
}

/** What the stack must set. */
export interface PresignViewerUrlEnvironment {
  readonly TABLE_NAME: string;
  readonly REFRESH_ENDPOINTS_FUNCTION_NAME: string;
  /** Life of a viewer URL in seconds, 1 to 299. */
  readonly VIEWER_URL_TTL_SECONDS: string;
  /** JSON of RequestLimits. */
  readonly VIEWER_URL_LIMITS: string;
}

export interface PresignViewerUrlSettings {
  readonly tableName: string;
  readonly refreshEndpointsFunctionName: string;
  readonly viewerUrlTtlSeconds: number;
  readonly limits: RequestLimits;
}

export class InvalidUrlTtlError extends Error {
  override readonly name = 'InvalidUrlTtlError';

  constructor(given: string) {
    super(
      `VIEWER_URL_TTL_SECONDS is "${given}"; it must be a whole number of seconds from 1 to ${longestUrlTtlSeconds}. ` +
        "Correct viewerUrlTtlSeconds in the stage's settings and deploy again.",
    );
  }
}

/** @throws MissingEnvironmentError, InvalidUrlTtlError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): PresignViewerUrlSettings {
  const values = readEnvironment(environment, [
    'TABLE_NAME',
    'REFRESH_ENDPOINTS_FUNCTION_NAME',
    'VIEWER_URL_TTL_SECONDS',
    'VIEWER_URL_LIMITS',
  ]);
  const { VIEWER_URL_TTL_SECONDS } = values;
  const viewerUrlTtlSeconds = Number(VIEWER_URL_TTL_SECONDS);
  if (!/^\d+$/.test(VIEWER_URL_TTL_SECONDS) || viewerUrlTtlSeconds < 1 || viewerUrlTtlSeconds > longestUrlTtlSeconds) {
    throw new InvalidUrlTtlError(VIEWER_URL_TTL_SECONDS);
  }
  return Object.freeze({
    tableName: values.TABLE_NAME,
    refreshEndpointsFunctionName: values.REFRESH_ENDPOINTS_FUNCTION_NAME,
    viewerUrlTtlSeconds,
    limits: JSON.parse(values.VIEWER_URL_LIMITS) as RequestLimits,
  });
}
