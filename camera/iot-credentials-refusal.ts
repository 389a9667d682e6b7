// What the AWS IoT credentials provider answers when it gives no credentials, as errors with names: what is wrong, and what to do.

export type CredentialsRefusal =
  | 'InvalidThingNameError'
  | 'AccessDeniedError'
  | 'CertificateNotAcceptedError'
  | 'RoleAliasNotFoundError'
  | 'RoleNotAssumableError'
  | 'CredentialDurationTooLongError'
  | 'WrongCredentialEndpointError'
  | 'CredentialsRefusedError';

/** A rule said no: the same request will be refused again until somebody changes something. */
export class CredentialsRefusedError extends Error {
  override readonly name: CredentialsRefusal;
  readonly status: number;

  constructor(name: CredentialsRefusal, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The endpoint could not be reached, failed, or answered what can't be understood. It may pass. */
export class CredentialsUnavailableError extends Error {
  override readonly name = 'CredentialsUnavailableError';
}

interface Asked {
  readonly endpoint: string;
  readonly roleAlias: string;
  readonly thingName?: string | undefined;
}

interface Refusal {
  readonly status: number;
  /** How AWS begins its message. [AWS IoT: authorizing direct calls; the answers are not documented in full] */
  readonly answer: string;
  readonly name: CredentialsRefusal;
  readonly means: (asked: Asked) => string;
}

const refusals: readonly Refusal[] = [
  {
    status: 403,
    answer: 'Invalid thing name passed',
    name: 'InvalidThingNameError',
    means: ({ thingName }) =>
      `the thing ${thingName} is not attached to this camera's certificate. Attach them, or send the name of its own thing.`,
  },
  {
    status: 403,
    answer: 'Access Denied',
    name: 'AccessDeniedError',
    means: ({ roleAlias }) =>
      `the policies of this certificate don't allow iot:AssumeRoleWithCertificate on the role alias ${roleAlias}. Attach the camera policy to the certificate.`,
  },
  {
    status: 403,
    answer: 'Certificate is invalid on this endpoint',
    name: 'CertificateNotAcceptedError',
    means: ({ endpoint }) =>
      `${endpoint} doesn't accept this certificate: it is not registered in this account and region, or not ACTIVE.`,
  },
  {
    status: 404,
    answer: 'Role alias does not exist',
    name: 'RoleAliasNotFoundError',
    means: ({ roleAlias }) =>
      `there is no role alias ${roleAlias}. Take the name from the stack output CameraRoleAliasName.`,
  },
  {
    status: 400,
    answer: 'Unable to assume the role',
    name: 'RoleNotAssumableError',
    means: ({ roleAlias }) =>
      `the role behind the alias ${roleAlias} is missing, or doesn't trust credentials.iot.amazonaws.com.`,
  },
  {
    status: 400,
    answer: 'The requested CredentialDurationSeconds exceeds',
    name: 'CredentialDurationTooLongError',
    means: ({ roleAlias }) =>
      `the role alias ${roleAlias} gives credentials for longer than its role's MaxSessionDuration allows. Shorten the one or raise the other.`,
  },
  {
    status: 404,
    answer: 'Not Found',
    name: 'WrongCredentialEndpointError',
    means: ({ endpoint }) =>
      `${endpoint} is no credentials provider. Take the endpoint that DescribeEndpoint gives for iot:CredentialProvider.`,
  },
];

/** `message` is the answer's; nothing else of it goes into the error, because an answer may hold credentials. */
export function refusalOf(
  status: number,
  message: string,
  asked: Asked,
): CredentialsRefusedError | CredentialsUnavailableError {
  const known = refusals.find((refusal) => refusal.status === status && message.startsWith(refusal.answer));
  if (known) return new CredentialsRefusedError(known.name, status, `No credentials: ${known.means(asked)}`);
  if (status >= 400 && status < 500 && status !== 429) {
    return new CredentialsRefusedError(
      'CredentialsRefusedError',
      status,
      `No credentials: ${asked.endpoint} answered ${status}${message === '' ? '' : ` ${JSON.stringify(message.slice(0, 200))}`}.`,
    );
  }
  return new CredentialsUnavailableError(`No credentials: ${asked.endpoint} answered ${status}. Try again later.`);
}
