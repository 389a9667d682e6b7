// All signaling channels of the account, how requests name them, and what touching them needs.
import { AwsError } from '../../core/aws-error.ts';
import { arn } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/operation.ts';
import { resourceTags } from '../../access/tag-conditions.ts';
import { type Channel, nameInChannelArn } from './channel.ts';
import { ChangingResources, newVersion, type ResourcesCloud } from './changing-resources.ts';
import { creatingMs } from './quotas.ts';

export class Channels extends ChangingResources<Channel> {
  constructor(cloud: ResourcesCloud) {
    super(cloud, 'channel', nameInChannelArn);
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
    const createdAt = this.cloud.clock.now();
    const channel: Channel = {
      name,
      arn: arn(this.cloud, 'kinesisvideo', `channel/${name}/${createdAt}`),
      createdAt,
      status: 'CREATING',
      statusEndsAt: createdAt + creatingMs,
      messageTtlSeconds: ttlSeconds,
      version: newVersion(),
      tags,
    };
    await this.put(channel);
    return channel;
  }

  update(channel: Channel, messageTtlSeconds: number): Promise<void> {
    return this.change(channel, { messageTtlSeconds });
  }

  /** What a caller needs to do `action` to a channel; a channel that doesn't exist has no creation time yet. */
  permission(action: string, channel: Channel | undefined, name: string | undefined): Permission {
    return {
      action: `kinesisvideo:${action}`,
      resource: channel?.arn ?? arn(this.cloud, 'kinesisvideo', `channel/${name ?? ''}/*`),
      context: resourceTags(channel?.tags ?? {}),
    };
  }

  /** The permission for a request that names its channel by ARN: the ARN as given, whether it exists or not. */
  permissionOnArn(action: string, channelArn: string | undefined): Permission {
    const channel = this.withArn(channelArn ?? '');
    return { ...this.permission(action, channel, undefined), resource: channelArn ?? '' };
  }
}
