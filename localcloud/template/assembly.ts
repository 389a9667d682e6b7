// The output of `cdk synth`, as far as a deployment needs it: templates in the order of their dependencies, and where each asset lies.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TemplateError } from './template-error.ts';

export interface TemplateResourceDefinition {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
  readonly Condition?: string;
}

export interface Template {
  readonly Parameters?: Record<string, { Type: string; Default?: string }>;
  readonly Resources: Record<string, TemplateResourceDefinition>;
  readonly Outputs?: Record<string, { Value: unknown; Description?: string; Export?: { Name: unknown } }>;
}

export interface AssembledStack {
  readonly stackName: string;
  readonly template: Template;
}

export interface Assembly {
  readonly stacks: readonly AssembledStack[];
  /** S3 object key → absolute path of the file or directory. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Manifest {
  artifacts: Record<
    string,
    {
      type: string;
      dependencies?: string[];
      properties?: { templateFile?: string; stackName?: string; file?: string };
    }
  >;
}

interface AssetManifest {
  files?: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** Reads a cloud assembly. Throws TemplateError when the directory doesn't hold one. */
export function readAssembly(directory: string): Assembly {
  const { artifacts } = readJson<Manifest>(directory, 'manifest.json');
  const stacks: AssembledStack[] = [];
  const assets = new Map<string, string>();
  const visited = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (!artifact || visited.has(id)) return;
    visited.add(id);
    artifact.dependencies?.forEach(visit);
    const { templateFile, stackName, file } = artifact.properties ?? {};
    if (artifact.type === 'aws:cloudformation:stack' && templateFile) {
      stacks.push({ stackName: stackName ?? id, template: readJson<Template>(directory, templateFile) });
    }
    if (artifact.type === 'cdk:asset-manifest' && file) {
      for (const asset of Object.values(readJson<AssetManifest>(directory, file).files ?? {})) {
        for (const { objectKey } of Object.values(asset.destinations)) {
          assets.set(objectKey, resolve(directory, asset.source.path));
        }
      }
    }
  };
  Object.keys(artifacts).forEach(visit);
  if (stacks.length === 0) throw new TemplateError(`${directory} holds no stack; synthesize the CDK app first.`);
  return { stacks, assets };
}

function readJson<T>(directory: string, file: string): T {
  const path = join(directory, file);
  if (!existsSync(path)) {
    throw new TemplateError(`${path} is missing: ${directory} is not the output of a cdk synth.`);
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new TemplateError(`${path} is not valid JSON: ${(error as Error).message}`);
  }
}
