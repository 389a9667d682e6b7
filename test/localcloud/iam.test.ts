// Verdicts are those of the IAM documentation's evaluation rules, written down by hand.
import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../localcloud/access/authorize.ts';
import type { RequestContext } from '../../localcloud/access/patterns.ts';
import type { PolicyStatement } from '../../localcloud/access/policy.ts';

const channel = 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1700000000000';
const ask = (statements: PolicyStatement[], context: RequestContext = {}, resource = channel) =>
  evaluate([{ Version: '2012-10-17', Statement: statements }], {
    action: 'kinesisvideo:ConnectAsViewer',
    resource,
    context,
  });
const allow = (rest: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'kinesisvideo:ConnectAsViewer',
  Resource: '*',
  ...rest,
});

describe('policy evaluation', () => {
  it.each<[string, PolicyStatement[], string]>([
    ['nothing said is a deny', [], 'implicit deny'],
    ['an allow', [allow({})], 'allow'],
    ['actions ignore case and take wildcards', [allow({ Action: 'KinesisVideo:connect*' })], 'allow'],
    ['another action', [allow({ Action: ['kinesisvideo:ConnectAsMaster'] })], 'implicit deny'],
    ['an explicit deny wins over any order', [allow({}), allow({ Effect: 'Deny' })], 'explicit deny'],
    [
      'NotAction leaves out',
      [{ Effect: 'Allow', NotAction: 'kinesisvideo:ConnectAs*', Resource: '*' }],
      'implicit deny',
    ],
    [
      'NotResource leaves out',
      [{ Effect: 'Allow', Action: 'kinesisvideo:ConnectAsViewer', NotResource: '*:channel/front-door/*' }],
      'implicit deny',
    ],
    ['a resource pattern', [allow({ Resource: 'arn:aws:kinesisvideo:*:*:channel/front-door/*' })], 'allow'],
    [
      'a pattern covers the whole ARN',
      [allow({ Resource: 'arn:aws:kinesisvideo:*:*:channel/front' })],
      'implicit deny',
    ],
    ['? is one character', [allow({ Resource: channel.replace('front', 'fron?') })], 'allow'],
    ['a dot is a dot', [allow({ Resource: channel.replace('front', 'fr.nt') })], 'implicit deny'],
  ])('%s', (_, statements, verdict) => {
    expect(ask(statements)).toBe(verdict);
  });

  it('replaces variables by values whose wildcards mean themselves', () => {
    const own = [allow({ Resource: 'arn:aws:kinesisvideo:*:*:channel/${credentials-iot:ThingName}/*' })];
    expect(ask(own, { 'credentials-iot:ThingName': 'front-door' })).toBe('allow');
    expect(ask(own, { 'credentials-iot:ThingName': 'back-door' })).toBe('implicit deny');
    expect(ask(own, { 'credentials-iot:ThingName': '*' })).toBe('implicit deny');
    expect(ask(own)).toBe('implicit deny');
  });

  it.each<[string, NonNullable<PolicyStatement['Condition']>, string]>([
    ['StringEquals holds', { StringEquals: { 'aws:a': 'x' } }, 'allow'],
    ['StringEquals has no wildcards', { StringEquals: { 'aws:a': '*' } }, 'implicit deny'],
    ['StringLike has', { StringLike: { 'aws:a': '?' } }, 'allow'],
    ['one of several values is enough', { StringEquals: { 'aws:a': ['y', 'x'] } }, 'allow'],
    ['all keys must hold', { StringEquals: { 'aws:a': 'x', 'aws:b': 'x' } }, 'implicit deny'],
    ['a missing key fails', { StringEquals: { 'aws:b': 'x' } }, 'implicit deny'],
    ['a missing key passes IfExists', { StringEqualsIfExists: { 'aws:b': 'x' } }, 'allow'],
    ['a negated operator with a value that matches', { StringNotEquals: { 'aws:a': ['x', 'y'] } }, 'implicit deny'],
    ['a negated operator with a missing key', { StringNotEquals: { 'aws:b': 'x' } }, 'allow'],
    ['Null true wants the key missing', { Null: { 'aws:a': 'true' } }, 'implicit deny'],
    ['Bool', { Bool: { 'aws:secure': 'true' } }, 'allow'],
    ['keys ignore case', { StringEquals: { 'AWS:A': 'x' } }, 'allow'],
  ])('%s', (_, Condition, verdict) => {
    expect(ask([allow({ Condition })], { 'aws:a': 'x', 'aws:secure': 'true' })).toBe(verdict);
  });

  // [IAM: multivalued context keys] Each operator against no key, and against keys of which all, some or none are expected.
  it.each<[string, boolean[]]>([
    //                                    no key  a,b    a,x    x,y
    ['ForAllValues:StringLike', [true, true, false, false]],
    ['ForAnyValue:StringLike', [false, true, true, false]],
    ['ForAllValues:StringNotLike', [true, false, false, true]],
    ['ForAnyValue:StringNotLike', [false, false, true, true]],
    ['ForAllValues:StringEquals', [true, true, false, false]],
    ['ForAnyValue:StringEquals', [false, true, true, false]],
    ['ForAnyValue:StringLikeIfExists', [true, true, true, false]],
    ['StringNotLike', [true, false, false, true]],
  ])('%s of several keys', (operator, verdicts) => {
    const Condition = { [operator]: { 'aws:TagKeys': ['a', 'b'] } };
    const contexts: RequestContext[] = [
      {},
      ...[
        ['a', 'b'],
        ['a', 'x'],
        ['x', 'y'],
      ].map((k) => ({ 'aws:TagKeys': k })),
    ];
    expect(contexts.map((context) => ask([allow({ Condition })], context) === 'allow')).toEqual(verdicts);
  });

  it('takes wildcards for every one of several keys', () => {
    const ours = [allow({ Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'lensgate:*' } } })];
    expect(ask(ours, { 'aws:TagKeys': ['lensgate:a', 'lensgate:b'] })).toBe('allow');
    expect(ask(ours, { 'aws:TagKeys': ['lensgate:a', 'other'] })).toBe('implicit deny');
    const deny = [
      allow({}),
      allow({ Effect: 'Deny', Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'lensgate:*' } } }),
    ];
    expect(ask(deny, { 'aws:TagKeys': ['other', 'lensgate:a'] })).toBe('explicit deny');
    expect(ask(deny, { 'aws:TagKeys': ['other'] })).toBe('allow');
    expect(ask(deny)).toBe('allow');
  });

  it('sees whether a key with several values is there', () => {
    const some = [allow({ Condition: { Null: { 'aws:TagKeys': 'false' } } })];
    expect([ask(some), ask(some, { 'aws:TagKeys': ['a', 'b'] })]).toEqual(['implicit deny', 'allow']);
  });

  it('a key with several values is no variable', () => {
    const own = [allow({ Resource: '*:channel/${aws:TagKeys}/*' })];
    expect(ask(own, { 'aws:TagKeys': ['front-door'] })).toBe('implicit deny');
  });

  // [IAM: numeric condition operators] with a context of 10: where text would be compared, 9 would be more.
  it.each<[string, readonly string[]]>([
    ['NumericEquals', ['10']],
    ['NumericNotEquals', ['9', '11']],
    ['NumericLessThan', ['11']],
    ['NumericLessThanEquals', ['10', '11']],
    ['NumericGreaterThan', ['9']],
    ['NumericGreaterThanEquals', ['9', '10']],
  ])('%s compares numbers, its own bound included or not', (operator, holdsFor) => {
    const values = ['9', '10', '11'];
    const held = values.filter((value) => {
      const Condition = { [operator]: { 's3:max-keys': value } };
      return ask([allow({ Condition })], { 's3:max-keys': '10' }) === 'allow';
    });
    expect(held).toEqual(values.filter((value) => holdsFor.includes(value)));
  });

  it('refuses to guess an operator', () => {
    expect(() => ask([allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })])).toThrow(/IpAddress/);
  });
});
