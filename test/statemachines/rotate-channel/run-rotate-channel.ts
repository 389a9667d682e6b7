// Runs rotate-channel for one camera in the test's world, to its end, in no time.
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { stage, tableName, roleArn, type World } from '../provision-camera/world.ts';
import { runDefinition, type Ran } from '../run-definition.ts';
import type { Answers } from '../scripted-answers.ts';

export function runRotateChannel(
  world: World,
  { cameraName, channelArn }: { readonly cameraName: string; readonly channelArn: string },
  options: { readonly answers?: Answers; readonly abortBeforeCall?: number } = {},
): Promise<Ran> {
  return runDefinition(world, {
    definition: JSON.stringify(readDefinition('rotate-channel'))
      .replaceAll('${CameraTableName}', tableName)
      .replaceAll('${Stage}', stage),
    stateMachineName: 'RotateChannel',
    executionName: 'a-rotation',
    roleArn,
    input: { cameraName, channelArn },
    ...options,
  });
}
