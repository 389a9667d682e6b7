// Checks a request whose signature stands in its query string, as KVS signaling wants it. [SigV4 query; KVS: ConnectAsViewer]
import { AwsError } from '../core/aws-error.ts';
import type { Principal } from '../core/principal.ts';
import {
  canonicalRequest,
  formatTimestamp,
  parseCredential,
  parseQuery,
  parseTimestamp,
  type ReceivedRequest,
  sameSignature,
  sha256,
  signatureOf,
} from './canonical-request.ts';
import type { Iam } from './iam.ts';

export interface PresignedUrlSurroundings {
  /** Knows the secret of an access key, and whose it is. */
  readonly iam: Pick<Iam, 'authenticate'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly region: string;
  /** The service in the credential's scope: `kinesisvideo`. */
  readonly service: string;
}

// KVS takes a signature for five minutes around its date, whatever longer life it claims. [sdk-js PR #143]
const longestLifeSeconds = 300;
const longestExpiresSeconds = 604_800;
const earlyMs = 5 * 60 * 1000;

/**
 * The query's parameters by name. Throws InvalidArgumentException (400) when one stands there twice, and
 * InvalidSignatureException (403) for a broken percent-escape: no signer has signed that.
 */
export function presignedParameters(target: string): ReadonlyMap<string, string> {
  let pairs: [string, string][];
  try {
    pairs = parseQuery(target);
  } catch (error) {
    if (error instanceof URIError) throw invalidSignature('A percent-escape in the URL is broken.');
    throw error;
  }
  const parameters = new Map(pairs);
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (twice) throw new AwsError('InvalidArgumentException', `The parameter ${twice[0]} is given twice.`);
  return parameters;
}

/**
 * Who signed the URL. Everything in it but the signature itself is signed: the session token too, and the headers of its own
 * SignedHeaders list. The signature is checked before anything else is believed, so that a changed byte is a 403 wherever it is.
 * Throws AwsError in AWS's words: 403 for keys, signature and time, 400 for a life that nobody may ask for.
 */
export function verifyPresignedUrl(request: ReceivedRequest, surroundings: PresignedUrlSurroundings): Principal {
  const parameters = presignedParameters(request.target);
  const parameter = (name: string): string => parameters.get(name) ?? '';
  if (!parameters.has('X-Amz-Signature')) {
    throw refuse('MissingAuthenticationTokenException', 'Missing Authentication Token: the URL is not signed.');
  }
  const scope = parseCredential(parameter('X-Amz-Credential'));
  if (!scope || parameter('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw refuse(
      'IncompleteSignatureException',
      'X-Amz-Algorithm must be AWS4-HMAC-SHA256, and X-Amz-Credential <key>/<yyyymmdd>/<region>/<service>/aws4_request.',
    );
  }
  const { secretAccessKey, principal } = surroundings.iam.authenticate(
    scope.accessKeyId,
    parameters.get('X-Amz-Security-Token'),
  );
  const signedHeaders = parameter('X-Amz-SignedHeaders').split(';');
  const canonical = canonicalRequest(request, signedHeaders, sha256(''), 'X-Amz-Signature');
  const timestamp = parameter('X-Amz-Date');
  const expected = signatureOf(canonical, timestamp, scope, secretAccessKey);
  if (!sameSignature(expected, parameter('X-Amz-Signature'))) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  if (!signedHeaders.includes('host')) {
    throw invalidSignature("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (scope.service !== surroundings.service || scope.region !== surroundings.region) {
    throw invalidSignature(
      `Credential should be scoped to ${surroundings.region}/${surroundings.service}, not ${scope.region}/${scope.service}.`,
    );
  }
  checkLife(timestamp, scope.date, parameter('X-Amz-Expires'), surroundings.now);
  return principal;
}

function checkLife(timestamp: string, scopeDate: string, expires: string, now: number): void {
  const signedAt = parseTimestamp(timestamp);
  if (Number.isNaN(signedAt) || !timestamp.startsWith(scopeDate)) {
    throw refuse(
      'IncompleteSignatureException',
      'X-Amz-Date must be yyyymmddThhmmssZ, on the day of X-Amz-Credential.',
    );
  }
  const expiresSeconds = /^\d{1,9}$/.test(expires) ? Number(expires) : NaN;
  if (!(expiresSeconds >= 1 && expiresSeconds <= longestExpiresSeconds)) {
    throw new AwsError(
      'InvalidArgumentException',
      `X-Amz-Expires must be from 1 to ${longestExpiresSeconds} seconds, but is '${expires}'.`,
    );
  }
  const lifeSeconds = Math.min(expiresSeconds, longestLifeSeconds);
  const earliest = now - lifeSeconds * 1000;
  const clock = formatTimestamp(now);
  if (signedAt < earliest) {
    const life = lifeSeconds === longestLifeSeconds ? '5 min.' : `${lifeSeconds} s`;
    throw invalidSignature(
      `Signature expired: ${timestamp} is now earlier than ${formatTimestamp(earliest)} (${clock} - ${life})`,
    );
  }
  if (signedAt > now + earlyMs) {
    throw invalidSignature(
      `Signature not yet current: ${timestamp} is still later than ${formatTimestamp(now + earlyMs)} (${clock} + 5 min.)`,
    );
  }
}

function invalidSignature(message: string): AwsError {
  return refuse('InvalidSignatureException', message);
}

function refuse(name: string, message: string): AwsError {
  return new AwsError(name, message, { statusCode: 403 });
}
