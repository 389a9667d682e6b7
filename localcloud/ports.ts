// Which ports the cloud listens on: documented ones, or free ones that are found once and then kept.
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { PortName } from './core/cloud-context.ts';
import type { Store } from './core/store.ts';

export type Ports = Readonly<Record<PortName, number>>;

export const fixedPorts: Ports = {
  aws: 4566,
  api: 4567,
  mqtt: 8883,
  credentialProvider: 8443,
  masterSignaling: 4571,
  viewerSignaling: 4572,
};

/**
 * Free ports, the same ones at every start on the same data: records and clients keep addresses.
 * Should one have been taken meanwhile, binding it says so.
 */
export async function automaticPorts(store: Store): Promise<Ports> {
  const kept = store.collection<number>('ports');
  const names = Object.keys(fixedPorts) as PortName[];
  const free = await freePorts(names.length);
  const ports = names.map((name, index) => [name, kept.get(name) ?? free[index]!] as const);
  await Promise.all(ports.map(([name, port]) => kept.put(name, port)));
  return Object.fromEntries(ports) as Record<PortName, number>;
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
