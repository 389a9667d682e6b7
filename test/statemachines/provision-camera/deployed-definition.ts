// The definition of provision-camera with its placeholders filled in.
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { eventBusName, policyName, stage, tableName, thingTypeName, type World } from './world.ts';

/** What a stage's settings say about streams. */
export interface StreamSettings {
  readonly media?: 'webrtc' | 'stream' | 'both';
  readonly streamName?: 'thing' | 'certificate';
}

/** The definition as CloudFormation substitutes it. */
export function deployedDefinition(
  world: Pick<World, 'deadLetterQueueUrl'>,
  { media = 'webrtc', streamName = 'thing' }: StreamSettings = {},
): string {
  const values: Readonly<Record<string, string>> = {
    Stage: stage,
    IdentifyCameraFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:IdentifyCamera',
    CameraTableName: tableName,
    EventBusName: eventBusName,
    CameraPolicyName: policyName,
    CameraThingTypeName: thingTypeName,
    RegistrationDeadLetterQueueUrl: world.deadLetterQueueUrl,
    Media: media,
    StreamName: streamName,
    StreamRetentionHours: '24',
  };
  return JSON.stringify(readDefinition('provision-camera')).replace(/\$\{(\w+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new Error(`The definition has a placeholder that nobody fills: ${name}`);
    return values[name];
  });
}
