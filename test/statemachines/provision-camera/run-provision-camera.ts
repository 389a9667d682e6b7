// Runs provision-camera for one camera in the test's world, to its end, in no time.
import { runDefinition, type Ran } from '../run-definition.ts';
import type { Case } from './cases.ts';
import { deployedDefinition, type StreamSettings } from './deployed-definition.ts';
import { roleArns, type Camera, type World } from './world.ts';

export type { Ran } from '../run-definition.ts';

export function runProvisionCamera(
  world: World,
  { certificateId }: Pick<Camera, 'certificateId'>,
  {
    attempt = 1,
    abortBeforeCall,
    definition,
    ...given
  }: Pick<Case, 'answers' | 'attempt' | 'unforeseen'> &
    StreamSettings & {
      abortBeforeCall?: number | undefined;
      /** In place of that of statemachines/, as JSON. */
      definition?: string | undefined;
    } = {},
): Promise<Ran> {
  return runDefinition(world, {
    definition: deployedDefinition(world, given, definition),
    stateMachineName: 'ProvisionCamera',
    executionName: attempt === 1 ? certificateId : `${certificateId}-${attempt}`,
    roleArn: (given.media ?? 'webrtc') === 'webrtc' ? roleArns.provisionCamera : roleArns.provisionCameraWithStreams,
    input: { certificateId, caCertificateId: 'a'.repeat(64), ...(attempt > 1 && { attempt }) },
    answers: given.answers,
    abortBeforeCall,
  });
}
