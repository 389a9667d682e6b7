// Schemas of events/ as components: named by their titles, referring to each other inside the document; only those that the API uses.
import { operations } from '../../api/operations.ts';
import { documentedAnswers } from './answers.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** By name, as in `events/<name>.schema.json` and `events/<name>.sample.json`. */
export type Contracts = ReadonlyMap<string, { readonly schema: JsonObject; readonly sample: JsonObject }>;

export function referenceTo(contracts: Contracts, name: string): JsonObject {
  const title = contracts.get(name)?.schema['title'];
  if (typeof title !== 'string') throw new Error(`events/${name}.schema.json is missing, or has no title.`);
  return { $ref: `#/components/schemas/${title}` };
}

export function components(contracts: Contracts): JsonObject {
  const used = new Map<string, unknown>();
  const add = (name: string): void => {
    const { $ref } = referenceTo(contracts, name) as { $ref: string };
    const title = $ref.split('/').at(-1)!;
    if (used.has(title)) return;
    const { $schema: _dialect, $id: _id, title: _title, ...schema } = contracts.get(name)!.schema;
    used.set(title, undefined);
    used.set(title, inDocument(schema));
  };
  const inDocument = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inDocument);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => {
        if (key !== '$ref' || typeof part !== 'string') return [key, inDocument(part)];
        const name = part.replace(/\.schema\.json$/, '');
        add(name);
        return [key, (referenceTo(contracts, name) as { $ref: string }).$ref];
      }),
    );
  };
  for (const operation of Object.values(operations)) {
    if (operation.body !== undefined) add(operation.body);
    for (const { schemas } of documentedAnswers(operation).values()) schemas.forEach(add);
  }
  used.set('GatewayMessage', gatewayMessage);
  return Object.fromEntries([...used].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const gatewayMessage: JsonObject = {
  description: 'What the gateway says by itself.',
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
};

/** The words of our problems, where they are the same for every operation. */
const problems: Readonly<Record<number, JsonObject>> = {
  401: { type: 'urn:lensgate:problem:unauthenticated', title: 'Unauthorized' },
  429: { type: 'urn:lensgate:problem:too-many-requests', title: 'Too Many Requests' },
  500: { type: 'urn:lensgate:problem:internal-error', title: 'Internal Server Error' },
};

/** The contract's sample; of a problem, one with this status. */
export function exampleOf(contracts: Contracts, name: string, status: number | undefined): { example?: JsonObject } {
  const { sample } = contracts.get(name)!;
  if (name !== 'problem' || status === sample['status']) return { example: sample };
  const words = status === undefined ? undefined : problems[status];
  return words ? { example: { ...words, status, requestId: sample['requestId'] } } : {};
}
