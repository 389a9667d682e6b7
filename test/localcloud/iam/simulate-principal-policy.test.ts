// What a role's policies would say, asked with AWS's SDK: the same answer as when the call is really made.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  type ContextEntry,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { servicePrincipal } from '../../../localcloud/core/principal.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import { iam } from '../../../localcloud/services/iam/iam.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';

const PolicySourceArn = 'arn:aws:iam::000000000000:role/Camera';
const channelOf = (camera: string) => `arn:aws:kinesisvideo:us-east-1:000000000000:channel/${camera}/1600000000000`;
const connect = 'kinesisvideo:ConnectAsMaster';
const thing = (name: string): ContextEntry[] => [
  { ContextKeyName: 'credentials-iot:ThingName', ContextKeyValues: [name], ContextKeyType: 'string' },
];
const statements = [
  {
    Effect: 'Allow',
    Action: 'kinesisvideo:*',
    Resource: 'arn:aws:kinesisvideo:*:*:channel/${credentials-iot:ThingName}/*',
  },
  {
    Effect: 'Deny',
    Action: 'kinesisvideo:DeleteSignalingChannel',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:username': 'root' } },
  },
];

let directory: { path: string; remove: () => Promise<void> };
let cloud: TestCloud;
let client: IAMClient;
beforeAll(async () => {
  directory = await temporaryDirectory();
  cloud = await startTestCloud({ dataDir: directory.path });
  await cloud.add(frontDoor, iam);
  client = new IAMClient({
    endpoint: cloud.context.addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: cloud.context.iam.operator,
    maxAttempts: 1,
    systemClockOffset: cloud.context.clock.now() - Date.now(),
  });
  const trust = { Effect: 'Allow', Principal: { Service: 'credentials.iot.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
  await client.send(new CreateRoleCommand({ RoleName: 'Camera', AssumeRolePolicyDocument: document(trust) }));
  await client.send(
    new PutRolePolicyCommand({ RoleName: 'Camera', PolicyName: 'own', PolicyDocument: document(statements) }),
  );
});
afterAll(async () => {
  await cloud.stop();
  await directory.remove();
});

const simulate = (input: Partial<SimulatePrincipalPolicyCommandInput>) =>
  client.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: [connect], ...input }));

describe('a simulation', () => {
  it.each([
    ['allows what a variable names', connect, thing('front-door'), 'allowed'],
    ['allows nothing that another value names', connect, thing('porch'), 'implicitDeny'],
    ['allows nothing while the variable has no value', connect, [], 'implicitDeny'],
    ['denies what a statement denies', 'kinesisvideo:DeleteSignalingChannel', thing('front-door'), 'explicitDeny'],
    ['allows no action that no statement names', 'iot:Connect', thing('front-door'), 'implicitDeny'],
  ])('%s', async (_, action, ContextEntries, decision) => {
    const ResourceArns = [channelOf('front-door')];
    const { EvaluationResults, IsTruncated } = await simulate({ ActionNames: [action], ResourceArns, ContextEntries });
    expect(IsTruncated).toBe(false);
    expect(EvaluationResults).toMatchObject([
      {
        EvalActionName: action,
        EvalDecision: decision,
        ResourceSpecificResults: [{ EvalResourceName: ResourceArns[0], EvalResourceDecision: decision }],
      },
    ]);
  });

  it('answers for each resource, and for all of them what the strictest says', async () => {
    const ResourceArns = [channelOf('front-door'), channelOf('porch')];
    const { EvaluationResults } = await simulate({ ResourceArns, ContextEntries: thing('front-door') });
    expect(EvaluationResults).toMatchObject([
      {
        EvalDecision: 'implicitDeny',
        ResourceSpecificResults: [{ EvalResourceDecision: 'allowed' }, { EvalResourceDecision: 'implicitDeny' }],
      },
    ]);
  });

  it('names the keys that the policies ask for and nobody gave', async () => {
    const { EvaluationResults } = await simulate({});
    expect(EvaluationResults).toEqual([
      {
        EvalActionName: connect,
        EvalResourceName: '*',
        EvalDecision: 'implicitDeny',
        MissingContextValues: ['aws:username', 'credentials-iot:ThingName'],
      },
    ]);
  });

  it('counts policies that are given beside those of the role', async () => {
    const PolicyInputList = ['{"Statement":{"Effect":"Deny","Action":"kinesisvideo:Connect*","Resource":"*"}}'];
    const { EvaluationResults } = await simulate({
      PolicyInputList,
      ResourceArns: [channelOf('front-door')],
      ContextEntries: thing('front-door'),
    });
    expect(EvaluationResults).toMatchObject([{ EvalDecision: 'explicitDeny' }]);
  });

  it('comes page by page', async () => {
    const ActionNames = ['a:One', 'a:Two', 'a:Three'];
    const first = await simulate({ ActionNames, MaxItems: 2 });
    expect(first).toMatchObject({ IsTruncated: true, EvaluationResults: [{}, {}] });
    const second = await simulate({ ActionNames, MaxItems: 2, Marker: first.Marker });
    expect(second).toMatchObject({ IsTruncated: false, EvaluationResults: [{ EvalActionName: 'a:Three' }] });
  });

  it.each<[string, Partial<SimulatePrincipalPolicyCommandInput>, string, number]>([
    ['a role that does not exist', { PolicySourceArn: `${PolicySourceArn}s` }, 'NoSuchEntityException', 404],
    ['an action without its service', { ActionNames: ['ConnectAsMaster'] }, 'ValidationError', 400],
    ['no action', { ActionNames: [] }, 'ValidationError', 400],
    ['a policy that is none', { PolicyInputList: ['{'] }, 'MalformedPolicyDocumentException', 400],
    ['a resource policy', { ResourcePolicy: '{}' }, 'NotImplementedException', 501],
  ])('refuses %s', async (_, input, name, httpStatusCode) => {
    await expect(simulate(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('is for those who may', async () => {
    const { principal } = cloud.context.iam.assumeRole({
      roleArn: PolicySourceArn,
      by: servicePrincipal('credentials.iot.amazonaws.com', '000000000000', ''),
      sessionName: 'session',
      durationSeconds: 900,
    });
    await expect(
      cloud.context.aws.call(principal, 'iam', 'SimulatePrincipalPolicy', { PolicySourceArn, ActionNames: [connect] }),
    ).rejects.toThrow(`not authorized to perform: iam:SimulatePrincipalPolicy on resource: ${PolicySourceArn}`);
  });
});
