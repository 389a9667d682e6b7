// Which ports the cloud listens on: documented ones, or free ones that are found once and then kept.
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { PortName } from './core/cloud-context.ts';
import type { Store } from './core/store.ts';

export type Ports = Readonly<Record<PortName, number>>;

export const fixedPorts: Ports = {
  aws: 4566,
  api: 4567,
  issuer: 4568,
  mqtt: 8883,
  credentialProvider: 8443,
  masterSignaling: 4571,
  viewerSignaling: 4572,
};

const names = Object.keys(fixedPorts) as PortName[];

/**
 * The ports of the first start on this data, whatever is wished for now: records and clients keep addresses. At the first
 * start, the wish: given ones, or free ones.
 */
export async function choosePorts(store: Store, wish: Ports | 'auto'): Promise<Ports> {
  const first = store.collection<number>('ports');
  const wished = wish === 'auto' ? await automaticPorts() : wish;
  return Object.fromEntries(names.map((name) => [name, first.get(name) ?? wished[name]])) as Record<PortName, number>;
}

export function portsAreKept(store: Store): boolean {
  return store.collection<number>('ports').size > 0;
}

/** Once they are bound, so that a port that was taken at the first start isn't kept. */
export async function keepPorts(store: Store, ports: Ports): Promise<void> {
  const first = store.collection<number>('ports');
  await Promise.all(names.map((name) => first.put(name, ports[name])));
}

async function automaticPorts(): Promise<Ports> {
  const free = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, free[index]!])) as Record<PortName, number>;
}

// All are open at the same time, so that no port is found twice.
async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, () => {
      const probe = createServer();
      return new Promise<Server>((resolve, reject) => {
        probe.once('error', reject).listen(0, '127.0.0.1', () => resolve(probe));
      });
    }),
  );
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
