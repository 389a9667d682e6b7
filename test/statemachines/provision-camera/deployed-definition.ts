// The definition of provision-camera with its placeholders filled in.
import { statesOf, type Definition } from '../../../statemachines/definition.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import {
  eventBusName,
  identifyCameraArn,
  policyName,
  retireCameraArn,
  stage,
  tableName,
  thingTypeName,
  type World,
} from './world.ts';

/** What a stage's settings say about streams. */
export interface StreamSettings {
  readonly media?: 'webrtc' | 'stream' | 'both';
  readonly streamName?: 'thing' | 'certificate';
}

const definitionInGit = JSON.stringify(readDefinition('provision-camera'));

/** The definition as CloudFormation substitutes it. */
export function deployedDefinition(
  world: Pick<World, 'deadLetterQueueUrl'>,
  { media = 'webrtc', streamName = 'thing', unforeseen }: StreamSettings & { readonly unforeseen?: string } = {},
  definition = definitionInGit,
): string {
  const values: Readonly<Record<string, string>> = {
    Stage: stage,
    IdentifyCameraFunctionArn: identifyCameraArn,
    CameraTableName: tableName,
    EventBusName: eventBusName,
    CameraPolicyName: policyName,
    CameraThingTypeName: thingTypeName,
    RetireCameraStateMachineArn: retireCameraArn,
    RegistrationDeadLetterQueueUrl: world.deadLetterQueueUrl,
    Media: media,
    StreamName: streamName,
    StreamRetentionHours: '24',
  };
  return (unforeseen === undefined ? definition : failingIn(unforeseen, definition)).replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => {
      if (values[name] === undefined) throw new Error(`The definition has a placeholder that nobody fills: ${name}`);
      return values[name];
    },
  );
}

/** With an output that can't be evaluated, if the state is one of this definition. */
export function failingIn(name: string, text: string): string {
  const definition = JSON.parse(text) as Definition;
  const { state } = statesOf(definition).find((placed) => placed.name === name) ?? {};
  if (state) Object.assign(state, { Output: "{% $error('unforeseen') %}" });
  return JSON.stringify(definition);
}
