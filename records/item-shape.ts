// What a kind of item consists of, one line an attribute. The item's type, its strict reader and its lenient reader all follow from those lines.
import type { Item } from './camera-table.ts';
import { MalformedItemError } from './malformed-item-error.ts';

/** `Value` is what a reader gives; `Optional` attributes may be absent. */
export interface Attribute<Value, Optional extends boolean = boolean> {
  /** DynamoDB's word for the type. */
  readonly type: 'S' | 'N' | 'M';
  readonly optional: Optional;
  /** The attribute's name in the table, where the field has another one. */
  readonly nameInTable?: string;
  /** Of type M only. */
  readonly fields?: ItemShape;
  /** No such property exists: it lets TypeScript know the value's type. */
  readonly value?: Value;
}

/** By the name of the field. */
export type ItemShape = Readonly<Record<string, Attribute<unknown>>>;

type ValueOf<A> = A extends Attribute<infer Value> ? Value : never;

type FieldsThatMust<Shape> = {
  readonly [Field in keyof Shape as Shape[Field] extends Attribute<unknown, false> ? Field : never]: ValueOf<
    Shape[Field]
  >;
};
type FieldsThatMay<Shape, Absent = never> = {
  readonly [Field in keyof Shape as Shape[Field] extends Attribute<unknown, false> ? never : Field]?:
    ValueOf<Shape[Field]> | Absent;
};

/** What the strict reader gives: a field without its attribute is absent, not undefined. */
export type ItemOf<Shape extends ItemShape> = FieldsThatMust<Shape> & FieldsThatMay<Shape>;

/** What an item is written from: a field that is undefined is left out. */
export type FieldsOf<Shape extends ItemShape> = FieldsThatMust<Shape> & FieldsThatMay<Shape, undefined>;

/** What the lenient reader gives: every field may be absent. */
export type Lenient<Value> = Value extends object
  ? { readonly [Field in keyof Value]?: Lenient<NonNullable<Value[Field]>> }
  : Value;

/** A string that isn't empty. */
export const text: Attribute<string, false> = { type: 'S', optional: false };
export const number: Attribute<number, false> = { type: 'N', optional: false };
export const map = <Shape extends ItemShape>(fields: Shape): Attribute<ItemOf<Shape>, false> => ({
  type: 'M',
  optional: false,
  fields,
});

export const optional = <Value>(attribute: Attribute<Value>): Attribute<Value, true> => ({
  ...attribute,
  optional: true,
});

/** For a field whose name isn't its attribute's. */
export const named = <Value, Optional extends boolean>(
  nameInTable: string,
  attribute: Attribute<Value, Optional>,
): Attribute<Value, Optional> => ({ ...attribute, nameInTable });

/**
 * Everything, as the shape has it; attributes beyond it are left out.
 * @throws MalformedItemError for the first attribute that is of another type, or missing without being optional
 */
export function readStrictly<Shape extends ItemShape>(shape: Shape, item: Item): ItemOf<Shape> {
  return readFields(shape, item, [], (path, type) => {
    throw new MalformedItemError(item, path.join('.'), type);
  }) as ItemOf<Shape>;
}

/** For screens that must show broken items: what can't be read counts as absent. */
export function readLeniently<Shape extends ItemShape>(shape: Shape, item: Item): Lenient<ItemOf<Shape>> {
  return readFields(shape, item, [], () => undefined) as Lenient<ItemOf<Shape>>;
}

/** The fields that have a value, under the names that they have in the table. */
export function attributesOf<Shape extends ItemShape>(shape: Shape, fields: FieldsOf<Shape>): Item {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([field, value]) => [shape[field]?.nameInTable ?? field, value]));
}

type Malformed = (path: readonly string[], type: string) => undefined;

function readFields(shape: ItemShape, values: Item, path: readonly string[], malformed: Malformed): object {
  const fields = Object.entries(shape).map(([field, attribute]) => {
    const name = attribute.nameInTable ?? field;
    return [field, readValue(attribute, values[name], [...path, name], malformed)];
  });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as object;
}

function readValue(
  { type, optional, fields }: Attribute<unknown>,
  value: unknown,
  path: readonly string[],
  malformed: Malformed,
): unknown {
  if ((value === undefined || value === '') && optional) return undefined;
  if (type === 'S' && typeof value === 'string' && value !== '') return value;
  if (type === 'N' && typeof value === 'number') return value;
  if (type === 'M' && typeof value === 'object' && value !== null) {
    return readFields(fields!, value as Item, path, malformed);
  }
  return malformed(path, type);
}
