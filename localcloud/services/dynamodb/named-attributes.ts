// Which attributes a DynamoDB request names: what `dynamodb:Attributes` is compared with. [DynamoDB: specifying conditions]

type AttributeMap = Readonly<Record<string, unknown>>;

/** The members of requests that name attributes: maps by name, lists of names, and expressions. */
export interface AttributeNaming {
  Key?: AttributeMap;
  Item?: AttributeMap;
  AttributeUpdates?: AttributeMap;
  Expected?: AttributeMap;
  KeyConditions?: AttributeMap;
  QueryFilter?: AttributeMap;
  ScanFilter?: AttributeMap;
  AttributesToGet?: readonly string[];
  UpdateExpression?: string;
  ConditionExpression?: string;
  ProjectionExpression?: string;
  FilterExpression?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

/**
 * At the top level: of `endpoints.viewer` it is `endpoints`. Attributes that an answer would bring without having been named
 * (all of them, where there is no projection) aren't among them.
 */
export function namedAttributes(request: AttributeNaming): string[] {
  const { Key, Item, AttributeUpdates, Expected, KeyConditions, QueryFilter, ScanFilter, AttributesToGet } = request;
  const maps = [Key, Item, AttributeUpdates, Expected, KeyConditions, QueryFilter, ScanFilter];
  const expressions = [
    request.UpdateExpression,
    request.ConditionExpression,
    request.ProjectionExpression,
    request.FilterExpression,
    request.KeyConditionExpression,
  ];
  const names = [
    ...maps.flatMap((map) => Object.keys(map ?? {})),
    ...(AttributesToGet ?? []),
    ...expressions.flatMap((expression) => attributesIn(expression ?? '', request.ExpressionAttributeNames ?? {})),
  ];
  return [...new Set(names)].sort();
}

const keyword = /^(SET|REMOVE|ADD|DELETE|AND|OR|NOT|BETWEEN|IN)$/i;

// A path (`endpoints.viewer[0]`), with what is before it and behind it: values begin with `:`, functions have a `(` behind them.
function attributesIn(expression: string, names: Readonly<Record<string, string>>): string[] {
  return [...expression.matchAll(/(:?)([#\w]+)((?:\.[#\w]+|\[\d+\])*)\s*(\(?)/g)].flatMap(
    ([, isValue, first = '', rest, isFunction]) => {
      if (isValue || /^\d/.test(first)) return [];
      if (keyword.test(first) && rest === '') return [];
      return isFunction ? [] : [names[first] ?? first];
    },
  );
}
