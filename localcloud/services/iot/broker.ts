// The MQTT broker: aedes moves the packets, this file says who may send which. MQTT 3.1.1, QoS 0 and 1, as AWS IoT has it.
import { randomUUID } from 'node:crypto';
import { Aedes, type AuthenticateError, type Client, type PublishPacket, type Subscription } from 'aedes';
import type { TLSSocket } from 'node:tls';
import type { CloudContext } from '../../core/cloud-context.ts';
import { admit } from './admission.ts';
import { Connections } from './connections.ts';
import { certificateVariables, type DeviceAction, type DevicePolicies, type DeviceResource } from './device-policy.ts';
import { maxPayloadBytes, topicFault, type IotMessage } from './messages.ts';
import { forgetSession } from './persistent-session.ts';
import {
  connectedEvent,
  connectFailedEvent,
  disconnectedEvent,
  hasPresence,
  type DisconnectReason,
} from './presence.ts';
import type { RuleEngine } from './rules/rule-engine.ts';
import { Session } from './session.ts';
import type { IotState } from './state.ts';

const maxClientIdBytes = 128; // [IOT quotas: message broker]

export class Broker {
  readonly #cloud: CloudContext;
  readonly #state: IotState;
  readonly #policies: DevicePolicies;
  readonly #rules: RuleEngine;
  readonly #aedes: Aedes;
  readonly #byClient = new WeakMap<Client, Session>();
  readonly #byClientId = new Map<string, Session>();
  readonly #connections: Connections;
  readonly #publishing = new Set<Promise<void>>();
  // Connections that come before the templates are deployed wait: no event may find its rule missing.
  readonly #ready: Promise<void>;
  #markReady: () => void = () => undefined;
  #stopping = false;

