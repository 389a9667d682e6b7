// Runs rotate-channel for one camera in the test's world, to its end, in no time.
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { roleArns, stage, tableName, tellCameraArn, type World } from '../provision-camera/world.ts';
import { runDefinition, type Ran } from '../run-definition.ts';
import type { Answers } from '../scripted-answers.ts';

const definitionInGit = JSON.stringify(readDefinition('rotate-channel'));

export function runRotateChannel(
  world: World,
  { cameraName, channelArn }: { readonly cameraName: string; readonly channelArn: string },
  {
    definition = definitionInGit,
    answers,
    abortBeforeCall,
  }: {
    /** In place of that of statemachines/, as JSON. */
    readonly definition?: string | undefined;
    readonly answers?: Answers | undefined;
    readonly abortBeforeCall?: number | undefined;
  } = {},
): Promise<Ran> {
  return runDefinition(world, {
    definition: definition
      .replaceAll('${CameraTableName}', tableName)
      .replaceAll('${TellCameraFunctionArn}', tellCameraArn)
      .replaceAll('${Stage}', stage),
    stateMachineName: 'RotateChannel',
    executionName: 'a-rotation',
    roleArn: roleArns.rotateChannel,
    input: { cameraName, channelArn },
    answers,
    abortBeforeCall,
  });
}
