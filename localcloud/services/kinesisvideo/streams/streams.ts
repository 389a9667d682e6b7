// All video streams of the account, and the transitions that they go through on their own.
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../../core/aws-error.ts';
import type { Timer } from '../../../core/clock.ts';
import { arn, type CloudContext } from '../../../core/cloud-context.ts';
import type { Permission } from '../../../core/service.ts';
import { invalidArgument } from '../channel.ts';
import { creatingMs, deletingMs, updatingMs } from '../quotas.ts';
import { nameInStreamArn, requireStreamArn, requireStreamName, type Stream } from './stream.ts';

type Cloud = Pick<CloudContext, 'region' | 'accountId' | 'clock' | 'store' | 'log'>;
type NewStream = Pick<Stream, 'name' | 'retentionHours' | 'mediaType' | 'deviceName' | 'kmsKeyId' | 'tags'>;

/** How requests name a stream: one of the two. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export class Streams {
  readonly #cloud: Cloud;
  readonly #records;
  readonly #timers = new Map<string, Timer>();
  readonly #gone: ((stream: Stream) => void)[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#records = cloud.store.collection<Stream>('kinesisvideo-streams');
  }

  get size(): number {
    return this.#records.size;
  }

  /** Takes up the transitions that were under way when the cloud went down. */
  resume(): void {
    for (const stream of this.#records.values()) this.#schedule(stream);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** Runs when a stream has ceased to exist. */
  onGone(action: (stream: Stream) => void): void {
    this.#gone.push(action);
  }

  /** In order of their names. */
  all(): Stream[] {
    return this.#records.values();
  }

  named(name: string): Stream | undefined {
    return this.#records.get(name);
  }

  /** Only the living stream has the ARN: one that was recreated under the same name has another. */
  withArn(streamArn: string): Stream | undefined {
    const stream = this.#records.get(nameInStreamArn(streamArn) ?? '');
    return stream?.arn === streamArn ? stream : undefined;
  }

  /** The stream that a request means. Throws InvalidArgumentException (400), ResourceNotFoundException (404). */
  find({ StreamName, StreamARN }: StreamReference): Stream {
    if (StreamName === undefined && StreamARN === undefined) {
      throw invalidArgument('Either StreamName or StreamARN must be given.');
    }
    const byArn = StreamARN === undefined ? undefined : this.withArn(requireStreamArn(StreamARN));
    const byName = StreamName === undefined ? undefined : this.named(requireStreamName(StreamName));
    const found = StreamARN === undefined ? byName : byArn;
    if (found && StreamName !== undefined && found.name !== StreamName) {
      throw invalidArgument(`StreamName '${StreamName}' and StreamARN '${StreamARN}' name different streams.`);
    }
    if (!found) {
      throw new AwsError('ResourceNotFoundException', 'The requested stream is not found or not active.');
    }
    return found;
  }

  /** Throws ResourceInUseException (400) while the stream is on its way to another state. */
  findActive(reference: StreamReference): Stream {
    const stream = this.find(reference);
    if (stream.status !== 'ACTIVE') {
      throw new AwsError('ResourceInUseException', `The stream ${stream.arn} is ${stream.status}, not ACTIVE.`);
    }
    return stream;
  }

  async create(wanted: NewStream): Promise<Stream> {
    const createdAt = this.#cloud.clock.now();
    const stream: Stream = {
      ...wanted,
      arn: arn(this.#cloud, 'kinesisvideo', `stream/${wanted.name}/${createdAt}`),
      createdAt,
      status: 'CREATING',
      statusEndsAt: createdAt + creatingMs,
      version: newVersion(),
    };
    await this.#put(stream);
    return stream;
  }

  setRetention(stream: Stream, retentionHours: number): Promise<void> {
    const statusEndsAt = this.#cloud.clock.now() + updatingMs;
    return this.#put({ ...stream, retentionHours, status: 'UPDATING', statusEndsAt, version: newVersion() });
  }

  delete(stream: Stream): Promise<void> {
    const statusEndsAt = this.#cloud.clock.now() + deletingMs;
    return this.#put({ ...stream, status: 'DELETING', statusEndsAt, version: newVersion() });
  }

  tag(stream: Stream, tags: Record<string, string>): Promise<void> {
    return this.#put({ ...stream, tags });
  }

  /** What a caller needs to do `action` to a stream. One that doesn't exist has no creation time yet; an ARN counts as given. */
  permission(action: string, { StreamName, StreamARN }: StreamReference): Permission {
    const stream = StreamARN === undefined ? this.named(StreamName ?? '') : this.withArn(StreamARN);
    const tags = Object.entries(stream?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    return {
      action: `kinesisvideo:${action}`,
      resource: StreamARN ?? stream?.arn ?? arn(this.#cloud, 'kinesisvideo', `stream/${StreamName ?? ''}/*`),
      context: Object.fromEntries(tags) as Record<string, string>,
    };
  }

  async #put(stream: Stream): Promise<void> {
    const written = this.#records.put(stream.name, stream);
    this.#schedule(stream);
    await written;
  }

  #schedule({ name, statusEndsAt }: Stream): void {
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
    const stream = this.#records.get(name);
    if (!stream) return;
    const { statusEndsAt: _, ...rest } = stream;
    const written =
      stream.status === 'DELETING'
        ? this.#records.delete(name)
        : this.#records.put(name, { ...rest, status: 'ACTIVE' });
    // Nobody waits for this write; should it fail, the transition is made again at the next start.
    written.catch((error: Error) => this.#cloud.log('kinesisvideo', `stream ${name}: ${error.message}`));
    if (stream.status === 'DELETING') for (const action of this.#gone) action(stream);
  }
}

function newVersion(): string {
  return randomBytes(10).toString('hex');
}
