// The signaling service: a server per role, and a room per channel in which both meet.
import type { CloudContext, PortName } from '../../../core/cloud-context.ts';
import type { Channels } from '../channels.ts';
import type { KinesisVideoQuotas } from '../quotas.ts';
import { admit, type SignalingRole } from './admission.ts';
import { Connection } from './connection.ts';
import { Room } from './room.ts';
import { type SignalingServer, startSignalingServer } from './signaling-server.ts';

export class Signaling {
  readonly #cloud: CloudContext;
  readonly #channels: Channels;
  readonly #quotas: KinesisVideoQuotas;
  readonly #rooms = new Map<string, Room>();
  readonly #servers: SignalingServer[] = [];

  constructor(cloud: CloudContext, channels: Channels, quotas: KinesisVideoQuotas) {
    this.#cloud = cloud;
    this.#channels = channels;
    this.#quotas = quotas;
    channels.onGone(({ arn }) => {
      this.#rooms.get(arn)?.close();
      this.#rooms.delete(arn);
    });
  }

  async open(): Promise<void> {
    const { addresses } = this.#cloud;
    addresses.masterSignalingUrl = await this.#listen('MASTER', 'masterSignaling', 'signaling for masters');
    addresses.viewerSignalingUrl = await this.#listen('VIEWER', 'viewerSignaling', 'signaling for viewers');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  async #listen(role: SignalingRole, portName: PortName, purpose: string): Promise<string> {
    const server = await startSignalingServer(
      this.#cloud.ports[portName],
      purpose,
      (request) => {
        const { channel, clientId } = admit(this.#cloud, this.#channels, role, request);
        const room = this.#room(channel.arn);
        room.requirePlace(clientId, this.#quotas.viewersPerChannel);
        return (socket) => room.enter(clientId, new Connection(socket, this.#cloud.clock, this.#quotas));
      },
      (message) => this.#cloud.log('kinesisvideo', message),
    );
    this.#servers.push(server);
    this.#cloud.servers.set(portName, server.server);
    return server.url;
  }

  #room(arn: string): Room {
    for (const [other, room] of this.#rooms) if (room.empty && other !== arn) this.#rooms.delete(other);
    let room = this.#rooms.get(arn);
    if (!room) {
      room = new Room(this.#cloud.clock, () => this.#channels.withArn(arn)?.messageTtlSeconds ?? 0);
      this.#rooms.set(arn, room);
    }
    return room;
  }
}
