// The synthesized app that the measurements use, made once per run and settings.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDeviceCa } from '../localcloud/certificates/device-ca.ts';
import { synthesize } from '../localcloud/start/synthesize.ts';
import { readAssembly, type Assembly } from '../localcloud/template/assembly.ts';

export interface BenchAssembly {
  readonly assembly: Assembly;
  readonly deviceCa: { readonly certificatePath: string; readonly privateKeyPath: string };
  readonly functions: readonly { name: string; directory: string; environment: Record<string, string> }[];
}

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const made = new Map<string, Promise<BenchAssembly>>();

export function benchAssembly(settings: Record<string, string> = {}): Promise<BenchAssembly> {
  const key = JSON.stringify(settings);
  const assembly = made.get(key) ?? make(settings);
  made.set(key, assembly);
  return assembly;
}

async function make(settings: Record<string, string>): Promise<BenchAssembly> {
  const directory = await mkdtemp(join(tmpdir(), 'lensgate-bench-'));
  const deviceCa = await openDeviceCa(directory);
  await synthesize(projectDir, join(directory, 'assembly'), {
    stage: 'dev',
    deviceCaCertificates: deviceCa.certificatePath,
    ...settings,
  });
  const assembly = readAssembly(join(directory, 'assembly'));
  liftLimits(assembly);
  const functions = assembly.stacks.flatMap(({ template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([logicalId, { Properties = {} }]) => {
        const { Code, Environment } = Properties as {
          Code: { S3Key: string };
          Environment?: { Variables?: Record<string, unknown> };
        };
        // Values that the deployment would fill in only have to be there.
        const variables = Object.entries(Environment?.Variables ?? {});
        const environment = Object.fromEntries(
          variables.map(([name, value]) => [name, typeof value === 'string' ? value : 'x']),
        );
        const path = assembly.assets.get(Code.S3Key);
        if (path === undefined) throw new Error(`The assembly lacks the asset ${Code.S3Key}.`);
        // A logical id is the construct's path and eight characters of its hash.
        return { name: logicalId.replace(/[0-9A-F]{8}$/, ''), directory: path, environment };
      }),
  );
  return { assembly, deviceCa, functions };
}

// The stage's limits protect an account and its users; here they would be all that is measured.
function liftLimits({ stacks }: Assembly): void {
  const none = { burst: 1_000_000, perSecond: 1_000_000 };
  for (const { template } of stacks) {
    for (const { Type, Properties = {} } of Object.values(template.Resources)) {
      if (Type === 'AWS::ApiGatewayV2::Stage') delete Properties['DefaultRouteSettings'];
      const { Variables } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      if (Variables && 'VIEWER_URL_LIMITS' in Variables) {
        Variables['VIEWER_URL_LIMITS'] = JSON.stringify({ user: none, camera: none });
      }
    }
  }
}
