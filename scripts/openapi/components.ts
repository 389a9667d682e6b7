// Schemas as components: named by their titles, referring to each other inside the document; only those that the API uses.
import { basename } from 'node:path';
import { operations, type Operation } from '../../api/operations.ts';
import { schemaSuffix, type Contract, type Contracts, type JsonObject } from '../generators/read-contracts.ts';
import { documentedAnswers } from './answers.ts';

/** @throws Error when there is none of this name */
export function contractOf(contracts: Contracts, name: string): Contract {
  const contract = contracts.get(name);
  if (!contract)
    throw new Error(`api/operations.ts names the payload ${name}, and there is no ${name}${schemaSuffix}.`);
  return contract;
}

export function referenceTo(contracts: Contracts, name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${contractOf(contracts, name).title}` };
}

export function components(contracts: Contracts): JsonObject {
  const used = new Map<string, unknown>();
  const add = (name: string): void => {
    const { title, schema: whole } = contractOf(contracts, name);
    if (used.has(title)) return;
    const { $schema: _dialect, $id: _id, title: _title, ...schema } = whole;
    used.set(title, undefined);
    used.set(title, inDocument(schema));
  };
  const inDocument = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inDocument);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => {
        if (key !== '$ref' || typeof part !== 'string') return [key, inDocument(part)];
        const name = basename(part, schemaSuffix);
        add(name);
        return [key, referenceTo(contracts, name).$ref];
      }),
    );
  };
  for (const operation of Object.values<Operation>(operations)) {
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
  const { sample } = contractOf(contracts, name);
  if (name !== 'problem' || status === sample['status']) return { example: sample };
  const words = status === undefined ? undefined : problems[status];
  return words ? { example: { ...words, status, requestId: sample['requestId'] } } : {};
}
