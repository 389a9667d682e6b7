// IoT resources of a template: made once, found again at every start, changed with the template.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { CreatedResource } from '../../../localcloud/core/service.ts';
import { templateResource } from '../../support/template-resource.ts';
import { idOf, makeTestCa } from '../../support/mqtt-device.ts';
import { queueUrl, ruleRoleArn, startIotCloud, type IotCloud } from './iot-cloud.ts';

let iot: IotCloud;
beforeEach(async () => {
  iot = await startIotCloud();
});
afterEach(() => iot.stop());

const create = (type: string, logicalId: string, properties: Record<string, unknown>): Promise<CreatedResource> =>
  iot.service.resources![type]!(templateResource(type, logicalId, properties));
const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

it('a thing type', async () => {
  const make = (description: string) =>
    create('AWS::IoT::ThingType', 'CameraThingType', {
      ThingTypeProperties: { ThingTypeDescription: description, SearchableAttributes: ['serialNumber'] },
    });
  const first = await make('A camera');
  expect(await make('A camera')).toEqual(first);
  expect(first.attributes['Arn']).toBe(arn(`thingtype/${first.ref}`));
  expect((await make('Another text')).ref).toBe(first.ref);
  const { thingTypeProperties } = await iot.call('DescribeThingType', { thingTypeName: first.ref });
  expect(thingTypeProperties).toEqual({ thingTypeDescription: 'Another text', searchableAttributes: ['serialNumber'] });
});

it('a policy, whose changed document becomes the default version', async () => {
  const document = (action: string) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
  const make = (action: string) => create('AWS::IoT::Policy', 'CameraPolicy', { PolicyDocument: document(action) });
  const first = await make('iot:Connect');
  expect(await make('iot:Connect')).toEqual(first);
  expect(first.attributes['Arn']).toBe(arn(`policy/${first.ref}`));
  for (let n = 0; n < 7; n++) await make(`iot:Publish${'*'.repeat(n)}`);
  const policy = await iot.call('GetPolicy', { policyName: first.ref });
  expect(JSON.parse(policy.policyDocument!)).toEqual(document('iot:Publish******'));
  expect((await iot.call('ListPolicyVersions', { policyName: first.ref })).policyVersions).toHaveLength(1);
});

it('a CA certificate, whose Ref is its id', async () => {
  const { certificate } = await makeTestCa();
  const make = (Status: string) =>
    create('AWS::IoT::CACertificate', 'DeviceCa', {
      CACertificatePem: certificate,
      CertificateMode: 'SNI_ONLY',
      Status,
      AutoRegistrationStatus: 'ENABLE',
    });
  const id = idOf(certificate);
  expect(await make('ACTIVE')).toEqual({ ref: id, attributes: { Arn: arn(`cacert/${id}`), Id: id } });
  await make('INACTIVE');
  const { certificateDescription } = await iot.call('DescribeCACertificate', { certificateId: id });
  expect(certificateDescription).toMatchObject({ status: 'INACTIVE', autoRegistrationStatus: 'ENABLE' });
});

it('a topic rule, whose name has no hyphens', async () => {
  const make = (sql: string) =>
    create('AWS::IoT::TopicRule', 'CameraRegistered', {
      TopicRulePayload: {
        Sql: sql,
        AwsIotSqlVersion: '2016-03-23',
        RuleDisabled: false,
        Actions: [{ Sqs: { QueueUrl: queueUrl, RoleArn: ruleRoleArn, UseBase64: false } }],
        ErrorAction: { Sqs: { QueueUrl: queueUrl, RoleArn: ruleRoleArn } },
      },
    });
  const first = await make("SELECT * FROM 'a'");
  expect(first.ref).toMatch(/^\w+$/);
  expect(first.attributes['Arn']).toBe(arn(`rule/${first.ref}`));
  expect(await make("SELECT * FROM 'b'")).toEqual(first);
  expect((await iot.call('GetTopicRule', { ruleName: first.ref })).rule).toMatchObject({
    sql: "SELECT * FROM 'b'",
    ruleDisabled: false,
    actions: [{ sqs: { queueUrl, roleArn: ruleRoleArn, useBase64: false } }],
    errorAction: { sqs: { queueUrl, roleArn: ruleRoleArn } },
  });
});
