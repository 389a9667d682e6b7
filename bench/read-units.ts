// Read request units of DynamoDB requests. [DynamoDB: on-demand capacity, item sizes]
type Value = { S?: string; N?: string; BOOL?: boolean; L?: Value[]; M?: Record<string, Value> };
type Item = Record<string, Value>;

const unitBytes = 4096;

/** One unit per item and 4 KB (rounded up, an item that isn't there counts as the smallest), half of it where the read need not be consistent. */
export function readUnits(operation: string, input: unknown, output: unknown): number {
  if (operation === 'GetItem') {
    const { ConsistentRead } = input as { ConsistentRead?: boolean };
    const { Item } = output as { Item?: Item };
    return units(Item ? [Item] : [], 1, ConsistentRead);
  }
  if (operation !== 'BatchGetItem') throw new Error(`What ${operation} reads isn't known here: add it.`);
  const { RequestItems } = input as { RequestItems: Record<string, { Keys: unknown[]; ConsistentRead?: boolean }> };
  const { Responses } = output as { Responses: Record<string, Item[]> };
  return Object.entries(RequestItems)
    .map(([table, { Keys, ConsistentRead }]) => units(Responses[table] ?? [], Keys.length, ConsistentRead))
    .reduce((sum, one) => sum + one, 0);
}

function units(items: readonly Item[], keys: number, consistent = false): number {
  const found = items.map((item) => Math.ceil(bytesOfMap(item) / unitBytes)).reduce((sum, one) => sum + one, 0);
  return (found + keys - items.length) * (consistent ? 1 : 0.5);
}

const bytesOfMap = (map: Record<string, Value>): number =>
  Object.entries(map).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);

function bytesOf({ S, N, L, M }: Value): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (L) return L.reduce((sum, value) => sum + bytesOf(value) + 1, 3);
  return M ? bytesOfMap(M) + 3 + Object.keys(M).length : 1;
}
