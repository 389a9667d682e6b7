// User pools with their clients, groups, users and keys: records, and ways to read them. No I/O but the store.
import { createHash, generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';

export interface UserPool {
  readonly id: string;
  /** Once it has a domain, it has a sign-in page. */
  readonly domain?: string;
  /** PEM. It survives restarts, so that a token outlives them too. */
  readonly privateKey: string;
  readonly keyId: string;
}

export interface PoolClient {
  readonly id: string;
  readonly poolId: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly string[];
  readonly idTokenSeconds: number;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
}

export interface User {
  readonly email: string;
  readonly sub: string;
}

/** Everybody's first users. Whoever else signs in becomes one. */
export const demoUsers = ['ada@example.com', 'eve@example.com'];

export class UserPools {
  readonly #cloud: CloudContext;
  readonly #pools: Collection<UserPool>;
  readonly #clients: Collection<PoolClient>;
  readonly #groups: Collection<{ poolId: string; name: string }>;
  readonly #users: Collection<User & { poolId: string }>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#pools = cloud.store.collection('cognito-user-pools');
    this.#clients = cloud.store.collection('cognito-clients');
    this.#groups = cloud.store.collection('cognito-groups');
    this.#users = cloud.store.collection('cognito-users');
  }

  /** Creates the pool of that name with its key and its first users, or finds it. */
  async open(name: string): Promise<UserPool> {
    const id = `${this.#cloud.region}_${idOf(`pool/${name}`, 9)}`;
    const existing = this.#pools.get(id);
    if (existing) return existing;
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const pool: UserPool = { id, privateKey: pem, keyId: randomUUID() };
    await Promise.all([this.#pools.put(id, pool), ...demoUsers.map((email) => this.#addUser(id, email))]);
    return pool;
  }

  find(id: string): UserPool | undefined {
    return this.#pools.get(id);
  }

  /** As in the tokens' claim `iss`. */
  issuerOf({ id }: Pick<UserPool, 'id'>): string {
    return `${this.#cloud.addresses.issuerUrl}/${id}`;
  }

  arnOf({ id }: Pick<UserPool, 'id'>): string {
    return arn(this.#cloud, 'cognito-idp', `userpool/${id}`);
  }

  async setDomain(poolId: string, domain: string): Promise<void> {
    await this.#pools.put(poolId, { ...this.#existing(poolId), domain });
  }

  /** The client of that name: the same id at every start. */
  async putClient(name: string, client: Omit<PoolClient, 'id'>): Promise<PoolClient> {
    const { id: poolId } = this.#existing(client.poolId);
    const id = idOf(`client/${poolId}/${name}`, 26).toLowerCase();
    const put = { ...client, id };
    await this.#clients.put(id, put);
    return put;
  }

  findClient(pool: UserPool, id: string | undefined): PoolClient | undefined {
    const client = id === undefined ? undefined : this.#clients.get(id);
    return client?.poolId === pool.id ? client : undefined;
  }

  async putGroup(poolId: string, name: string): Promise<void> {
    await this.#groups.put(`${this.#existing(poolId).id}/${name}`, { poolId, name });
  }

  groupsOf({ id }: UserPool): string[] {
    return this.#groups
      .values()
      .filter(({ poolId }) => poolId === id)
      .map(({ name }) => name);
  }

  usersOf({ id }: UserPool): User[] {
    return this.#users.values().filter(({ poolId }) => poolId === id);
  }

  /** The user with that address, in any case; made if there is none. */
  async signIn(pool: UserPool, email: string): Promise<User> {
    return this.#users.get(userKey(pool.id, email)) ?? this.#addUser(pool.id, email);
  }

  async #addUser(poolId: string, email: string): Promise<User> {
    const user = { poolId, email: email.toLowerCase(), sub: randomUUID() };
    await this.#users.put(userKey(poolId, email), user);
    return user;
  }

  #existing(poolId: string): UserPool {
    const pool = this.#pools.get(poolId);
    if (!pool) throw new Error(`there is no user pool ${poolId}`);
    return pool;
  }
}

const userKey = (poolId: string, email: string): string => `${poolId}/${email.toLowerCase()}`;

/** Letters and digits that follow from the name. */
function idOf(name: string, length: number): string {
  const hash = createHash('sha512').update(name).digest('base64');
  return hash.replace(/[^A-Za-z0-9]/g, '').slice(0, length);
}
