// `lensgate doctor`: why doesn't this camera work?
import type { Command } from 'commander';
import { isCameraName } from '../../records/camera-name.ts';
import { gatherEvidence } from './evidence.ts';
import { examine } from './examine.ts';
import { describeFindings } from './finding.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

interface DoctorOptions extends GlobalOptions {
  readonly camera: string;
  readonly serial?: string;
  readonly certificate?: string;
}

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at everything that a camera needs, and say what repairs what is missing; changes nothing')
    .requiredOption('--camera <name>', 'the camera')
    .option('--serial <serial>', 'its serial number, where nothing else tells it')
    .option('--certificate <id>', 'its certificate id, where nothing else tells it')
    .addHelpText('after', '\nExit code 0 when everything holds that can be checked, 1 when something fails.')
    .action(async (_: unknown, command: Command) => {
      const { camera, serial, certificate, ...options } = command.optsWithGlobals<DoctorOptions>();
      if (!isCameraName(camera)) {
        throw new UsageError(`--camera is ${JSON.stringify(camera)}; it takes 1 to 128 characters of a-z A-Z 0-9 _ -.`);
      }
      const hints = { serialNumber: serial, certificateId: certificate?.toLowerCase() };
      const findings = examine(await gatherEvidence(await openTarget(options), camera, hints));
      const failed = findings.filter(({ outcome }) => outcome === 'fails').length;
      printer(options.json).result({ camera, healthy: failed === 0, findings }, describeFindings(findings));
      if (failed > 0) throw new RefusedError(`${failed} of ${findings.length} checks of ${camera} fail.`);
    });
}
