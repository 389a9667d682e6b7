// The assembly that all tests of the whole system share: stage dev, with a device CA of its own. And the template of a stage with streams.
import { writeFileSync } from 'node:fs';
import { openDeviceCa } from '../../localcloud/certificates/device-ca.ts';
import { synthesize } from '../../localcloud/start/synthesize.ts';
import { synthesized } from '../infra/synthesized.ts';
import { testAssembly } from './test-assembly.ts';

const { certificatePath } = await openDeviceCa(testAssembly.directory);
await synthesize(testAssembly.projectDir, testAssembly.cloudAssembly, {
  stage: 'dev',
  deviceCaCertificates: certificatePath,
});

const { service: withStreams } = synthesized('dev', { media: 'both' });
writeFileSync(testAssembly.templateWithStreams, JSON.stringify(withStreams.toJSON()));
