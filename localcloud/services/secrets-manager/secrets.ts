// The account's secrets: finding them by name or ARN, and every change that an operation or a template makes to them.
import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';
import type { PolicyDocument } from '../../access/policy.ts';
import { addVersion, current, type Versions } from './staging-labels.ts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly tags: readonly { Key?: string | undefined; Value?: string | undefined }[];
  readonly policy?: PolicyDocument | undefined;
  /** Times are milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** The day, as AWS keeps it. */
  readonly accessedAt?: number;
  readonly deletedAt?: number | undefined;
  /** When a secret that is scheduled for deletion is gone. */
  readonly goneAt?: number | undefined;
  readonly versions: Versions;
  /** What the template said when the value was set from it; another text there makes a new version. */
  readonly templateValue?: string | undefined;
}

export interface SecretValue {
  readonly string?: string | undefined;
  readonly binary?: Uint8Array | undefined;
}

const maxValueBytes = 65_536;
const dayMs = 86_400_000;

export class Secrets {
  readonly #cloud: CloudContext;
  readonly #byName: Collection<Secret>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#byName = cloud.store.collection<Secret>('secrets');
  }

  /** By name, ARN, or ARN without its six random characters. Secrets past their deletion date are gone. */
  find(id: string | undefined): Secret | undefined {
    if (id === undefined) return undefined;
    const secret = this.#byName.get(id) ?? this.all().find(({ arn }) => arn === id || arn.slice(0, -7) === id);
    return secret && this.#exists(secret) ? secret : undefined;
  }

  all(): Secret[] {
    return this.#byName.values().filter((secret) => this.#exists(secret));
  }

  /** Throws ResourceNotFoundException; InvalidRequestException for one that is scheduled for deletion. */
  get(id: string | undefined): Secret {
    const secret = this.find(id);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (secret.goneAt !== undefined)
      throw new AwsError(
        'InvalidRequestException',
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    return secret;
  }

  /** What policies name: the secret's ARN, or what it would be for a secret that doesn't exist. */
  arnOf(id: string | undefined): string {
    if (id?.startsWith('arn:')) return this.find(id)?.arn ?? id;
    return this.find(id)?.arn ?? arn(this.#cloud, 'secretsmanager', `secret:${id}-??????`);
  }

  async create(
    secret: Pick<Secret, 'name' | 'description' | 'kmsKeyId' | 'tags' | 'templateValue'>,
    value: SecretValue,
    versionId: string = randomUUID(),
  ): Promise<Secret> {
    const { name } = secret;
    if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name))
      throw new AwsError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
        { statusCode: 400 },
      );
    const existing = this.find(name);
    if (existing?.goneAt !== undefined)
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    if (existing) {
      // A retry of the same request is the same secret.
      if (existing.versions[versionId]) return this.#put(this.#withVersion(existing, versionId, value, [current]));
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
    const now = this.#cloud.clock.now();
    const bare: Secret = {
      ...secret,
      arn: arn(this.#cloud, 'secretsmanager', `secret:${name}-${suffix()}`),
      createdAt: now,
      changedAt: now,
      versions: {},
    };
    const isEmpty = value.string === undefined && value.binary === undefined;
    return this.#put(isEmpty ? bare : this.#withVersion(bare, versionId, value, [current]));
  }

  /** Adds a version, or finds it there with the same value. Answers the secret as it is then. */
  putValue(secret: Secret, versionId: string, value: SecretValue, stages: readonly string[]): Promise<Secret> {
    return this.#put(this.#withVersion(secret, versionId, value, stages));
  }

  change(secret: Secret, change: Partial<Secret>): Promise<Secret> {
    return this.#put({ ...secret, ...change, changedAt: this.#cloud.clock.now() });
  }

  /** Notes that a value was read, once a day. */
  async read(secret: Secret): Promise<void> {
    const day = Math.floor(this.#cloud.clock.now() / dayMs) * dayMs;
    if (secret.accessedAt !== day) await this.#put({ ...secret, accessedAt: day });
  }

  delete(secret: Secret): Promise<void> {
    return this.#byName.delete(secret.name);
  }

  #withVersion(secret: Secret, versionId: string, value: SecretValue, stages: readonly string[]): Secret {
    const binary = value.binary && Buffer.from(value.binary).toString('base64');
    refuseValue(value);
    const existing = secret.versions[versionId];
    if (existing) {
      if (existing.string === value.string && existing.binary === binary) return secret;
      throw new AwsError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    }
    const createdAt = this.#cloud.clock.now();
    const version = { createdAt, ...(binary === undefined ? { string: value.string } : { binary }) };
    return { ...secret, changedAt: createdAt, versions: addVersion(secret.versions, versionId, version, stages) };
  }

  async #put(secret: Secret): Promise<Secret> {
    await this.#byName.put(secret.name, secret);
    return secret;
  }

  #exists({ goneAt }: Secret): boolean {
    return goneAt === undefined || this.#cloud.clock.now() < goneAt;
  }
}

function refuseValue({ string, binary }: SecretValue): void {
  if ((string === undefined) === (binary === undefined))
    throw new AwsError('InvalidParameterException', 'Give either SecretString or SecretBinary, and not both.');
  const bytes = string === undefined ? binary!.length : Buffer.byteLength(string);
  if (bytes > maxValueBytes)
    throw new AwsError(
      'InvalidParameterException',
      `The secret value has ${bytes} bytes; at most ${maxValueBytes} are allowed.`,
    );
}

function suffix(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(6)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
