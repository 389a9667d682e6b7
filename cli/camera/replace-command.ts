// `lensgate camera replace`: other hardware is to take a camera's place, with its name, its owner and its shares.
import type { Command } from 'commander';
import type { CameraRecord } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { getManifestEntry, type ManifestEntry } from '../../records/manifest-entry.ts';
import { adminOf, newRequestId } from '../admin.ts';
import {
  cameraOption,
  reasonOption,
  serialNumber,
  yesOption,
  type AsksFirst,
  type OfCamera,
  type WithReason,
} from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { RefusedError } from '../failures.ts';
import { openManifestTable } from '../manifest/table.ts';
import { printer } from '../output.ts';
import { cameraTableOf, openTarget, type GlobalOptions } from '../target.ts';
import { registeredCamera } from './registered-camera.ts';

interface ReplaceOptions extends GlobalOptions, OfCamera, WithReason, AsksFirst {
  readonly serial: string;
}

const explanation = `
This writes the new serial number into the manifest, and nothing else: the camera stays in service until the new hardware
connects. Then its certificate, its connection and its signaling channel go, its own manifest entry too, and the new
hardware registers in its place. Owner, shares and recordings stay. What the old hardware was given opens nothing any more,
and it can't come back.
To call it off before: lensgate manifest remove --serial <the new one>`;

export function addReplaceCommand(camera: Command): void {
  camera
    .command('replace')
    .description('let other hardware take the place of a camera: name, owner and shares stay')
    .addOption(cameraOption())
    .requiredOption('--serial <serial>', 'serial number of the new hardware', serialNumber)
    .addOption(reasonOption())
    .addOption(yesOption())
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ReplaceOptions>();
      const { serial, reason } = options;
      const target = await openTarget(options);
      const record = await registeredCamera(target, options.camera);
      refuseUnfit(record, serial);
      const cameras = await cameraTableOf(target);
      const entry = await entryOfSuccessor(cameras, record, serial);
      const { cameraName, serialNumber: former, epoch } = record;
      if (!options.yes) {
        const what = `When serial number ${serial} connects, ${former} is out of service for good.`;
        await confirm(`${what} Type the camera's name to go on: `, cameraName);
      }
      const outcome = await openManifestTable(target.client, cameras.tableName).add(entry);
      // Told again when it is asked for again: the one before may have been stopped here.
      await (
        await adminOf(target)
      ).announce({
        change: 'replacement-wanted',
        cameraName,
        epoch,
        requestId: newRequestId(),
        from: former,
        to: serial,
        ...(reason !== undefined && { reason }),
      });
      printer(options.json).result(
        { ...entry, outcome },
        `Serial number ${serial} takes the place of ${former} as camera ${cameraName} when it connects. Until then ${former} stays in service.\n` +
          `To call it off: lensgate manifest remove --serial ${serial}`,
      );
    });
}

/** @throws RefusedError */
function refuseUnfit({ cameraName, serialNumber, status, owner }: CameraRecord, serial: string): void {
  if (serialNumber === serial) {
    throw new RefusedError(
      `Camera ${cameraName} has serial number ${serial} already. If it is to come with a new certificate: lensgate manifest add --serial ${serial} --camera ${cameraName} --reprovision migrate`,
    );
  }
  if (status === 'RETIRING') {
    throw new RefusedError(
      `Camera ${cameraName} is being retired, and its owner with it. Once that is done: lensgate manifest add --serial ${serial} --camera ${cameraName} --owner <e-mail address>`,
    );
  }
  if (owner === undefined) {
    throw new RefusedError(
      `Camera ${cameraName} has no owner, so there is nothing to keep. Retire it, and give its name to the new one: ` +
        `lensgate camera retire --camera ${cameraName} --manifest remove, then lensgate manifest add --serial ${serial} --camera ${cameraName}`,
    );
  }
}

/** What the old hardware's entry says for people and of new certificates goes over. @throws RefusedError */
async function entryOfSuccessor(
  table: Table,
  { cameraName, serialNumber: replaces }: CameraRecord,
  serialNumber: string,
): Promise<ManifestEntry> {
  const [former, own] = await Promise.all([getManifestEntry(table, replaces), getManifestEntry(table, serialNumber)]);
  if (own && own.cameraName !== cameraName) {
    throw new RefusedError(
      `Serial number ${serialNumber} is in the manifest as camera ${own.cameraName}. If that is registered, retire it: lensgate camera retire --camera ${own.cameraName} --manifest remove. ` +
        `If not: lensgate manifest remove --serial ${serialNumber}`,
    );
  }
  const { displayName, reprovision } = own ?? former ?? {};
  return {
    serialNumber,
    cameraName,
    replaces,
    ...(displayName !== undefined && { displayName }),
    ...(reprovision !== undefined && { reprovision }),
  };
}
