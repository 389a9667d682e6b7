// Roles that were made through the API. They are roles like those of the templates, with what the API tells of them beside it.
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Role } from '../../access/iam.ts';
import type { PolicyDocument } from '../../access/policy.ts';

export interface ApiRole {
  readonly name: string;
  readonly path: string;
  readonly description?: string;
  /** As it was given. */
  readonly trust: string;
  readonly maxSessionSeconds: number;
  /** Documents as they were given, by the policy's name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
}

export class ApiRoles {
  readonly #cloud: CloudContext;
  readonly #records;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#records = cloud.store.collection<ApiRole>('iam-api-roles');
  }

  arnOf({ path, name }: Pick<ApiRole, 'path' | 'name'>): string {
    return `arn:aws:iam::${this.#cloud.accountId}:role${path}${name}`;
  }

  /** Of templates too. Throws NoSuchEntity (404). */
  find(name: string): Role {
    const role = this.#cloud.iam.roles().find((one) => one.name === name);
    if (!role) throw new AwsError('NoSuchEntityException', `The role with name ${name} cannot be found.`);
    return role;
  }

  /** Undefined for a template's role. */
  record(role: Role): ApiRole | undefined {
    return this.#records.get(role.name);
  }

  /** Throws UnmodifiableEntity (400) for a template's role: at the next start the template would undo the change. */
  changeable(name: string): ApiRole {
    const record = this.record(this.find(name));
    if (record) return record;
    throw new AwsError(
      'UnmodifiableEntityException',
      `The role ${name} belongs to a template: change it there, and start the local cloud again.`,
    );
  }

  /** The role and its record reach the disk together. */
  async put(record: ApiRole): Promise<Role> {
    const arn = this.arnOf(record);
    const { name, maxSessionSeconds } = record;
    const stored = this.#cloud.iam.putRole({
      name,
      arn,
      trust: JSON.parse(record.trust) as PolicyDocument,
      policies: Object.values(record.inlinePolicies).map((text) => JSON.parse(text) as PolicyDocument),
      maxSessionSeconds,
    });
    await Promise.all([stored, this.#records.put(name, record)]);
    return this.#cloud.iam.role(arn)!;
  }

  async delete(record: ApiRole): Promise<void> {
    await Promise.all([this.#cloud.iam.deleteRole(this.arnOf(record)), this.#records.delete(record.name)]);
  }
}
