// What channels and streams have in common: they are CREATING, UPDATING and DELETING for a moment, and end that on their own.
import { randomBytes } from 'node:crypto';
import type { Timer } from '../../core/clock.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';
import { deletingMs, updatingMs } from './quotas.ts';

export type ResourcesCloud = Pick<CloudContext, 'region' | 'accountId' | 'clock' | 'store' | 'log'>;

export interface ChangingResource {
  readonly name: string;
  readonly arn: string;
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
  /** Milliseconds since the epoch; absent when the status is there to stay. */
  readonly statusEndsAt?: number;
  readonly version: string;
  readonly tags: Record<string, string>;
}

export abstract class ChangingResources<T extends ChangingResource> {
  protected readonly cloud: ResourcesCloud;
  readonly #kind: string;
  readonly #nameInArn: (arn: string) => string | undefined;
  readonly #records: Collection<T>;
  readonly #timers = new Map<string, Timer>();
  readonly #gone: ((resource: T) => void)[] = [];

  /** `kind` is `channel` or `stream`. */
  constructor(cloud: ResourcesCloud, kind: string, nameInArn: (arn: string) => string | undefined) {
    this.cloud = cloud;
    this.#kind = kind;
    this.#nameInArn = nameInArn;
    this.#records = cloud.store.collection<T>(`kinesisvideo-${kind}s`);
  }

  get size(): number {
    return this.#records.size;
  }

  /** Takes up the transitions that were under way when the cloud went down. */
  resume(): void {
    for (const resource of this.#records.values()) this.#schedule(resource);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Runs when one has ceased to exist. */
  onGone(action: (resource: T) => void): void {
    this.#gone.push(action);
  }

  /** In order of their names. */
  all(): T[] {
    return this.#records.values();
  }

  named(name: string): T | undefined {
    return this.#records.get(name);
  }

  /** Only the living one has the ARN: one that was recreated under the same name has another. */
  withArn(arn: string): T | undefined {
    const resource = this.#records.get(this.#nameInArn(arn) ?? '');
    return resource?.arn === arn ? resource : undefined;
  }

  delete(resource: T): Promise<void> {
    const statusEndsAt = this.cloud.clock.now() + deletingMs;
    return this.put({ ...resource, status: 'DELETING', statusEndsAt, version: newVersion() });
  }

  tag(resource: T, tags: Record<string, string>): Promise<void> {
    return this.put({ ...resource, tags });
  }

  /** `change`, and UPDATING for a moment. */
  protected change(resource: T, change: Partial<T>): Promise<void> {
    const statusEndsAt = this.cloud.clock.now() + updatingMs;
    return this.put({ ...resource, ...change, status: 'UPDATING', statusEndsAt, version: newVersion() });
  }

  protected async put(resource: T): Promise<void> {
    const written = this.#records.put(resource.name, resource);
    this.#schedule(resource);
    await written;
  }

  #schedule({ name, statusEndsAt }: T): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    if (statusEndsAt === undefined) return;
    const delayMs = statusEndsAt - this.cloud.clock.now();
    this.#timers.set(
      name,
      this.cloud.clock.after(delayMs, () => this.#endStatus(name)),
    );
  }

  #endStatus(name: string): void {
    this.#timers.delete(name);
    const resource = this.#records.get(name);
    if (!resource) return;
    const gone = resource.status === 'DELETING';
    const written = gone
      ? this.#records.delete(name)
      : this.#records.put(name, { ...resource, status: 'ACTIVE', statusEndsAt: undefined });
    // Nobody waits for this write; should it fail, the transition is made again at the next start.
    written.catch((error: Error) => this.cloud.log('kinesisvideo', `${this.#kind} ${name}: ${error.message}`));
    if (gone) for (const action of this.#gone) action(resource);
  }
}

export function newVersion(): string {
  return randomBytes(10).toString('hex');
}
