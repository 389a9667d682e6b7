// CloudFormation's intrinsic functions, resolved against what has been created so far.
import type { CreatedResource } from '../core/service.ts';
import { TemplateError } from './template-error.ts';

export interface Scope {
  readonly stackName: string;
  /** `AWS::Region` and the other pseudo parameters, and the template's parameters. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly created: ReadonlyMap<string, CreatedResource>;
  readonly exports: ReadonlyMap<string, string>;
}

const reference = /\$\{(!?)([^}]+)\}/g;

/** The value with every intrinsic function replaced by its result. Throws TemplateError. */
export function resolveIntrinsics(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolveIntrinsics(item, scope)).filter((item) => item !== noValue);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
    const apply = functions[name];
    if (!apply)
      throw new TemplateError(`Stack ${scope.stackName} uses ${name}, which the local cloud does not imitate.`);
    return apply(argument, scope);
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolveIntrinsics(item, scope)] as const).filter(([, item]) => item !== noValue),
  );
}

/** Logical ids of the template's own resources that a value refers to. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [Array.isArray(item) ? String(item[0]) : String(item).split('.')[0]!];
    if (key === 'Fn::Sub') {
      const [text, map] = Array.isArray(item) ? (item as [string, unknown]) : [String(item), {}];
      return [...references(map), ...[...text.matchAll(reference)].map(([, , name]) => name!.split('.')[0]!)];
    }
    return references(item);
  });
}

const noValue = Symbol('AWS::NoValue');

const functions: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? noValue : ref(String(name), scope)),
  'Fn::GetAtt': (argument, scope) => {
    const [name, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return attribute(name!, path.join('.'), scope);
  },
  'Fn::Sub': (argument, scope) => {
    const [text, map] = Array.isArray(argument)
      ? (argument as [string, Record<string, unknown>])
      : [String(argument), {}];
    return text.replace(reference, (whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in map) return String(resolveIntrinsics(map[name], scope));
      const [resource, ...path] = name.split('.');
      return path.length > 0 ? attribute(resource!, path.join('.'), scope) : ref(name, scope) || whole;
    });
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = argument as [string, unknown];
    return (resolveIntrinsics(items, scope) as string[]).join(separator);
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = argument as [string, unknown];
    return String(resolveIntrinsics(text, scope)).split(separator);
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = argument as [number | string, unknown];
    return (resolveIntrinsics(items, scope) as unknown[])[Number(index)];
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = String(resolveIntrinsics(argument, scope));
    const value = scope.exports.get(name);
    if (value === undefined)
      throw new TemplateError(`Stack ${scope.stackName} imports ${name}, which no stack exports.`);
    return value;
  },
};

function ref(name: string, scope: Scope): string {
  const value = scope.parameters.get(name) ?? scope.created.get(name)?.ref;
  if (value === undefined) throw new TemplateError(`Stack ${scope.stackName} refers to ${name}, which is not in it.`);
  return value;
}

function attribute(name: string, path: string, scope: Scope): string {
  const resource = scope.created.get(name);
  if (!resource) throw new TemplateError(`Stack ${scope.stackName} refers to ${name}, which is not in it.`);
  const value = resource.attributes[path];
  if (value === undefined) {
    const known = Object.keys(resource.attributes).join(', ') || 'none';
    throw new TemplateError(
      `Stack ${scope.stackName} reads ${name}.${path}, an attribute that the local cloud does not give (it gives ${known}).`,
    );
  }
  return value;
}
