// Checks a request whose signature stands in the Authorization header, by that signature's own list of signed headers.
import { AwsError } from '../core/aws-error.ts';
import type { Principal } from '../core/principal.ts';
import {
  canonicalRequest,
  formatTimestamp,
  parseCredential,
  parseTimestamp,
  sameSignature,
  sha256,
  signatureOf,
  type CredentialScope,
  type ReceivedRequest,
} from './canonical-request.ts';
import type { Iam } from './iam.ts';

const skewMs = 5 * 60 * 1000;

export interface Authorization {
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** The parts of the Authorization header. Throws MissingAuthenticationToken (403) and IncompleteSignature (400). */
export function parseAuthorization(header: string | undefined): Authorization {
  if (!header) throw refuse('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  const [, rest = ''] = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(header) ?? [];
  const parts = new Map(
    rest.split(',').map((part) => {
      const [name = '', ...value] = part.trim().split('=');
      return [name, value.join('=')];
    }),
  );
  const scope = parseCredential(parts.get('Credential') ?? '');
  const signedHeaders = parts.get('SignedHeaders')?.split(';') ?? [];
  const signature = parts.get('Signature') ?? '';
  if (!scope || signedHeaders.length === 0 || !/^[0-9a-f]{64}$/.test(signature)) {
    throw refuse(
      'IncompleteSignatureException',
      'The Authorization header must be AWS4-HMAC-SHA256 with Credential, SignedHeaders and Signature.',
      400,
    );
  }
  return { scope, signedHeaders, signature };
}

/**
 * Who signed the request. Errors are AWS's: unknown key, expired token, InvalidSignatureException (all 403).
 * A streamed body isn't there yet, and isn't signed: the C producer signs as if it were empty, the Java producer
 * says UNSIGNED-PAYLOAD in x-amz-content-sha256.
 */
export function verifySignature(
  request: ReceivedRequest & { body: Uint8Array | 'streamed' },
  { scope, signedHeaders, signature }: Authorization,
  surroundings: { iam: Iam; now: number; region: string },
): Principal {
  const { secretAccessKey, principal } = surroundings.iam.authenticate(
    scope.accessKeyId,
    request.headers['x-amz-security-token'],
  );
  const timestamp = request.headers['x-amz-date'] ?? '';
  const signedAt = parseTimestamp(timestamp);
  if (Number.isNaN(signedAt) || !timestamp.startsWith(scope.date)) {
    throw refuse(
      'IncompleteSignatureException',
      'x-amz-date must be yyyymmddThhmmssZ on the day of the credential scope.',
      400,
    );
  }
  if (!signedHeaders.includes('host')) {
    throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (scope.region !== surroundings.region) {
    throw invalid(`Credential should be scoped to a valid region, not '${scope.region}'. `);
  }
  const payloadHash =
    request.body === 'streamed' ? (request.headers['x-amz-content-sha256'] ?? sha256('')) : sha256(request.body);
  const canonical = canonicalRequest(request, signedHeaders, payloadHash);
  if (!sameSignature(signatureOf(canonical, timestamp, scope, secretAccessKey), signature)) {
    throw invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  checkSigningTime(signedAt, surroundings.now);
  return principal;
}

/** [producer-sdk-cpp #1099] has the words of AWS for an old signature; cameras' SDKs correct their clock by them. */
export function checkSigningTime(signedAt: number, now: number): void {
  const at = formatTimestamp(signedAt);
  const clock = formatTimestamp(now);
  if (signedAt < now - skewMs) {
    throw invalid(`Signature expired: ${at} is now earlier than ${formatTimestamp(now - skewMs)} (${clock} - 5 min.)`);
  }
  if (signedAt > now + skewMs) {
    throw invalid(
      `Signature not yet current: ${at} is still later than ${formatTimestamp(now + skewMs)} (${clock} + 5 min.)`,
    );
  }
}

function invalid(message: string): AwsError {
  return refuse('InvalidSignatureException', message, 403);
}

function refuse(name: string, message: string, statusCode: number): AwsError {
  return new AwsError(name, message, { statusCode });
}
