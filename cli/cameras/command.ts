// `lensgate cameras`: the fleet, and one camera of it as the tables have it.
import { Option, type Command } from 'commander';
import { readFleet } from '../../records/fleet.ts';
import { cameraName, positiveInteger, userAddress } from '../arguments.ts';
import { printer, table } from '../output.ts';
import { moreAfter, pageOf } from '../page.ts';
import { cameraTableOf, openTarget, type GlobalOptions } from '../target.ts';
import { isWanted, type WantedCameras } from './wanted-cameras.ts';
import { readOneCamera } from './one-camera.ts';
import { cameraInWords } from './camera-in-words.ts';

interface ListOptions extends GlobalOptions, WantedCameras {
  readonly limit: number;
  readonly after?: string;
}

const explanation = `
EXPECTED cameras are in the manifest and have not registered yet. The list is read from the whole table: on AWS that
takes some seconds, and some cents, for each 100,000 cameras.`;

export function addCamerasCommands(program: Command): void {
  const cameras = program.command('cameras').description('the cameras that there are, and what is known of one');

  cameras
    .command('list')
    .description('all cameras by name, or those that the options leave')
    .option('--owner <email>', 'of this owner', userAddress)
    .option('--unowned', 'without an owner', false)
    .addOption(
      new Option('--status <status>', 'that have this status').choices([
        'ACTIVE',
        'ROTATING',
        'REPLACING',
        'REGISTERING',
        'RETIRING',
        'EXPECTED',
      ]),
    )
    .addOption(new Option('--presence <which>', 'that are, or are not, connected').choices(['online', 'offline']))
    .option('--search <text>', 'with the text in name, serial number, or display name')
    .option('--limit <n>', 'how many at most', positiveInteger, 50)
    .option('--after <name>', 'those that follow this name', cameraName)
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const wanted = (await readFleet(await cameraTableOf(await openTarget(options)))).filter(isWanted(options));
      const page = pageOf(wanted, (row) => row.cameraName, options);
      const text =
        page.rows.length === 0
          ? 'No such cameras.'
          : table(
              ['NAME', 'SERIAL', 'STATUS', 'PRESENCE', 'OWNER', 'SHARES', 'DISPLAY NAME'],
              page.rows.map((row) => [
                row.cameraName,
                row.serialNumber,
                row.status,
                row.online ? 'online' : 'offline',
                row.owner ?? '',
                row.shares === 0 ? '' : String(row.shares),
                row.displayName ?? '',
              ]),
            ) + moreAfter(page);
      printer(options.json).result(page, text);
    });

  cameras
    .command('show')
    .description('one camera: its owner and guests, presence, certificate, manifest entry, and what happened lately')
    .argument('<name>', 'name of the camera', cameraName)
    .option('--events <n>', 'how many of the things that happened lately', positiveInteger, 10)
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly events: number }>();
      const target = await openTarget(options);
      const found = await readOneCamera({
        cameras: await cameraTableOf(target),
        historyTableName: await target.outputIfAny('HistoryTableName'),
        cameraName: name,
        newestEvents: options.events,
      });
      printer(options.json).result(found, cameraInWords(found));
    });
}
