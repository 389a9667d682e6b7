// Results are those of the CloudFormation user guide's examples for each function.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateResource, TemplateResource } from '../../localcloud/core/service.ts';
import { readAssembly } from '../../localcloud/template/assembly.ts';
import { deploy } from '../../localcloud/template/deploy.ts';
import { resolveIntrinsics, type Scope } from '../../localcloud/template/intrinsics.ts';
import { startTestCloud, type TestCloud } from '../support/cloud-context.ts';

const scope: Scope = {
  stackName: 'S',
  parameters: new Map([['AWS::Region', 'us-east-1']]),
  created: new Map([['Queue', { ref: 'https://queue', attributes: { Arn: 'arn:queue', 'Nested.Part': 'np' } }]]),
  exports: new Map([['data-Table', 'cameras']]),
};

describe('intrinsic functions', () => {
  it.each<[unknown, unknown]>([
    [{ Ref: 'Queue' }, 'https://queue'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    [{ 'Fn::GetAtt': 'Queue.Nested.Part' }, 'np'],
    [{ 'Fn::Join': [':', ['a', { Ref: 'AWS::Region' }, 'c']] }, 'a:us-east-1:c'],
    [{ 'Fn::Sub': '${AWS::Region}/${Queue.Arn}/${!Literal}' }, 'us-east-1/arn:queue/${Literal}'],
    [{ 'Fn::Sub': ['${Name}-x', { Name: { Ref: 'AWS::Region' } }] }, 'us-east-1-x'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['|', 'a|b|c'] }] }, 'b'],
    [{ 'Fn::ImportValue': 'data-Table' }, 'cameras'],
    [
      { a: 1, gone: { Ref: 'AWS::NoValue' }, list: [1, { Ref: 'AWS::NoValue' }] },
      { a: 1, list: [1] },
    ],
  ])('%j', (value, expected) => {
    expect(resolveIntrinsics(value, scope)).toEqual(expected);
  });

  it.each<[unknown, RegExp]>([
    [{ 'Fn::Transform': {} }, /Fn::Transform, which the local cloud does not imitate/],
    [{ Ref: 'Missing' }, /refers to Missing/],
    [{ 'Fn::GetAtt': ['Queue', 'Url'] }, /Queue\.Url.*it gives Arn, Nested\.Part/],
    [{ 'Fn::ImportValue': 'nobody' }, /imports nobody, which no stack exports/],
  ])('refuses %j in a sentence', (value, message) => {
    expect(() => resolveIntrinsics(value, scope)).toThrow(message);
  });
});

describe('a deployment', () => {
  let cloud: TestCloud;
  let directory: string;
  beforeEach(async () => {
    cloud = await startTestCloud();
    directory = await mkdtemp(join(tmpdir(), 'lensgate-assembly-'));
  });
  afterEach(async () => {
    await cloud.stop();
    await rm(directory, { recursive: true });
  });

  const assemble = async (stacks: Record<string, { dependencies?: string[]; template: object }>) => {
    const artifacts = Object.fromEntries(
      Object.entries(stacks).map(([name, { dependencies = [] }]) => [
        name,
        { type: 'aws:cloudformation:stack', dependencies, properties: { templateFile: `${name}.json` } },
      ]),
    );
    await writeFile(join(directory, 'manifest.json'), JSON.stringify({ artifacts }));
    for (const [name, { template }] of Object.entries(stacks)) {
      await writeFile(join(directory, `${name}.json`), JSON.stringify(template));
    }
    return readAssembly(directory);
  };
  const made: TemplateResource[] = [];
  const thing: CreateResource = async (resource) => {
    made.push(resource);
    return { ref: resource.physicalName(30), attributes: { Arn: `arn:${resource.logicalId}` } };
  };

  it('creates resources after what they refer to, over stacks, and remembers the outputs', async () => {
    const assembly = await assemble({
      Service: {
        dependencies: ['Data'],
        template: {
          Resources: {
            B: { Type: 'Test::Thing', Properties: { of: { 'Fn::GetAtt': ['A', 'Arn'] } } },
            A: { Type: 'Test::Thing', Properties: { table: { 'Fn::ImportValue': 'x' } } },
            C: { Type: 'Test::Thing', DependsOn: ['D'] },
            D: { Type: 'Test::Thing', Properties: { sub: { 'Fn::Sub': '${B}' } } },
          },
          Outputs: { Out: { Value: { Ref: 'B' } } },
        },
      },
      Data: {
        template: {
          Resources: { T: { Type: 'Test::Thing' } },
          Outputs: { X: { Value: 'table', Export: { Name: 'x' } } },
        },
      },
    });
    const services = [{ name: 'test', resources: { 'Test::Thing': thing } }];
    const [, service] = await deploy(cloud.context, services, assembly);
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['T', 'A', 'B', 'D', 'C']);
    expect(made[1]!.properties).toEqual({ table: 'table' });
    expect(made[2]!.properties).toEqual({ of: 'arn:A' });
    expect(service!.outputs).toEqual([{ OutputKey: 'Out', OutputValue: made[2]!.physicalName(30) }]);
    expect(cloud.context.store.collection('cloudformation-stacks').has('Service')).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown type', { R: { Type: 'AWS::Foo::Bar' } }, /resource R \(AWS::Foo::Bar\): the local cloud doesn't know/],
    ['a circle', { R: { Type: 'Test::Thing', DependsOn: 'R' } }, /R depends on itself/],
    ['a condition', { R: { Type: 'Test::Thing', Condition: 'C' } }, /has a condition/],
  ])('refuses %s', async (_, Resources, message) => {
    const assembly = await assemble({ S: { template: { Resources } } });
    const services = [{ name: 'test', resources: { 'Test::Thing': thing } }];
    await expect(deploy(cloud.context, services, assembly)).rejects.toThrow(message);
  });

  it('refuses a directory that is no assembly', () => {
    expect(() => readAssembly(directory)).toThrow(/is not the output of a cdk synth/);
  });
});
