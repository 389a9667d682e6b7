// A camera as the functions behind the authorizer know it: made from the table's items, and from nothing that the caller said.
import type { Role } from '../../../api/roles.ts';
import type { CameraAndUser } from './camera-items.ts';
import { viewerChannel } from './viewer-channel.ts';

export interface AuthorizedCamera {
  readonly cameraName: string;
  /** What the caller is to it. */
  readonly role: Role;
  readonly epoch: number;
  readonly status: 'ACTIVE' | 'ROTATING';
  readonly serialNumber: string;
  readonly displayName?: string;
  /** Absent: nobody has claimed it. */
  readonly owner?: string;
  /** Seconds since the epoch, as the four that follow. */
  readonly registeredAt?: number;
  readonly endpointsAt?: number;
  /** Of the caller's share. */
  readonly shareExpiresAt?: number;
  readonly transferExpiresAt?: number;
  readonly online: boolean;
  /** Milliseconds since the epoch; absent when it was never connected. */
  readonly lastSeenAt?: number;
  readonly channelArn: string;
  readonly region: string;
  /** WSS, for viewers. */
  readonly viewerEndpoint: string;
  readonly viewerHttpsEndpoint: string;
}

/** @throws MalformedChannelArnError */
export function authorizedCamera({ camera, share, transfer, presence }: CameraAndUser, role: Role): AuthorizedCamera {
  if (!camera) throw new TypeError('There is no camera to authorize.');
  const { cameraName, epoch, status, serialNumber, displayName, owner, registeredAt, endpointsAt } = camera;
  const { channelArn, region, viewerEndpoint, viewerHttpsEndpoint } = viewerChannel(camera);
  return {
    cameraName,
    role,
    epoch,
    status: status === 'ROTATING' ? 'ROTATING' : 'ACTIVE',
    serialNumber,
    ...defined({
      displayName,
      owner,
      registeredAt,
      endpointsAt,
      shareExpiresAt: role === 'VIEWER' ? share?.expiresAt : undefined,
      transferExpiresAt: role === 'RECIPIENT' ? transfer?.expiresAt : undefined,
    }),
    ...presence,
    channelArn,
    region,
    viewerEndpoint,
    viewerHttpsEndpoint,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
