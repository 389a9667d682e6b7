// Event buses and rules as templates write them.
import type { RuleState, Target } from '@aws-sdk/client-eventbridge';
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import type { Buses } from './buses.ts';
import { checked } from './rule-operations.ts';

export function eventBridgeResources(buses: Buses): Record<string, CreateResource> {
  return {
    'AWS::Events::EventBus': async (resource) => {
      const properties = known(resource, ['Name', 'Description', 'Tags', 'KmsKeyIdentifier', 'LogConfig']);
      const name = properties['Name'] as string;
      const description = properties['Description'] as string | undefined;
      await buses.putBus({ name, ...(description && { description }), fromTemplate: true });
      return { ref: name, attributes: { Arn: buses.arnOf(name), Name: name } };
    },

    'AWS::Events::Rule': async (resource) => {
      const properties = known(resource, ['Name', 'Description', 'EventBusName', 'EventPattern', 'State', 'Targets']);
      const name = (properties['Name'] as string | undefined) ?? resource.physicalName(64);
      const busName = buses.nameOf(properties['EventBusName'] as string | undefined);
      const description = properties['Description'] as string | undefined;
      const rule = checked({
        name,
        busName,
        ...(description && { description }),
        pattern: JSON.stringify(properties['EventPattern'] ?? {}),
        state: (properties['State'] as RuleState | undefined) ?? 'ENABLED',
        targets: (properties['Targets'] as Target[] | undefined) ?? [],
        fromTemplate: true,
      });
      await buses.putRule(rule);
      return {
        // [CloudFormation: AWS::Events::Rule] Ref names the bus too, unless it is the default one.
        ref: busName === 'default' ? name : `${busName}|${name}`,
        attributes: { Arn: buses.ruleArn(rule) },
      };
    },
  };
}

function known({ type, properties }: TemplateResource, names: readonly string[]): TemplateResource['properties'] {
  const unknown = Object.keys(properties).find((name) => !names.includes(name));
  if (unknown) throw new Error(`the local cloud does not imitate property ${unknown} of ${type}`);
  return properties;
}
