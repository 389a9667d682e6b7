// Which operation a request is for, and with which parameters in its path. This is where paths are decoded.
import { operations } from '../api/operations.ts';
import type { OperationId, ParameterName } from '../api/request-types.ts';
import { pathParameters } from './path-parameters.ts';

export interface FoundOperation {
  readonly id: OperationId;
  /** Decoded. */
  readonly path: Readonly<Record<string, string>>;
}

const templates = Object.entries(operations).map(([id, { method, path }]) => ({
  id: id as OperationId,
  method,
  segments: path.split('/'),
}));

/** `pathname` as it came. Undefined when that is no operation. */
export function findOperation(method: string | undefined, pathname: string): FoundOperation | undefined {
  const segments = pathname.split('/');
  for (const template of templates) {
    const path = template.method === method ? parametersOf(template.segments, segments) : undefined;
    if (path) return { id: template.id, path };
  }
  return undefined;
}

function parametersOf(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index]!;
    const name = /^\{(\w+)\}$/.exec(part)?.[1] as ParameterName | undefined;
    if (name === undefined && part !== segment) return undefined;
    if (name === undefined) continue;
    const text = decoded(segment);
    if (text === undefined || !pathParameters[name].test(text)) return undefined;
    path[name] = text;
  }
  return path;
}

/** Undefined when it is nothing encoded. As it stands where it is no UTF-8: then it is nobody's name. */
function decoded(segment: string): string | undefined {
  if (/%(?![0-9A-F]{2})/i.test(segment)) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
