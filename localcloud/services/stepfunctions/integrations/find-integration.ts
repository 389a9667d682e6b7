// From a Task's Resource to what it stands for. What the local Step Functions doesn't offer is refused by name, when the machine is created.
import { awsModels, type ServiceId } from '../../../core/aws-model.ts';
import { errorPrefixes } from './error-names.ts';
import type { Integration } from './integration.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { putEvents } from './put-events.ts';
import { sendMessage } from './send-message.ts';
import { startExecution, startExecutionAndWait } from './start-execution.ts';

/** Thrown with a sentence that says what is wrong with the resource. */
export class UnknownResource extends Error {
  override readonly name = 'UnknownResource';
}

const dynamoDb = (operation: string): Integration => ({
  service: 'dynamodb',
  operation,
  prefix: 'DynamoDB',
  unmodeledError: 'AmazonDynamoDBException',
});

/** Those with a service's own name instead of `aws-sdk`. */
const optimized: Readonly<Record<string, Integration>> = {
  'lambda:invoke': lambdaInvoke,
  'events:putEvents': putEvents,
  'sqs:sendMessage': sendMessage,
  'states:startExecution': startExecution,
  'states:startExecution.sync': startExecutionAndWait('text'),
  'states:startExecution.sync:2': startExecutionAndWait('JSON'),
  'dynamodb:getItem': dynamoDb('GetItem'),
  'dynamodb:putItem': dynamoDb('PutItem'),
  'dynamodb:updateItem': dynamoDb('UpdateItem'),
  'dynamodb:deleteItem': dynamoDb('DeleteItem'),
};

/** Operations that Step Functions leaves out [SFN guide], or may leave out (whether it reaches the data endpoint is UNCONFIRMED). */
const notOffered: Readonly<Record<string, string>> = {
  'iot:attachPrincipalPolicy': "use 'attachPolicy'",
  'iot:listPrincipalPolicies': "use 'listAttachedPolicies'",
  'iot:detachPrincipalPolicy': "use 'detachPolicy'",
  'iot:listPolicyPrincipals': "use 'listTargetsForPolicy'",
  'iotdataplane:publish': 'call it from a function',
  'iotdataplane:deleteConnection': 'call it from a function',
};

export function findIntegration(resource: string): Integration {
  const prefix = 'arn:aws:states:::';
  if (!resource.startsWith(prefix)) {
    throw new UnknownResource(
      `the resource '${resource}' is not supported; a function is called with ${prefix}lambda:invoke, any other AWS API with ${prefix}aws-sdk:<service>:<action>`,
    );
  }
  const name = resource.slice(prefix.length);
  const pattern = /\.(waitForTaskToken|sync(:2)?)$/.exec(name);
  if (pattern && !Object.hasOwn(optimized, name)) {
    throw new UnknownResource(
      `the local Step Functions does not imitate '${pattern[0]}' ('${resource}'): it waits for states:startExecution.sync only`,
    );
  }
  if (name.startsWith('aws-sdk:')) return sdkIntegration(name.slice('aws-sdk:'.length));
  const integration = optimized[name];
  if (!integration) {
    throw new UnknownResource(
      `the resource '${resource}' is not imitated; there are ${Object.keys(optimized).join(', ')}, and aws-sdk:<service>:<action>`,
    );
  }
  return integration;
}

function sdkIntegration(name: string): Integration {
  const [service = '', action = ''] = name.split(':');
  if (!Object.hasOwn(awsModels, service)) {
    throw new UnknownResource(`there is no service '${service}' here; there are ${Object.keys(awsModels).join(', ')}`);
  }
  const instead = notOffered[name];
  if (instead) throw new UnknownResource(`Step Functions does not offer '${name}'; ${instead}`);
  const id = service as ServiceId;
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  if (!awsModels[id].operations.has(operation) || operation === action) {
    const hint =
      operation === action && awsModels[id].operations.has(operation) ? ` (actions begin with a small letter)` : '';
    throw new UnknownResource(`the service '${service}' has no action '${action}'${hint}`);
  }
  const prefix = errorPrefixes[id];
  return { service: id, operation, prefix, unmodeledError: `${prefix}Exception` };
}
