// Identities: the operator's key, the roles of the templates, and the sessions that come from assuming them.
import { createHmac, randomBytes } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import type { Clock } from '../core/clock.ts';
import type { Principal } from '../core/principal.ts';
import type { Collection, Store } from '../core/store.ts';
import { evaluate } from './authorize.ts';
import type { PolicyDocument } from './policy.ts';

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly roleId: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  readonly maxSessionSeconds: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
}

export interface Session {
  readonly principal: Principal;
  readonly credentials: Credentials;
}

interface OperatorKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Signs session tokens, so that a session outlives a restart without being stored. */
  readonly sessionKey: string;
}

interface SessionToken {
  readonly k: string;
  readonly r: string;
  readonly s: string;
  readonly e: number;
  readonly c: Record<string, string>;
}

export class Iam {
  readonly #roles: Collection<Role>;
  readonly #operator: OperatorKey;
  readonly #clock: Clock;
  readonly #accountId: string;

  private constructor(roles: Collection<Role>, operator: OperatorKey, clock: Clock, accountId: string) {
    this.#roles = roles;
    this.#operator = operator;
    this.#clock = clock;
    this.#accountId = accountId;
  }

  static async open(store: Store, clock: Clock, accountId: string): Promise<Iam> {
    const keys = store.collection<OperatorKey>('iam-operator');
    if (!keys.has('key')) {
      await keys.put('key', {
        accessKeyId: `AKIA${randomName(16)}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionKey: randomBytes(32).toString('base64'),
      });
    }
    return new Iam(store.collection<Role>('iam-roles'), keys.get('key')!, clock, accountId);
  }

  /** The local administrator's access key: may do everything. */
  get operator(): { accessKeyId: string; secretAccessKey: string } {
    const { accessKeyId, secretAccessKey } = this.#operator;
    return { accessKeyId, secretAccessKey };
  }

  get operatorPrincipal(): Principal {
    const arn = `arn:aws:iam::${this.#accountId}:user/operator`;
    return { kind: 'operator', accountId: this.#accountId, arn, policies: [], context: {} };
  }

  putRole(role: Omit<Role, 'roleId' | 'createdAt'>): Promise<void> {
    const existing = this.#roles.get(role.arn);
    const roleId = existing?.roleId ?? `AROA${randomName(17)}`;
    return this.#roles.put(role.arn, { ...role, roleId, createdAt: existing?.createdAt ?? this.#clock.now() });
  }

  deleteRole(arn: string): Promise<void> {
    return this.#roles.delete(arn);
  }

  /** In order of their ARNs. */
  roles(): Role[] {
    return this.#roles.values();
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  /**
   * A session of a role for the AWS service that wants to act as it (`lambda.amazonaws.com`), or for another principal.
   * Throws AccessDenied (403) when the role doesn't exist or its trust policy doesn't name the caller.
   */
  assumeRole(request: {
    roleArn: string;
    by: Principal;
    sessionName: string;
    durationSeconds: number;
    action?: string;
    /** Condition keys and policy variables that the session carries. */
    context?: Record<string, string>;
  }): Session {
    const action = request.action ?? 'sts:AssumeRole';
    const role = this.#roles.get(request.roleArn);
    const question = { action, resource: request.roleArn, context: request.by.context };
    if (!role || (request.by.kind !== 'operator' && evaluate([role.trust], question, request.by) !== 'allow')) {
      throw new AwsError(
        'AccessDenied',
        `User: ${request.by.arn} is not authorized to perform: ${action} on resource: ${request.roleArn}`,
        { statusCode: 403 },
      );
    }
    const accessKeyId = `ASIA${randomName(16)}`;
    const expiration = this.#clock.now() + request.durationSeconds * 1000;
    const token: SessionToken = {
      k: accessKeyId,
      r: role.arn,
      s: request.sessionName,
      e: expiration,
      c: request.context ?? {},
    };
    const payload = Buffer.from(JSON.stringify(token)).toString('base64url');
    return {
      principal: this.#sessionPrincipal(role, token),
      credentials: {
        accessKeyId,
        secretAccessKey: this.#sessionSecret(accessKeyId),
        sessionToken: `${payload}.${this.#mac(payload).toString('base64url')}`,
        expiration,
      },
    };
  }

  /**
   * The secret to check a signature with, and who the caller is if it fits. Errors are those in front of every AWS service:
   * `UnrecognizedClientException` (403) for unknown keys and forged tokens, `ExpiredTokenException` (403).
   */
  authenticate(
    accessKeyId: string,
    sessionToken: string | undefined,
  ): { secretAccessKey: string; principal: Principal } {
    if (sessionToken === undefined && accessKeyId === this.#operator.accessKeyId) {
      return { secretAccessKey: this.#operator.secretAccessKey, principal: this.operatorPrincipal };
    }
    const [payload = '', mac = ''] = sessionToken?.split('.') ?? [];
    const given = Buffer.from(mac, 'base64url');
    if (!sessionToken || !this.#mac(payload).equals(given)) throw invalidToken();
    const token = JSON.parse(Buffer.from(payload, 'base64url').toString()) as SessionToken;
    const role = this.#roles.get(token.r);
    if (token.k !== accessKeyId || !role) throw invalidToken();
    if (this.#clock.now() >= token.e) {
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired', {
        statusCode: 403,
      });
    }
    return { secretAccessKey: this.#sessionSecret(accessKeyId), principal: this.#sessionPrincipal(role, token) };
  }

  #sessionPrincipal(role: Role, { s, c }: SessionToken): Principal {
    return {
      kind: 'role',
      accountId: this.#accountId,
      arn: `arn:aws:sts::${this.#accountId}:assumed-role/${role.name}/${s}`,
      roleArn: role.arn,
      policies: role.policies,
      context: { 'aws:userid': `${role.roleId}:${s}`, ...c },
    };
  }

  #sessionSecret(accessKeyId: string): string {
    return this.#mac(`secret ${accessKeyId}`).toString('base64').slice(0, 40);
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', Buffer.from(this.#operator.sessionKey, 'base64')).update(text).digest();
  }
}

function invalidToken(): AwsError {
  return new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', {
    statusCode: 403,
  });
}

/** Upper-case letters and digits 2 to 7, as in AWS's key ids. */
function randomName(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...randomBytes(length)].map((byte) => alphabet[byte % 32]).join('');
}
