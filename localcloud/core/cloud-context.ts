// What surrounds every local service: identity of the account, time, chance, disk, permissions, and the way to call another service.
import type { Server } from 'node:net';
import type { AwsCaller } from './aws-caller.ts';
import type { Clock } from './clock.ts';
import type { Delays } from './delays.ts';
import type { Iam } from '../access/iam.ts';
import type { Call } from './operation.ts';
import type { Store } from './store.ts';

/** Where things listen. Filled by the services' `open`; complete before templates are deployed. */
export interface Addresses {
  /** `http://127.0.0.1:4566`: every AWS API, told apart by the signature's service name. */
  awsEndpointUrl: string;
  /** `http://127.0.0.1:4567`: the HTTP API. */
  apiUrl: string;
  /** `mqtts://127.0.0.1:8883`. */
  mqttUrl: string;
  /** `https://127.0.0.1:8443`: temporary credentials for device certificates. */
  credentialProviderUrl: string;
  /** `http://127.0.0.1:4568`: sign-in and tokens; a user pool's issuer is a path below. */
  issuerUrl: string;
  /** `ws://127.0.0.1:4571`: signaling endpoint for masters. */
  masterSignalingUrl: string;
  /** `ws://127.0.0.1:4572`: signaling endpoint for viewers. */
  viewerSignalingUrl: string;
  /** The same servers by name, over TLS, where they are served so. */
  tlsHosts?: ClientAddresses;
}

/** The addresses that clients are told by the APIs. */
export type ClientAddresses = Pick<
  Addresses,
  'awsEndpointUrl' | 'credentialProviderUrl' | 'masterSignalingUrl' | 'viewerSignalingUrl'
>;

export type PortName = 'aws' | 'api' | 'issuer' | 'mqtt' | 'credentialProvider' | 'masterSignaling' | 'viewerSignaling';

export interface CloudContext {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly delays: Delays;
  /** A number in [0, 1), for jitter. Never for secrets. */
  readonly random: () => number;
  readonly store: Store;
  readonly iam: Iam;
  readonly aws: AwsCaller;
  /** Port to bind on loopback; 0 asks the system for a free one. */
  readonly ports: Readonly<Record<PortName, number>>;
  readonly addresses: Addresses;
  /** What listens on the ports, for whoever leads other ways to it. Filled by the services' `open`. */
  readonly servers: Map<PortName, Server>;
  /** `<data-dir>`: files that aren't records (certificates, logs). */
  readonly dataDir: string;
  /** One line for the operator's log file. Never a secret. */
  readonly log: (service: string, message: string) => void;
}

/** `arn:aws:iot:us-east-1:000000000000:thing/front-door` */
export function arn(cloud: Pick<CloudContext, 'region' | 'accountId'>, service: string, resource: string): string {
  return `arn:aws:${service}:${cloud.region}:${cloud.accountId}:${resource}`;
}

/** Where the caller is sent on to: who came over TLS stays there, everybody else gets the plain addresses. */
export function addressesFor({ byTlsHost }: Pick<Call, 'byTlsHost'>, addresses: Addresses): ClientAddresses {
  return (byTlsHost && addresses.tlsHosts) || addresses;
}
