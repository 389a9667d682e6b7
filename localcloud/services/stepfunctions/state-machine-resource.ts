// AWS::StepFunctions::StateMachine: creates the machine of a template, or updates it when the template has changed.
import type { LogLevel } from '@aws-sdk/client-sfn';
import type { CreateResource } from '../../core/service.ts';
import { defaultSettings, type StateMachines, type StateMachineSettings } from './state-machines.ts';

interface Properties {
  StateMachineName?: string;
  StateMachineType?: string;
  DefinitionString?: string;
  Definition?: object;
  DefinitionSubstitutions?: Record<string, unknown>;
  RoleArn: string;
  LoggingConfiguration?: { Level?: LogLevel; IncludeExecutionData?: boolean; Destinations?: Destination[] };
  TracingConfiguration?: { Enabled?: boolean };
  Tags?: unknown;
}
interface Destination {
  CloudWatchLogsLogGroup?: { LogGroupArn?: string };
}

const known = [
  ...['StateMachineName', 'StateMachineType', 'DefinitionString', 'Definition', 'DefinitionSubstitutions', 'RoleArn'],
  ...['LoggingConfiguration', 'TracingConfiguration', 'Tags'],
];

export function stateMachineResource(machines: StateMachines): CreateResource {
  return async (resource) => {
    const { logicalId, properties } = resource;
    const unknown = Object.keys(properties).find((name) => !known.includes(name));
    if (unknown) throw new Error(`${logicalId}: the property ${unknown} of a state machine is not imitated`);
    const given = properties as unknown as Properties;
    if ((given.StateMachineType ?? 'STANDARD') !== 'STANDARD') {
      throw new Error(`${logicalId}: the local Step Functions runs STANDARD state machines only`);
    }
    const settings = settingsOf(given, logicalId);
    const name = given.StateMachineName ?? resource.physicalName(80);
    const existing = machines.find(name);
    const machine = !existing
      ? await machines.create(name, settings)
      : isSame(existing, settings)
        ? existing
        : await machines.update(existing, settings);
    const { arn, revisionId } = machine;
    return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: revisionId } };
  };
}

function settingsOf(properties: Properties, logicalId: string): StateMachineSettings {
  const {
    DefinitionString: text,
    Definition: object,
    LoggingConfiguration: logging,
    TracingConfiguration: tracing,
  } = properties;
  if ((text === undefined) === (object === undefined)) {
    throw new Error(`${logicalId}: a state machine has either DefinitionString or Definition`);
  }
  return {
    definition: substitute(text ?? JSON.stringify(object), properties.DefinitionSubstitutions ?? {}),
    roleArn: properties.RoleArn,
    loggingConfiguration: logging
      ? {
          level: logging.Level ?? 'OFF',
          includeExecutionData: logging.IncludeExecutionData ?? false,
          destinations: (logging.Destinations ?? []).map(({ CloudWatchLogsLogGroup: group }) => ({
            cloudWatchLogsLogGroup: { logGroupArn: group?.LogGroupArn },
          })),
        }
      : defaultSettings.loggingConfiguration,
    tracingConfiguration: { enabled: tracing?.Enabled ?? false },
  };
}

// A placeholder stands inside of a JSON string, so its value has to be escaped like the rest of that string.
function substitute(definition: string, substitutions: Record<string, unknown>): string {
  return definition.replace(/\$\{([\w.-]+)\}/g, (placeholder, name: string) => {
    const value = substitutions[name];
    if (value === undefined) return placeholder;
    return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
  });
}

function isSame(existing: StateMachineSettings, settings: StateMachineSettings): boolean {
  return Object.entries(settings).every(
    ([field, value]) => JSON.stringify(existing[field as keyof StateMachineSettings]) === JSON.stringify(value),
  );
}
