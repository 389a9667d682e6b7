// Deploys a synthesized CDK app: each resource, in the order of its dependencies, handed to the service that creates its type.
import { createHash } from 'node:crypto';
import type { CloudContext } from '../core/cloud-context.ts';
import type { CreatedResource, CreateResource, Service, TemplateResource } from '../core/service.ts';
import type { DeployedStack } from '../services/cloudformation/cloudformation.ts';
import type { Assembly, AssembledStack } from './assembly.ts';
import { references, resolveIntrinsics, type Scope } from './intrinsics.ts';
import { describeNotImitated } from './not-imitated.ts';
import { TemplateError } from './template-error.ts';

/** Creates or updates everything that the assembly describes. Throws TemplateError with one sentence for a person. */
export async function deploy(
  cloud: CloudContext,
  services: readonly Service[],
  assembly: Assembly,
  onProgress: (stackName: string, logicalId: string) => void = () => undefined,
): Promise<DeployedStack[]> {
  const creators = new Map(services.flatMap(({ resources = {} }) => Object.entries(resources)));
  const exports = new Map<string, string>();
  const deployed: DeployedStack[] = [];
  for (const stack of assembly.stacks) {
    deployed.push(await deployStack(cloud, creators, assembly, stack, exports, onProgress));
  }
  return deployed;
}

async function deployStack(
  cloud: CloudContext,
  creators: ReadonlyMap<string, CreateResource>,
  assembly: Assembly,
  { stackName, template }: AssembledStack,
  exports: Map<string, string>,
  onProgress: (stackName: string, logicalId: string) => void,
): Promise<DeployedStack> {
  const created = new Map<string, CreatedResource>();
  const scope: Scope = { stackName, parameters: parametersOf(cloud, stackName, template.Parameters), created, exports };
  for (const logicalId of inOrder(stackName, template.Resources)) {
    const { Type, Properties = {}, Condition } = template.Resources[logicalId]!;
    const where = `Stack ${stackName}, resource ${logicalId} (${Type})`;
    if (Condition) throw new TemplateError(`${where} has a condition, which the local cloud does not imitate.`);
    onProgress(stackName, logicalId);
    const resource: TemplateResource = {
      stackName,
      logicalId,
      type: Type,
      properties: resolveIntrinsics(Properties, scope) as Record<string, unknown>,
      physicalName: (maxLength) => physicalName(stackName, logicalId, maxLength),
      assetPath(key) {
        const path = assembly.assets.get(key);
        if (path === undefined)
          throw new TemplateError(`${where} names the asset ${key}, which the assembly doesn't hold.`);
        return path;
      },
    };
    created.set(logicalId, await create(cloud, creators, resource, where));
  }

  const outputs = Object.entries(template.Outputs ?? {}).map(([OutputKey, { Value, Description, Export }]) => {
    const OutputValue = String(resolveIntrinsics(Value, scope));
    const ExportName = Export && String(resolveIntrinsics(Export.Name, scope));
    if (ExportName) exports.set(ExportName, OutputValue);
    return { OutputKey, OutputValue, ...(Description && { Description }), ...(ExportName && { ExportName }) };
  });
  const stacks = cloud.store.collection<DeployedStack>('cloudformation-stacks');
  const stack: DeployedStack = {
    stackName,
    outputs,
    resources: [...created].map(([LogicalResourceId, { ref }]) => ({
      LogicalResourceId,
      PhysicalResourceId: ref,
      ResourceType: template.Resources[LogicalResourceId]!.Type,
    })),
    createdAt: stacks.get(stackName)?.createdAt ?? cloud.clock.now(),
  };
  await stacks.put(stackName, stack);
  return stack;
}

async function create(
  cloud: CloudContext,
  creators: ReadonlyMap<string, CreateResource>,
  resource: TemplateResource,
  where: string,
): Promise<CreatedResource> {
  const creator = creators.get(resource.type);
  if (!creator) {
    const notImitated = describeNotImitated(cloud, resource);
    if (notImitated) return notImitated;
    throw new TemplateError(
      `${where}: the local cloud doesn't know this type. Add a service that creates it, or list it in localcloud/template/not-imitated.ts.`,
    );
  }
  try {
    return await creator(resource);
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(`${where} could not be created: ${(error as Error).message}`, { cause: error });
  }
}

function parametersOf(
  cloud: CloudContext,
  stackName: string,
  parameters: Readonly<Record<string, { Default?: string }>> = {},
): Map<string, string> {
  const values = new Map<string, string>([
    ['AWS::AccountId', cloud.accountId],
    ['AWS::Region', cloud.region],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stackName],
    ['AWS::StackId', `arn:aws:cloudformation:${cloud.region}:${cloud.accountId}:stack/${stackName}/local`],
  ]);
  for (const [name, { Default }] of Object.entries(parameters)) {
    if (Default === undefined) throw new TemplateError(`Stack ${stackName} wants a value for the parameter ${name}.`);
    values.set(name, Default);
  }
  return values;
}

/** Depth first, in the template's own order otherwise. */
function inOrder(stackName: string, resources: AssembledStack['template']['Resources']): string[] {
  const ordered: string[] = [];
  const state = new Map<string, 'visiting' | 'done'>();
  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (!resource || state.get(logicalId) === 'done') return;
    if (state.get(logicalId) === 'visiting')
      throw new TemplateError(`Stack ${stackName}: ${logicalId} depends on itself.`);
    state.set(logicalId, 'visiting');
    [...references(resource.Properties), ...[resource.DependsOn ?? []].flat()].forEach(visit);
    state.set(logicalId, 'done');
    ordered.push(logicalId);
  };
  Object.keys(resources).forEach(visit);
  return ordered;
}

function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 8).toUpperCase();
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - 9)}-${suffix}`;
}
