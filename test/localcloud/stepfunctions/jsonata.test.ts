// JSONata with the functions of Step Functions; examples and results are those of the AWS guide where it gives them.
import { describe, expect, it } from '@jest/globals';
import { evaluateExpression } from '../../../localcloud/services/stepfunctions/interpreter/jsonata-expression.ts';

const surroundings = { now: () => Date.UTC(2026, 0, 31, 12), random: () => 0.25 };
const evaluate = (source: string, variables = {}): Promise<unknown> =>
  evaluateExpression(source, variables, surroundings);

describe('JSONata', () => {
  it.each([
    // [SFN guide: JSONata functions provided by Step Functions]
    [
      '$partition([1,2,3,4], 2)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$parse("{\\"a\\": [1]}")', { a: [1] }],
    ['$now()', '2026-01-31T12:00:00.000Z'],
    ['$now("[Y]/[M01]")', '2026/01'],
    ['$millis()', Date.UTC(2026, 0, 31, 12)],
    ['$random()', 0.25],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index', 0],
    ['$sum($list.price)', 6],
    ['$exists($nothing)', false],
  ])('%s', async (source, expected) => {
    expect(await evaluate(source, { list: [{ price: 2 }, { price: 4 }] })).toEqual(expected);
  });

  it('has no $eval', async () => {
    await expect(evaluate('$eval("1")')).rejects.toThrow('T1006');
  });

  it('gives no functions away', async () => {
    expect(await evaluate('function($x) { $x }')).toBeUndefined();
    expect(await evaluate('$sum')).toBeUndefined();
  });
});
