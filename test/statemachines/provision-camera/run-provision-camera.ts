// Runs provision-camera for one camera in the test's world, to its end, in no time.
import { nesting, type NestedRun } from '../nested-executions.ts';
import { runRetirement } from '../retire-camera/run-retire-camera.ts';
import { runDefinition, type Ran } from '../run-definition.ts';
import type { Case } from './case.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { deployedDefinition, failingIn, type StreamSettings } from './deployed-definition.ts';
import { roleArns, type Camera, type World } from './world.ts';

export type { Ran } from '../run-definition.ts';

export async function runProvisionCamera(
  world: World,
  { certificateId }: Pick<Camera, 'certificateId'>,
  {
    attempt = 1,
    abortBeforeCall,
    definition,
    retireDefinition = JSON.stringify(readDefinition('retire-camera')),
    ...given
  }: Pick<Case, 'answers' | 'attempt' | 'unforeseen'> &
    StreamSettings & {
      abortBeforeCall?: number | undefined;
      /** In place of those of statemachines/, as JSON. */
      definition?: string | undefined;
      retireDefinition?: string | undefined;
    } = {},
): Promise<Ran> {
  const answers = given.answers ?? {};
  const nested: Ran[] = [];
  const run = ({ executionName, input }: NestedRun): Promise<Ran> =>
    runRetirement(world, {
      ...given,
      answers,
      definition: given.unforeseen === undefined ? retireDefinition : failingIn(given.unforeseen, retireDefinition),
      executionName,
      input,
    });
  const ran = await nesting.run({ answers, run, ran: nested }, () =>
    runDefinition(world, {
      definition: deployedDefinition(world, given, definition),
      stateMachineName: 'ProvisionCamera',
      executionName: attempt === 1 ? certificateId : `${certificateId}-${attempt}`,
      roleArn: (given.media ?? 'webrtc') === 'webrtc' ? roleArns.provisionCamera : roleArns.provisionCameraWithStreams,
      input: { certificateId, caCertificateId: 'a'.repeat(64), ...(attempt > 1 && { attempt }) },
      answers,
      abortBeforeCall,
    }),
  );
  return { ...ran, nested };
}
