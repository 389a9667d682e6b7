// `lensgate doctor`: why doesn't this camera work?
import type { Command } from 'commander';
import { getManifestEntryLeniently } from '../../records/manifest-entry.ts';
import { isCameraName } from '../../records/camera-name.ts';
import { cameraName } from '../arguments.ts';
import { gatherEvidence } from './evidence.ts';
import { examine } from './examine.ts';
import { describeFindings } from './finding.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { printer } from '../output.ts';
import { cameraTableOf, openTarget, type GlobalOptions, type Target } from '../target.ts';

interface DoctorOptions extends GlobalOptions {
  readonly camera?: string;
  readonly serial?: string;
  readonly certificate?: string;
}

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at everything that a camera needs, and say what repairs what is missing; changes nothing')
    .option('--camera <name>', 'the camera', cameraName)
    .option('--serial <serial>', 'its serial number: instead of its name, or where nothing else tells it')
    .option('--certificate <id>', 'its certificate id, where nothing else tells it')
    .addHelpText('after', '\nExit code 0 when everything holds that can be checked, 1 when something fails.')
    .action(async (_: unknown, command: Command) => {
      const { serial, certificate, ...options } = command.optsWithGlobals<DoctorOptions>();
      const target = await openTarget(options);
      const camera = options.camera ?? (await nameOf(target, serial));
      const hints = { serialNumber: serial, certificateId: certificate?.toLowerCase() };
      const findings = examine(await gatherEvidence(target, camera, hints));
      const failed = findings.filter(({ outcome }) => outcome === 'fails').length;
      printer(options.json).result({ camera, healthy: failed === 0, findings }, describeFindings(findings));
      if (failed > 0) throw new RefusedError(`${failed} of ${findings.length} checks of ${camera} fail.`);
    });
}

/** That of the manifest. One that isn't there is looked for under its serial number: manifest and executions tell the rest. */
async function nameOf(target: Target, serial: string | undefined): Promise<string> {
  if (serial === undefined) throw new UsageError('Give --camera, or --serial.');
  const entry = await getManifestEntryLeniently(await cameraTableOf(target), serial);
  const name = entry?.cameraName ?? serial;
  if (isCameraName(name)) return name;
  throw new RefusedError(
    `Serial number ${serial} is not in the manifest. Add it: npx lensgate manifest add --serial ${serial} --camera <name>`,
  );
}
