// The two templates of a stage, synthesized in this process; bundles are left out, because no assertion here looks into them.
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createStacks } from '../../infra/create-stacks.ts';
import type { ServiceStack } from '../../infra/service-stack.ts';
import { type Settings, type StageName, stages } from '../../infra/settings.ts';

// The CDK's own template validation takes seconds, and `npm run check:synth` runs it.
process.env.CDK_VALIDATION = 'false';

const { context: flags } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Synthesized {
  readonly app: App;
  readonly data: Template;
  readonly service: Template;
}

/** `add` makes the service stack larger than it is. */
export function synthesized(
  stage: StageName,
  changes: Partial<Settings> = {},
  add: (service: ServiceStack) => void = () => undefined,
): Synthesized {
  const app = new App({ analyticsReporting: false, context: { ...flags, 'aws:cdk:bundling-stacks': [] } });
  const { data, service } = createStacks(app, { ...stages[stage], ...changes });
  add(service);
  return { app, data: Template.fromStack(data), service: Template.fromStack(service) };
}

export function resourcesOf(template: Template, type?: string): Record<string, Resource> {
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  return Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => type === undefined || Type === type));
}

/** Logical id of the only resource of the type whose logical id holds the name. */
export function logicalIdOf(template: Template, type: string, name: string): string {
  const found = Object.keys(resourcesOf(template, type)).filter((id) => id.includes(name));
  if (found.length !== 1) throw new Error(`Expected one ${type} named ${name}, found: ${found.join(', ') || 'none'}`);
  return found[0]!;
}

/** Properties of the only resource of the type. */
export function onlyPropertiesOf<Properties>(template: Template, type: string): Properties {
  const found = Object.values(resourcesOf(template, type));
  if (found.length !== 1) throw new Error(`Expected one ${type}, found ${found.length}`);
  return found[0]!.Properties as Properties;
}
