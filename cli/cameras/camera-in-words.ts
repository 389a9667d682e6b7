// What `lensgate cameras show` prints for a person.
import type { CameraEvent } from '../../records/camera-history.ts';
import { table } from '../output.ts';
import type { OneCamera } from './one-camera.ts';

/** Ends with what to look at next. */
export function cameraInWords({ cameraName, camera, presence, shares, transfer, manifest, events }: OneCamera): string {
  const lines: (readonly [string, string] | undefined)[] = [
    ['name', cameraName],
    named('display name', camera ? camera.displayName : manifest?.displayName),
    named('serial number', camera?.serialNumber ?? manifest?.serialNumber),
    ['status', camera ? (camera.status ?? 'ACTIVE') : 'EXPECTED: in the manifest, not registered yet'],
    camera && ['presence', presenceInWords(presence)],
    ['owner', (camera ? camera.owner : manifest?.owner) ?? 'nobody'],
    ...shares.map(({ userId, expiresAt }) => ['shared with', userId + untilInWords(expiresAt)] as const),
    transfer && ['offered to', transfer.to + untilInWords(transfer.expiresAt)],
    named('registered', camera?.registeredAt === undefined ? undefined : moment(camera.registeredAt * 1000)),
    named('certificate', camera?.certificateId),
    named(
      'certificate ends',
      camera?.certificateExpiresAt === undefined ? undefined : moment(camera.certificateExpiresAt * 1000),
    ),
    named('channel', camera?.channelArn),
    named('stream', camera?.streamArn),
    ['manifest', manifestInWords(manifest, cameraName)],
  ];
  const given = lines.filter((line) => line !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  return [
    ...given.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...(events.length === 0
      ? []
      : [
          '',
          table(
            ['WHEN', 'WHAT', 'WHO, WHY'],
            events.map((event) => [moment(event.at), event.kind, detailsOf(event)]),
          ),
        ]),
    '',
    `Does it work? lensgate doctor --camera ${cameraName}`,
  ].join('\n');
}

const named = (name: string, value: string | undefined): readonly [string, string] | undefined =>
  value === undefined ? undefined : [name, value];

const moment = (ms: number): string => new Date(ms).toISOString();

const untilInWords = (expiresAt: number | undefined): string =>
  expiresAt === undefined ? '' : ` until ${moment(expiresAt * 1000)}`;

function presenceInWords(presence: OneCamera['presence']): string {
  if (presence?.lastSeenAt === undefined) return 'never seen';
  return `${presence.online ? 'online since' : 'offline, last seen'} ${moment(presence.lastSeenAt)}`;
}

function manifestInWords(manifest: OneCamera['manifest'], cameraName: string): string {
  if (!manifest) return 'no entry: it could not register again';
  if (manifest.cameraName !== cameraName) return `its serial number is entered as camera ${manifest.cameraName}`;
  return manifest.hasClaimCode ? 'entered, with a claim code' : 'entered';
}

function detailsOf({ userId, to, from, reason, error }: CameraEvent): string {
  return [userId, to && `→ ${to}`, from && `(was ${from})`, error, reason].filter(Boolean).join(' ');
}
