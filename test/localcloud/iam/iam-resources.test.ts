// Roles as the templates make them: what they may do is what the templates of this start say, and nothing older.
import { afterEach, describe, expect, it } from '@jest/globals';
import { servicePrincipal } from '../../../localcloud/core/principal.ts';
import type { Service } from '../../../localcloud/core/service.ts';
import { authorize } from '../../../localcloud/access/authorize.ts';
import { iam } from '../../../localcloud/services/iam/iam.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

const AssumeRolePolicyDocument = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const policyFor = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const roleName = 'Lensgate-dev-Service-Role-LOCAL';
const roleArn = `arn:aws:iam::000000000000:role/${roleName}`;

let clouds: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds) await cloud.stop();
  clouds = [];
});

async function start(dataDir?: string): Promise<{ cloud: TestCloud; service: Service }> {
  const cloud = await startTestCloud({ dataDir });
  clouds.push(cloud);
  const [service] = await cloud.add(iam);
  return { cloud, service: service! };
}

const create = (service: Service, type: string, logicalId: string, properties: Record<string, unknown>) =>
  service.resources![type]!(templateResource(type, logicalId, properties));
const createRole = (service: Service, properties: Record<string, unknown> = {}) =>
  create(service, 'AWS::IAM::Role', 'Role', { AssumeRolePolicyDocument, ...properties });

function may(cloud: TestCloud, action: string): boolean {
  const by = servicePrincipal('lambda.amazonaws.com', '000000000000', 'arn:aws:lambda:::function:f');
  const { principal } = cloud.context.iam.assumeRole({ roleArn, by, sessionName: 's', durationSeconds: 900 });
  try {
    authorize(principal, { action, resource: 'arn:aws:x:::y' });
    return true;
  } catch {
    return false;
  }
}

describe('a role', () => {
  it('is known by name, ARN and id', async () => {
    const { service } = await start();
    const created = await createRole(service);
    expect(created.ref).toBe(roleName);
    expect(created.attributes['Arn']).toBe(roleArn);
    expect(created.attributes['RoleId']).toMatch(/^AROA[A-Z2-7]{17}$/);
  });

  it('has its own policies, those attached later, and managed ones', async () => {
    const { cloud, service } = await start();
    await createRole(service, {
      Policies: [{ PolicyName: 'own', PolicyDocument: policyFor('iot:CreateThing') }],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    });
    await create(service, 'AWS::IAM::Policy', 'Attached', {
      PolicyName: 'attached',
      PolicyDocument: policyFor('sqs:SendMessage'),
      Roles: [roleName],
    });
    const managed = await create(service, 'AWS::IAM::ManagedPolicy', 'Managed', {
      PolicyDocument: policyFor('states:StartExecution'),
      Roles: [roleName],
    });
    expect(managed.ref).toBe('arn:aws:iam::000000000000:policy/Lensgate-dev-Service-Managed-LOCAL');
    for (const action of ['iot:CreateThing', 'logs:PutLogEvents', 'sqs:SendMessage', 'states:StartExecution'])
      expect([action, may(cloud, action)]).toEqual([action, true]);
    expect(may(cloud, 'iot:DeleteThing')).toBe(false);
  });

  it('loses at the next start what has left the template, and keeps its id', async () => {
    const directory = await temporaryDirectory();
    const first = await start(directory.path);
    const { attributes } = await createRole(first.service);
    await create(first.service, 'AWS::IAM::Policy', 'Attached', {
      PolicyName: 'attached',
      PolicyDocument: policyFor('sqs:SendMessage'),
      Roles: [roleName],
    });
    expect(may(first.cloud, 'sqs:SendMessage')).toBe(true);
    await first.cloud.stop();
    clouds = [];

    const second = await start(directory.path);
    expect((await createRole(second.service)).attributes).toEqual(attributes);
    expect(may(second.cloud, 'sqs:SendMessage')).toBe(false);
    await second.cloud.stop();
    clouds = [];
    await directory.remove();
  });

  it('refuses a managed policy that is not known here, and says which are', async () => {
    const { service } = await start();
    await expect(
      createRole(service, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
    ).rejects.toThrow(/AdministratorAccess is not known here\. Known are .*AWSLambdaBasicExecutionRole/);
  });
});

it('a policy for a role that no template has is an error', async () => {
  const { service } = await start();
  await expect(
    create(service, 'AWS::IAM::Policy', 'Lost', {
      PolicyName: 'p',
      PolicyDocument: policyFor('sqs:SendMessage'),
      Roles: ['nobody'],
    }),
  ).rejects.toThrow('Lost: there is no role nobody in the templates');
});
