// Settings of presign-viewer-url.
import { readEnvironment } from '../environment.ts';
import { longestUrlTtlSeconds } from './url-lifetime.ts';

/** What the stack must set. */
export interface PresignViewerUrlEnvironment {
  /** Life of a viewer URL in seconds, 1 to 299. */
  readonly VIEWER_URL_TTL_SECONDS: string;
}

export interface PresignViewerUrlSettings {
  readonly viewerUrlTtlSeconds: number;
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
  const { VIEWER_URL_TTL_SECONDS } = readEnvironment(environment, ['VIEWER_URL_TTL_SECONDS']);
  const viewerUrlTtlSeconds = Number(VIEWER_URL_TTL_SECONDS);
  if (!/^\d+$/.test(VIEWER_URL_TTL_SECONDS) || viewerUrlTtlSeconds < 1 || viewerUrlTtlSeconds > longestUrlTtlSeconds) {
    throw new InvalidUrlTtlError(VIEWER_URL_TTL_SECONDS);
  }
  return Object.freeze({ viewerUrlTtlSeconds });
}
