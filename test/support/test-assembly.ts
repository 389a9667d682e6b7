// Where the tests' own synthesized app and device CA lie.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const directory = join(projectDir, '.assembly');

export const testAssembly = {
  projectDir,
  directory,
  cloudAssembly: join(directory, 'cloud'),
  template: join(directory, 'cloud', 'Lensgate-dev-Service.template.json'),
  /** The same stage, but with `media: 'both'`. */
  templateWithStreams: join(directory, 'with-streams.template.json'),
  deviceCa: {
    certificatePath: join(directory, 'device-ca', 'certificate.pem'),
    privateKeyPath: join(directory, 'device-ca', 'private-key.pem'),
  },
};
