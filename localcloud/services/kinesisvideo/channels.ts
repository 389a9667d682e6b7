// All signaling channels of the account, and the transitions that they go through on their own.
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Timer } from '../../core/clock.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/service.ts';
import { type Channel, nameInChannelArn } from './channel.ts';
import { creatingMs, deletingMs, updatingMs } from './quotas.ts';

type Cloud = Pick<CloudContext, 'region' | 'accountId' | 'clock' | 'store' | 'log'>;

export class Channels {
  readonly #cloud: Cloud;
  readonly #records;
  readonly #timers = new Map<string, Timer>();
  readonly #gone: ((arn: string) => void)[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#records = cloud.store.collection<Channel>('kinesisvideo-channels');
  }

  get size(): number {
    return this.#records.size;
  }

  /** Takes up the transitions that were under way when the cloud went down. */
  resume(): void {
    for (const channel of this.#records.values()) this.#schedule(channel);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Runs when a channel has ceased to exist. */
  onGone(action: (arn: string) => void): void {
    this.#gone.push(action);
  }

  /** In order of their names. */
  all(): Channel[] {
    return this.#records.values();
  }

  named(name: string): Channel | undefined {
    return this.#records.get(name);
  }

  /** Only the living channel has the ARN: one that was recreated under the same name has another. */
  withArn(channelArn: string): Channel | undefined {
    const channel = this.#records.get(nameInChannelArn(channelArn) ?? '');
    return channel?.arn === channelArn ? channel : undefined;
  }

  /** Throws ResourceNotFoundException (404). */
  require(channel: Channel | undefined): Channel {
    if (!channel) {
      throw new AwsError('ResourceNotFoundException', 'The requested channel is not found or not active.');
    }
    return channel;
  }

  /** Throws ResourceInUseException (400) while the channel is on its way to another state. */
  requireActive(found: Channel | undefined): Channel {
    const channel = this.require(found);
    if (channel.status !== 'ACTIVE') {
      throw new AwsError('ResourceInUseException', `The channel ${channel.arn} is ${channel.status}, not ACTIVE.`);
    }
    return channel;
  }

  async create(name: string, ttlSeconds: number, tags: Record<string, string>): Promise<Channel> {
    const createdAt = this.#cloud.clock.now();
    const channel: Channel = {
      name,
      arn: arn(this.#cloud, 'kinesisvideo', `channel/${name}/${createdAt}`),
      createdAt,
      status: 'CREATING',
      statusEndsAt: createdAt + creatingMs,
      messageTtlSeconds: ttlSeconds,
      version: newVersion(),
      tags,
    };
    await this.#put(channel);
    return channel;
  }

  update(channel: Channel, ttlSeconds: number): Promise<void> {
    const statusEndsAt = this.#cloud.clock.now() + updatingMs;
    const version = newVersion();
    return this.#put({ ...channel, messageTtlSeconds: ttlSeconds, status: 'UPDATING', statusEndsAt, version });
  }

  delete(channel: Channel): Promise<void> {
    const statusEndsAt = this.#cloud.clock.now() + deletingMs;
    return this.#put({ ...channel, status: 'DELETING', statusEndsAt, version: newVersion() });
  }

  tag(channel: Channel, tags: Record<string, string>): Promise<void> {
    return this.#put({ ...channel, tags });
  }

  /** What a caller needs to do `action` to a channel; a channel that doesn't exist has no creation time yet. */
  permission(action: string, channel: Channel | undefined, name: string | undefined): Permission {
    const tags = Object.entries(channel?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    return {
      action: `kinesisvideo:${action}`,
      resource: channel?.arn ?? arn(this.#cloud, 'kinesisvideo', `channel/${name ?? ''}/*`),
      context: Object.fromEntries(tags) as Record<string, string>,
    };
  }

  /** The permission for a request that names its channel by ARN: the ARN as given, whether it exists or not. */
  permissionOnArn(action: string, channelArn: string | undefined): Permission {
    const channel = this.withArn(channelArn ?? '');
    return { ...this.permission(action, channel, undefined), resource: channelArn ?? '' };
  }

  async #put(channel: Channel): Promise<void> {
    const written = this.#records.put(channel.name, channel);
    this.#schedule(channel);
    await written;
  }

  #schedule({ name, statusEndsAt }: Channel): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    if (statusEndsAt === undefined) return;
    const delayMs = statusEndsAt - this.#cloud.clock.now();
    this.#timers.set(
      name,
      this.#cloud.clock.after(delayMs, () => this.#endStatus(name)),
    );
  }

  #endStatus(name: string): void {
    this.#timers.delete(name);
    const channel = this.#records.get(name);
    if (!channel) return;
    const { statusEndsAt: _, ...rest } = channel;
    const written =
      channel.status === 'DELETING'
        ? this.#records.delete(name)
        : this.#records.put(name, { ...rest, status: 'ACTIVE' });
    // Nobody waits for this write; should it fail, the transition is made again at the next start.
    written.catch((error: Error) => this.#cloud.log('kinesisvideo', `channel ${name}: ${error.message}`));
    if (channel.status === 'DELETING') for (const action of this.#gone) action(channel.arn);
  }
}

function newVersion(): string {
  return randomBytes(10).toString('hex');
}
