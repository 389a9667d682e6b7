// The functions of the account and who may invoke them. They come from the templates at every start, so they lie in memory only.
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/operation.ts';
import type { PolicyStatement } from '../../access/policy.ts';
import type { LambdaFunction } from './function.ts';

export class Functions {
  readonly #cloud: CloudContext;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #statements = new Map<string, Map<string, PolicyStatement>>();

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
  }

  all(): LambdaFunction[] {
    return [...this.#functions.values()];
  }

  put(fn: LambdaFunction): void {
    this.#functions.set(fn.name, fn);
  }

  find(nameOrArn: string | undefined): LambdaFunction | undefined {
    return this.#functions.get(nameOf(nameOrArn));
  }

  /** By name, ARN or partial ARN, with `$LATEST` as the only version. Throws ResourceNotFoundException. */
  get(nameOrArn: string | undefined): LambdaFunction {
    const fn = this.find(nameOrArn);
    if (!fn) throw new AwsError('ResourceNotFoundException', `Function not found: ${this.arnOf(nameOrArn)}`);
    return fn;
  }

  arnOf(nameOrArn: string | undefined): string {
    return arn(this.#cloud, 'lambda', `function:${nameOf(nameOrArn)}`);
  }

  /** One statement of the function's own policy; `id` tells it from the others. */
  allow(functionName: string, id: string, statement: PolicyStatement): void {
    const statements = this.#statements.get(functionName) ?? new Map<string, PolicyStatement>();
    this.#statements.set(functionName, statements.set(id, statement));
  }

  permission(action: string, nameOrArn: string | undefined): Permission {
    const statements = [...(this.#statements.get(nameOf(nameOrArn))?.values() ?? [])];
    return {
      action: `lambda:${action}`,
      resource: this.arnOf(nameOrArn),
      resourcePolicies: statements.length > 0 ? [{ Statement: statements }] : [],
    };
  }
}

/** The name in `name`, `name:$LATEST`, `<account>:function:<name>` or a full ARN. */
function nameOf(nameOrArn = ''): string {
  const [, afterFunction] = /(?:^|:)function:(.+)$/.exec(nameOrArn) ?? [];
  const [name = '', qualifier] = (afterFunction ?? nameOrArn).split(':');
  if (qualifier !== undefined && qualifier !== '$LATEST') {
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${nameOrArn} (versions and aliases are not imitated)`,
    );
  }
  return name;
}