  constructor(cloud: CloudContext, state: IotState, policies: DevicePolicies, rules: RuleEngine) {
    this.#cloud = cloud;
    this.#state = state;
    this.#policies = policies;
    this.#rules = rules;
    this.#connections = new Connections(cloud);
    this.#ready = new Promise((resolve) => (this.#markReady = resolve));
    this.#aedes = new Aedes({
      maxTopicLevels: 100,
      preConnect: (client, packet, callback) => {
        packet.clientId ||= `$GEN/${randomUUID()}`; // as AWS names clients that give no id
        const keepAliveSeconds = packet.keepalive ?? 0;
        packet.keepalive = 0; // the session keeps it, by the cloud's clock
        this.#connect(client, packet.clientId, keepAliveSeconds).then(
          () => callback(null, true),
          (error: Error) => callback(error, false),
        );
      },
      authorizePublish: (client, packet, callback) => {
        this.#publishFrom(client, packet).then(
          () => callback(),
          (error: Error) => callback(error),
        );
      },
      authorizeSubscribe: (client, subscription, callback) => {
        const refusal = this.#refuseSubscription(client, subscription);
        if (refusal) callback(refusal);
        else callback(null, subscription);
      },
      authorizeForward: (client, packet) =>
        this.#isAllowed(client, 'iot:Receive', `topic/${packet.topic}`) ? packet : null,
    });
    this.#observe();
  }

  async open(): Promise<void> {
    await this.#connections.forgetOld();
    await this.#aedes.listen();
  }

  /** Tells of the connections that a killed process left standing, before it lets in new ones. */
  async run(): Promise<void> {
    const now = this.#cloud.clock.now();
    await Promise.all(
      this.#connections.left().map(async (connection) => {
        const ended = this.#connections.end(connection);
        await Promise.all([ended, this.publish(disconnectedEvent(connection, 'SERVER_ERROR', now))]);
      }),
    );
    this.#markReady();
  }

  handle(socket: TLSSocket): void {
    this.#aedes.handle(socket);
  }

  /** A message that no client sent: to the rules first (resolves when they have it on disk), then to who subscribed. */
  async publish(
    message: IotMessage,
    { qos = 1, retain = false }: { qos?: 0 | 1; retain?: boolean } = {},
  ): Promise<void> {
    const accepted = this.#rules.accept(message);
    const { topic, payload } = message;
    this.#aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, () => undefined);
    await accepted;
  }

  /**
   * Ends the connection of a client id; resolves when it is over, to false when there was none. `cleanSession` forgets a
   * persistent session with its subscriptions and what waits for it; `preventWillMessage` keeps the will unsaid.
   */
  async endConnection(
    clientId: string,
    { cleanSession, preventWillMessage }: { cleanSession: boolean; preventWillMessage: boolean },
  ): Promise<boolean> {
    const session = this.#byClientId.get(clientId);
    if (!session) return false;
    if (cleanSession) await forgetSession(this.#aedes, session.client);
    session.close('API_INITIATED_DISCONNECT', { withWill: !preventWillMessage });
    await session.ended;
    return true;
  }

  isConnected(clientId: string): boolean {
    return this.#byClientId.has(clientId);
  }

  /** Ends the connections of a certificate that is no longer ACTIVE; after a while, and unless it is ACTIVE again. */
  disconnectSoon(certificateId: string): void {
    this.#cloud.clock.after(this.#cloud.delays.deactivationMs, () => {
      if (this.#state.certificates.get(certificateId)?.status === 'ACTIVE') return;
      for (const session of this.#byClientId.values()) {
        if (session.device.certificateId === certificateId) session.close('AUTH_ERROR');
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const sessions = [...this.#byClientId.values()];
    for (const session of sessions) session.close('SERVER_INITIATED_DISCONNECT');
    await Promise.all(sessions.map(({ ended }) => ended));
    await Promise.all(this.#publishing);
    await new Promise<void>((resolve) => this.#aedes.close(resolve));
  }

  // CONNECT. Rejecting ends in a closed socket and no CONNACK, which is all that AWS tells a client that it refuses.
  async #connect(client: Client, clientId: string, keepAliveSeconds: number): Promise<void> {
    await this.#ready;
    const socket = client.conn as TLSSocket;
    const certificate = socket.getPeerX509Certificate();
    if (!certificate) throw new Error('no client certificate');
    if (Buffer.byteLength(clientId) > maxClientIdBytes)
      throw new Error(`the client id is longer than ${maxClientIdBytes} bytes`);
    if (clientId.includes('\u0000')) throw new Error('the client id contains U+0000'); // [MQTT-1.5.3-2]
    const admission = await admit(this.#cloud, this.#state, (message) => this.publish(message), certificate);
    if (!admission.admitted) throw new Error(admission.reason);

    const { certificateId, pem } = admission.certificate;
    const sourceIp = socket.remoteAddress ?? '127.0.0.1';
    const device = { certificateId, clientId, sourceIp, certificateVariables: certificateVariables(pem) };
    if (!this.#policies.allows(device, 'iot:Connect', `client/${clientId}`)) {
      if (hasPresence(device)) await this.publish(connectFailedEvent(device, randomUUID(), this.#cloud.clock.now()));
      throw new Error(`no policy of certificate ${certificateId} allows iot:Connect as ${clientId}`);
    }
    // The newest connection wins the client id. [MQTT-3.1.4-2]
    for (let older = this.#byClientId.get(clientId); older; older = this.#byClientId.get(clientId)) {
      older.close('DUPLICATE_CLIENTID');
      await older.ended;
    }
    if (this.#stopping || socket.destroyed) throw new Error('one side has left');
    // Deactivated while it waited?
    if (this.#state.certificates.get(certificateId)?.status !== 'ACTIVE')
      throw new Error('the certificate is not ACTIVE');

    const versionNumber = this.#connections.nextVersion(clientId);
    const session = new Session(this.#cloud.clock, client, device, versionNumber, keepAliveSeconds);
    this.#byClient.set(client, session);
    this.#byClientId.set(clientId, session);
    socket.once('close', () => setImmediate(() => this.#end(session)));
    session.touch();
  }

  #observe(): void {
    const touch = (client: Client | null): void => this.#sessionOf(client)?.touch();
    this.#aedes.on('ping', (_, client) => touch(client));
    this.#aedes.on('ack', (_, client) => touch(client));
    this.#aedes.on('unsubscribe', (_, client) => touch(client));
    this.#aedes.on('connectionError', (_, error) => this.#cloud.log('iot', `connection refused: ${error.message}`));
    this.#aedes.on('clientError', (client, error) => {
      const session = this.#sessionOf(client);
      if (!session) return this.#cloud.log('iot', `connection refused: ${error.message}`);
      const { code } = error as NodeJS.ErrnoException;
      session.setReason(code === undefined ? 'CLIENT_ERROR' : 'CONNECTION_LOST');
    });
    this.#aedes.on('clientReady', (client) => {
      const session = this.#sessionOf(client);
      if (!session) return;
      session.present = true;
      const { connection, device } = session;
      if (!hasPresence(connection)) return;
      const kept = this.#connections.begin(connection);
      this.#announce(connectedEvent(connection, device.sourceIp, this.#cloud.clock.now()), kept);
    });
    this.#aedes.on('client', (client) => {
      const session = this.#sessionOf(client);
      if (session) session.registered = true;
    });
    this.#aedes.on('clientDisconnect', (client) => {
      const session = this.#sessionOf(client);
      if (!session) return;
      if (session.client._disconnected) session.setReason('CLIENT_INITIATED_DISCONNECT');
      session.registered = false;
      setImmediate(() => this.#end(session));
    });
  }

  // A connection is over when its socket is closed and aedes has let go of its client id, in whichever order.
  #end(session: Session): void {
    if (session.registered || session.client.conn.closed === false || session.over) return;
    session.over = true;
    if (this.#byClientId.get(session.device.clientId) === session) this.#byClientId.delete(session.device.clientId);
    const { connection, reason = 'CONNECTION_LOST' } = session;
    if (session.present && hasPresence(connection)) {
      const kept = this.#connections.end(connection);
      this.#announce(disconnectedEvent(connection, reason, this.#cloud.clock.now()), kept);
    }
    session.end();
  }

  /** `kept`: the connection's record, put just before. It reaches the disk together with what the rules will do with the event. */
  #announce(message: IotMessage, kept: Promise<void>): void {
    const published = Promise.all([kept, this.publish(message)])
      .then(() => undefined)
      .catch((error: unknown) => this.#cloud.log('iot', `${message.topic} was not published: ${String(error)}`))
      .finally(() => this.#publishing.delete(published));
    this.#publishing.add(published);
  }

  // PUBLISH, and the will of a client that was cut off. What it resolves to is on disk in the rules: only then comes the PUBACK.
  async #publishFrom(client: Client | null, { topic, payload, qos, retain }: PublishPacket): Promise<void> {
    const session = this.#sessionOf(client);
    if (!client || !session) throw new Error('no session');
    session.touch();
    const bytes = Buffer.from(payload);
    if (qos === 2) throw refuse(session, 'CLIENT_ERROR', 'QoS 2 is not supported'); // [IOT: MQTT differences]
    if (bytes.length > maxPayloadBytes) throw refuse(session, 'CLIENT_ERROR', `more than ${maxPayloadBytes} bytes`);
    const fault = topicFault(topic);
    if (fault) throw refuse(session, 'CLIENT_ERROR', fault);
    if (topic.startsWith('$')) throw refuse(session, 'AUTH_ERROR', `${topic} is reserved`); // [IOT: reserved topics]
    const actions: DeviceAction[] = retain ? ['iot:Publish', 'iot:RetainPublish'] : ['iot:Publish'];
    for (const action of actions) {
      if (!this.#isAllowed(client, action, `topic/${topic}`))
        throw refuse(session, 'AUTH_ERROR', `${action} on ${topic}`);
    }
    const { clientId, certificateId } = session.device;
    await this.#rules.accept({ topic, payload: bytes, clientId, principal: certificateId });
  }

  // SUBSCRIBE. AWS closes the connection on a filter that isn't allowed, and sends no SUBACK to QoS 2.
  #refuseSubscription(client: Client, { topic, qos }: Subscription): AuthenticateError | undefined {
    const session = this.#sessionOf(client);
    if (!session) return refuse(undefined, 'SERVER_INITIATED_DISCONNECT', 'no session');
    session.touch();
    if (qos === 2) return refuse(session, 'CLIENT_ERROR', 'QoS 2 is not supported');
    if (topic.startsWith('$') && !topic.startsWith('$aws/'))
      return refuse(session, 'AUTH_ERROR', `${topic} is reserved`);
    if (this.#isAllowed(client, 'iot:Subscribe', `topicfilter/${topic}`)) return undefined;
    return refuse(session, 'AUTH_ERROR', `iot:Subscribe on ${topic}`);
  }

  #isAllowed(client: Client, action: DeviceAction, resource: DeviceResource): boolean {
    const session = this.#sessionOf(client);
    return session !== undefined && this.#policies.allows(session.device, action, resource);
  }

  #sessionOf(client: Client | null): Session | undefined {
    return client ? this.#byClient.get(client) : undefined;
  }
}

// aedes closes the connection on the error.
function refuse(session: Session | undefined, reason: DisconnectReason, what: string): AuthenticateError {
  session?.setReason(reason);
  const who = session ? `${session.device.clientId}: ` : '';
  return Object.assign(new Error(`${who}${what} refused`), { returnCode: 5 });
}
