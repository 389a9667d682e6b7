// All video streams of the account, how requests name them, and what touching them needs.
import { AwsError } from '../../../core/aws-error.ts';
import { arn } from '../../../core/cloud-context.ts';
import type { Permission } from '../../../core/operation.ts';
import { resourceTags } from '../../../access/tag-conditions.ts';
import { invalidArgument } from '../channel.ts';
import { ChangingResources, newVersion, type ResourcesCloud } from '../changing-resources.ts';
import { creatingMs } from '../quotas.ts';
import { nameInStreamArn, requireStreamArn, requireStreamName, type Stream } from './stream.ts';

type NewStream = Pick<Stream, 'name' | 'retentionHours' | 'mediaType' | 'deviceName' | 'kmsKeyId' | 'tags'>;

/** How requests name a stream: one of the two. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export class Streams extends ChangingResources<Stream> {
  constructor(cloud: ResourcesCloud) {
    super(cloud, 'stream', nameInStreamArn);
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
    if (!found) throw this.notFound();
    return found;
  }

  notFound(): AwsError {
    return new AwsError('ResourceNotFoundException', 'The requested stream is not found or not active.');
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
    const createdAt = this.cloud.clock.now();
    const stream: Stream = {
      ...wanted,
      arn: arn(this.cloud, 'kinesisvideo', `stream/${wanted.name}/${createdAt}`),
      createdAt,
      status: 'CREATING',
      statusEndsAt: createdAt + creatingMs,
      version: newVersion(),
    };
    await this.put(stream);
    return stream;
  }

  setRetention(stream: Stream, retentionHours: number): Promise<void> {
    return this.change(stream, { retentionHours });
  }

  /** What a caller needs to do `action` to a stream. One that doesn't exist has no creation time yet; an ARN counts as given. */
  permission(action: string, { StreamName, StreamARN }: StreamReference): Permission {
    const stream = StreamARN === undefined ? this.named(StreamName ?? '') : this.withArn(StreamARN);
    return {
      action: `kinesisvideo:${action}`,
      resource: StreamARN ?? stream?.arn ?? arn(this.cloud, 'kinesisvideo', `stream/${StreamName ?? ''}/*`),
      context: resourceTags(stream?.tags ?? {}),
    };
  }
}
