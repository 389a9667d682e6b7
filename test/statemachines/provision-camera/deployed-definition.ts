// The definition of provision-camera with its placeholders filled in.
import { definitionText } from './cases.ts';
import { eventBusName, policyName, tableName, thingTypeName, type World } from './world.ts';

/** The definition as CloudFormation substitutes it. */
export function deployedDefinition(world: Pick<World, 'deadLetterQueueUrl'>): string {
  const values: Readonly<Record<string, string>> = {
    IdentifyCameraFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:IdentifyCamera',
    CameraTableName: tableName,
    EventBusName: eventBusName,
    CameraPolicyName: policyName,
    CameraThingTypeName: thingTypeName,
    RegistrationDeadLetterQueueUrl: world.deadLetterQueueUrl,
  };
  return definitionText.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new Error(`The definition has a placeholder that nobody fills: ${name}`);
    return values[name];
  });
}
