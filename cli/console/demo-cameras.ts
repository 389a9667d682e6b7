// Simulated cameras for the console's button: each in the manifest, and each a `lensgate camera start` of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { RefusedError } from '../failures.ts';
import { openManifestTable } from '../manifest/table.ts';
import type { ClientConfig, GlobalOptions } from '../target.ts';

export interface DemoCameras {
  /**
   * Resolves once the camera has its certificate: its execution will have that name. Rejects with RefusedError. With a pairing token it
   * is nobody's until it has brought the token back.
   */
  readonly add: (pairingToken?: string) => Promise<{ cameraName: string; executionName: string }>;
  readonly stop: () => Promise<void>;
}

const owner = 'demo@example.com';
// Each renders a picture: a laptop is not a fleet.
const most = 8;

export function openDemoCameras(options: GlobalOptions, tableName: string, client: ClientConfig): DemoCameras {
  const running = new Set<ChildProcess>();
  const manifest = openManifestTable(client, tableName);
  return {
    async add(pairingToken) {
      if (running.size >= most) {
        throw new RefusedError(
          `${most} demo cameras are running, and each costs this machine a picture. Start others with: npx lensgate camera start`,
        );
      }
      const number = randomBytes(3).toString('hex');
      const [serialNumber, cameraName] = [`DEMO-${number.toUpperCase()}`, `demo-${number}`];
      await manifest.add({ serialNumber, cameraName, ...(pairingToken === undefined && { owner }) });
      const child = spawn(
        process.execPath,
        [
          // The very command that serves the console.
          process.argv[1]!,
          ...['--data-dir', options.dataDir, '--stack', options.stack, '--json'],
          ...['camera', 'start', '--serial', serialNumber, '--camera', cameraName],
          ...(pairingToken === undefined ? [] : ['--pair', '-']),
        ],
        { stdio: ['pipe', 'pipe', 'pipe'] },
      );
      child.stdin.end(`${pairingToken ?? ''}\n`);
      running.add(child);
      child.once('close', () => running.delete(child));
      return { cameraName, executionName: await firstCertificateId(child) };
    },
    async stop() {
      await Promise.all(
        [...running].map((child) => {
          const closed = new Promise((resolve) => child.once('close', resolve));
          child.kill('SIGTERM');
          return closed;
        }),
      );
    },
  };
}

/** The camera's first word is which certificate it has. */
function firstCertificateId(child: ChildProcess): Promise<string> {
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint = chunk.toString().trim()));
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { certificateId } = JSON.parse(line) as { certificateId?: string };
      if (certificateId !== undefined) resolve(certificateId);
    });
    child.once('close', () =>
      reject(new RefusedError(`The demo camera ended before it had a certificate. ${complaint}`)),
    );
  });
}
