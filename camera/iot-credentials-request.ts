// One request to the AWS IoT credentials provider: the camera shows its certificate, and gets temporary credentials.
import { request } from 'node:https';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { CameraIdentity } from './factory.ts';
import { CredentialsUnavailableError, refusalOf } from './iot-credentials-refusal.ts';

export interface CredentialsRequest {
  /** `<host>` or `<host>:<port>`, as DescribeEndpoint gives it for iot:CredentialProvider. */
  readonly endpoint: string;
  readonly roleAlias: string;
  /** Must be attached to the certificate; without it `credentials-iot:ThingName` is unset in the role's policies. */
  readonly thingName?: string;
  readonly identity: CameraIdentity;
  /** PEM of the CA behind the endpoint's certificate; without one the public CAs are believed. */
  readonly serverCa?: string | undefined;
}

export interface IssuedCredentials extends AwsCredentialIdentity {
  /** By AWS's clock. */
  readonly expiration: Date;
  /** By AWS's clock; a camera's own may be anything. */
  readonly issuedAt: Date;
  /** How long they live from then on. */
  readonly livesMs: number;
}

// AWS's shortest are 900 seconds.
const shortestLifeMs = 60_000;
const answerWithinMs = 10_000;
const longestAnswer = 64 * 1024;

/** @throws CredentialsRefusedError, CredentialsUnavailableError */
export async function requestCredentials(asked: CredentialsRequest): Promise<IssuedCredentials> {
  const { status, date, body } = await get(asked);
  const answer = parse(body);
  if (status !== 200) throw refusalOf(status, typeof answer.message === 'string' ? answer.message : '', asked);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = (answer.credentials ?? {}) as Record<
    string,
    unknown
  >;
  const expiresAt = typeof expiration === 'string' ? Date.parse(expiration) : NaN;
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    typeof sessionToken !== 'string' ||
    Number.isNaN(expiresAt)
  ) {
    throw new CredentialsUnavailableError(
      `No credentials: ${asked.endpoint} answered 200 without a complete set of accessKeyId, secretAccessKey, sessionToken and expiration. Is it a credentials provider?`,
    );
  }
  const issuedAt = Number.isNaN(date) ? Date.now() : date;
  const livesMs = expiresAt - issuedAt;
  if (livesMs < shortestLifeMs) {
    throw new CredentialsUnavailableError(
      `No credentials: those of ${asked.endpoint} expire at ${new Date(expiresAt).toISOString()}, in less than a minute. Is its clock right?`,
    );
  }
  const times = { expiration: new Date(expiresAt), issuedAt: new Date(issuedAt), livesMs };
  return { accessKeyId, secretAccessKey, sessionToken, ...times };
}

function get(asked: CredentialsRequest): Promise<{ status: number; date: number; body: string }> {
  const { endpoint, roleAlias, thingName, identity, serverCa } = asked;
  const { hostname, port } = new URL(`https://${endpoint}`);
  return new Promise((resolve, reject) => {
    const unreachable = (cause: NodeJS.ErrnoException): void =>
      reject(
        new CredentialsUnavailableError(
          `No credentials: ${endpoint} could not be asked (${cause.code ?? cause.message}).`,
          { cause },
        ),
      );
    const outgoing = request(
      {
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port: port || 443,
        path: `/role-aliases/${encodeURIComponent(roleAlias)}/credentials`,
        headers: thingName === undefined ? {} : { 'x-amzn-iot-thingname': thingName },
        cert: identity.certificate,
        key: identity.privateKey,
        ...(serverCa !== undefined && { ca: serverCa }),
        minVersion: 'TLSv1.2',
        agent: false,
        signal: AbortSignal.timeout(answerWithinMs),
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
          if (body.length > longestAnswer) response.destroy(new Error('the answer is too long'));
        });
        response.on('error', unreachable);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, date: Date.parse(response.headers.date ?? ''), body }),
        );
      },
    );
    outgoing.on('error', unreachable);
    outgoing.end();
  });
}

// What isn't JSON is judged by its status alone.
function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
