// The registry's operations: what twice means, and which error AWS gives. Names and statuses are those of the API reference.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { awsModels, type InputOf, type OperationName } from '../../../localcloud/core/aws-model.ts';
import type { Principal } from '../../../localcloud/core/principal.ts';
import { iotPermissions } from '../../../localcloud/services/iot/permissions.ts';
import { idOf, makeDevice, makeTestCa } from '../../support/mqtt-device.ts';
import type { DeviceCa } from '../../../camera/factory.ts';
import { addDeviceCa, queueUrl, ruleRoleArn, startIotCloud, type IotCloud } from './iot-cloud.ts';

let iot: IotCloud;
let ca: DeviceCa & { id: string };
let count = 0;
let thingName: string;
let certificateId: string;
let certificateArn: string;
beforeAll(async () => {
  iot = await startIotCloud();
  ca = await addDeviceCa(iot);
});
afterAll(() => iot.stop());
beforeEach(async () => {
  thingName = `thing-${++count}`;
  const { certificate } = await makeDevice(`SN-${count}`, ca);
  const registered = await iot.call('RegisterCertificate', { certificatePem: certificate });
  certificateId = registered.certificateId!;
  certificateArn = registered.certificateArn!;
  expect(certificateId).toBe(idOf(certificate));
});

/** Lets a detachment take effect. */
const detached = () => iot.cloud.context.clock.advance(500);
const call = <O extends OperationName<'iot'>>(name: O, input: InputOf<'iot', O>) => iot.call(name, input);
/** The error's name, the status that AWS's model gives it, and its message. */
async function failure(
  promise: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  const error = await promise.then(
    () => new Error('it succeeded'),
    (reason: Error) => reason,
  );
  return { name: error.name, status: awsModels.iot.errors.get(error.name)?.status, message: error.message };
}
const policyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
});

describe('things', () => {
  it('creating one twice alike is one thing; differently is a conflict that names it', async () => {
    const input = { thingName, attributePayload: { attributes: { serialNumber: 'SN-1' } } };
    const first = await call('CreateThing', input);
    expect(await call('CreateThing', input)).toEqual(first);
    const other = { thingName, attributePayload: { attributes: { serialNumber: 'SN-2' } } };
    await expect(call('CreateThing', other)).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      details: { resourceId: first.thingId, resourceArn: first.thingArn },
    });
    expect((await failure(call('CreateThing', other))).status).toBe(409);
  });

  it('describes one', async () => {
    const thingTypeName = `type-${count}`;
    await call('CreateThingType', { thingTypeName });
    const { thingId } = await call('CreateThing', {
      thingName,
      thingTypeName,
      attributePayload: { attributes: { serialNumber: 'SN-1', certificateId } },
    });
    expect(await call('DescribeThing', { thingName })).toEqual({
      defaultClientId: thingName,
      thingName,
      thingId,
      thingArn: `arn:aws:iot:us-east-1:000000000000:thing/${thingName}`,
      thingTypeName,
      attributes: { serialNumber: 'SN-1', certificateId },
      version: 1,
    });
  });

  it('updates attributes by replacing or merging, and counts versions', async () => {
    await call('CreateThing', { thingName, attributePayload: { attributes: { a: '1', b: '2' } } });
    await call('UpdateThing', { thingName, attributePayload: { attributes: { a: '', c: '3' }, merge: true } });
    expect(await call('DescribeThing', { thingName })).toMatchObject({ version: 2, attributes: { b: '2', c: '3' } });
    await call('UpdateThing', { thingName, attributePayload: { attributes: { d: '4' } } });
    expect((await call('DescribeThing', { thingName })).attributes).toEqual({ d: '4' });
    const stale = await failure(call('UpdateThing', { thingName, expectedVersion: 1 }));
    expect(stale).toMatchObject({ name: 'VersionConflictException', status: 409 });
  });

  it('is deleted only when nothing is attached, and deleting nothing is fine', async () => {
    await call('CreateThing', { thingName });
    await call('AttachThingPrincipal', { thingName, principal: certificateArn });
    expect(await failure(call('DeleteThing', { thingName }))).toMatchObject({
      name: 'InvalidRequestException',
      message: `Cannot delete. Thing ${thingName} is still attached to one or more principals`,
    });
    await call('DetachThingPrincipal', { thingName, principal: certificateArn });
    await detached();
    await call('DeleteThing', { thingName });
    await call('DeleteThing', { thingName });
    expect(await failure(call('DescribeThing', { thingName }))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    });
  });

  it('is deleted only in the version that is expected', async () => {
    await call('CreateThing', { thingName });
    await call('UpdateThing', { thingName, attributePayload: { attributes: { a: '1' } } });
    expect(await failure(call('DeleteThing', { thingName, expectedVersion: 1 }))).toMatchObject({
      name: 'VersionConflictException',
      status: 409,
    });
    await call('DeleteThing', { thingName, expectedVersion: 2 });
    expect((await failure(call('DescribeThing', { thingName }))).name).toBe('ResourceNotFoundException');
  });

  it.each<[string, InputOf<'iot', 'CreateThing'>, string, RegExp]>([
    ['a name with a dot', { thingName: 'a.b' }, 'InvalidRequestException', /'thingName'.*pattern/],
    ['no name', { thingName: undefined }, 'InvalidRequestException', /'thingName'.*null/],
    ['a long name', { thingName: 'x'.repeat(129) }, 'InvalidRequestException', /length less than or equal to 128/],
    ['an unknown type', { thingName: 'x', thingTypeName: 'nope' }, 'ResourceNotFoundException', /nope/],
    [
      'a fourth attribute without a type',
      { thingName: 'x', attributePayload: { attributes: { a: '1', b: '2', c: '3', d: '4' } } },
      'InvalidRequestException',
      /at most 3/,
    ],
    [
      'a blank in an attribute',
      { thingName: 'x', attributePayload: { attributes: { a: 'front door' } } },
      'InvalidRequestException',
      /attributes\.a/,
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const failed = await failure(call('CreateThing', input));
    expect(failed.name).toBe(name);
    expect(failed.message).toMatch(message);
  });

  it('lists in pages', async () => {
    const names = ['p1', 'p2', 'p3'].map((suffix) => `${thingName}-${suffix}`);
    const thingTypeName = `type-${count}`;
    await call('CreateThingType', { thingTypeName });
    for (const name of names) await call('CreateThing', { thingName: name, thingTypeName });
    const first = await call('ListThings', { thingTypeName, maxResults: 2 });
    const second = await call('ListThings', { thingTypeName, maxResults: 2, nextToken: first.nextToken });
    expect([...first.things!, ...second.things!].map((thing) => thing.thingName)).toEqual(names);
    expect(second.nextToken).toBeUndefined();
  });
});

describe('thing types', () => {
  it('are deleted five minutes after their deprecation', async () => {
    const thingTypeName = `type-${count}`;
    await call('CreateThingType', { thingTypeName });
    expect((await failure(call('DeleteThingType', { thingTypeName }))).name).toBe('InvalidRequestException');
    await call('DeprecateThingType', { thingTypeName });
    expect((await failure(call('DeleteThingType', { thingTypeName }))).name).toBe('InvalidRequestException');
    await iot.cloud.context.clock.advance(5 * 60_000);
    await call('DeleteThingType', { thingTypeName });
    expect((await failure(call('DescribeThingType', { thingTypeName }))).name).toBe('ResourceNotFoundException');
  });
});

describe('certificates', () => {
  it('are INACTIVE when registered without a status', async () => {
    const { certificateDescription } = await call('DescribeCertificate', { certificateId });
    expect(certificateDescription).toMatchObject({
      certificateId,
      certificateArn: `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`,
      status: 'INACTIVE',
      caCertificateId: ca.id,
      ownedBy: '000000000000',
      customerVersion: 1,
      validity: { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('9999-12-31T23:59:59Z') },
    });
  });

  it('cannot be registered as PENDING_ACTIVATION', async () => {
    const { certificate } = await makeDevice(`SN-${count}-b`, ca);
    const input = { certificatePem: certificate, status: 'PENDING_ACTIVATION' as const };
    expect(await failure(call('RegisterCertificate', input))).toEqual({
      name: 'CertificateStateException',
      status: 406,
      message: 'Not allowed to register certificate with PENDING_ACTIVATION status',
    });
  });

  it('cannot be registered twice, nor without their CA, nor when they are none', async () => {
    const pem = (await call('DescribeCertificate', { certificateId })).certificateDescription!.certificatePem!;
    await expect(call('RegisterCertificate', { certificatePem: pem })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      details: { resourceId: certificateId, resourceArn: certificateArn },
    });
    const stranger = await makeDevice('SN-x', await makeTestCa());
    const unknown = await failure(call('RegisterCertificate', { certificatePem: stranger.certificate }));
    expect(unknown).toMatchObject({ name: 'CertificateValidationException', status: 400 });
    const text = await failure(call('RegisterCertificate', { certificatePem: 'hello' }));
    expect(text).toMatchObject({ name: 'CertificateValidationException', status: 400 });
  });

  it.each(['PENDING_ACTIVATION', 'PENDING_TRANSFER', 'REGISTER_INACTIVE'] as const)(
    'cannot be set to %s',
    async (newStatus) => {
      const failed = await failure(call('UpdateCertificate', { certificateId, newStatus }));
      expect(failed).toMatchObject({ name: 'InvalidRequestException', status: 400 });
    },
  );

  it('are deleted only when neither ACTIVE nor attached', async () => {
    await call('CreateThing', { thingName });
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    await call('AttachPolicy', { policyName: thingName, target: certificateArn });
    await call('AttachThingPrincipal', { thingName, principal: certificateArn });
    await call('UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
    expect(await failure(call('DeleteCertificate', { certificateId }))).toEqual({
      name: 'CertificateStateException',
      status: 406,
      message: `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
    });
    await call('UpdateCertificate', { certificateId, newStatus: 'INACTIVE' });
    expect(await failure(call('DeleteCertificate', { certificateId }))).toMatchObject({
      name: 'DeleteConflictException',
      status: 409,
    });
    await call('DetachThingPrincipal', { thingName, principal: certificateArn });
    await detached();
    expect((await failure(call('DeleteCertificate', { certificateId }))).message).toBe(
      `Certificate policies must be detached before deletion (arn: ${certificateArn})`,
    );
    await call('DetachPolicy', { policyName: thingName, target: certificateArn });
    await call('DeleteCertificate', { certificateId });
    const gone = await failure(call('DescribeCertificate', { certificateId }));
    expect(gone).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it('are deleted by force with their policies, but not from under a thing', async () => {
    await call('CreateThing', { thingName });
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    await call('AttachPolicy', { policyName: thingName, target: certificateArn });
    await call('AttachThingPrincipal', { thingName, principal: certificateArn });
    const byForce = () => call('DeleteCertificate', { certificateId, forceDelete: true });
    expect(await failure(byForce())).toMatchObject({ name: 'DeleteConflictException', status: 409 });
    await call('DetachThingPrincipal', { thingName, principal: certificateArn });
    await detached();
    await byForce();
    expect((await call('ListTargetsForPolicy', { policyName: thingName })).targets).toEqual([]);
  });

  it('are listed by their CA', async () => {
    const other = await addDeviceCa(iot, `CA ${count}`);
    const { certificate } = await makeDevice('SN-y', other);
    await call('RegisterCertificate', { certificatePem: certificate });
    const { certificates } = await call('ListCertificatesByCA', { caCertificateId: other.id });
    expect(certificates?.map((one) => one.certificateId)).toEqual([idOf(certificate)]);
  });
});

describe('CA certificates', () => {
  it('have the SHA-256 of their DER as id, and the state that was asked for', async () => {
    const { certificate } = await makeTestCa();
    const { certificateId: id, certificateArn: arn } = await call('RegisterCACertificate', {
      caCertificate: certificate,
      certificateMode: 'SNI_ONLY',
    });
    expect([id, arn]).toEqual([idOf(certificate), `arn:aws:iot:us-east-1:000000000000:cacert/${idOf(certificate)}`]);
    expect((await call('DescribeCACertificate', { certificateId: id })).certificateDescription).toMatchObject({
      status: 'INACTIVE',
      autoRegistrationStatus: 'DISABLE',
      certificateMode: 'SNI_ONLY',
    });
  });

  it.each<[string, () => Promise<InputOf<'iot', 'RegisterCACertificate'>>, string]>([
    [
      'one that is registered',
      async () => ({ caCertificate: ca.certificate, certificateMode: 'SNI_ONLY' }),
      'ResourceAlreadyExistsException',
    ],
    [
      'a device certificate',
      async () => ({ caCertificate: (await makeDevice('SN-z', ca)).certificate, certificateMode: 'SNI_ONLY' }),
      'CertificateValidationException',
    ],
    [
      'the mode that needs a verification certificate',
      async () => ({ caCertificate: ca.certificate }),
      'InvalidRequestException',
    ],
    [
      'a provisioning template',
      async () => ({
        caCertificate: ca.certificate,
        certificateMode: 'SNI_ONLY',
        registrationConfig: { templateName: 't' },
      }),
      'InvalidRequestException',
    ],
  ])('refuses %s', async (_, input, name) => {
    expect((await failure(call('RegisterCACertificate', await input()))).name).toBe(name);
  });

  it('are deleted only when INACTIVE', async () => {
    const other = await addDeviceCa(iot, `CA ${count}`);
    const active = await failure(call('DeleteCACertificate', { certificateId: other.id }));
    expect(active).toMatchObject({ name: 'CertificateStateException', status: 406 });
    await call('UpdateCACertificate', { certificateId: other.id, newStatus: 'INACTIVE' });
    await call('DeleteCACertificate', { certificateId: other.id });
    expect((await call('ListCACertificates', {})).certificates?.map((one) => one.certificateId)).not.toContain(
      other.id,
    );
  });
});

describe('policies', () => {
  it('exist once per name', async () => {
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    expect(await failure(call('CreatePolicy', { policyName: thingName, policyDocument }))).toEqual({
      name: 'ResourceAlreadyExistsException',
      status: 409,
      message: `Policy cannot be created - name already exists (name=${thingName})`,
    });
  });

  it.each([
    ['not JSON', 'hello'],
    ['without statements', '{"Version":"2012-10-17","Statement":[]}'],
    ['without an effect', '{"Statement":[{"Action":"iot:*","Resource":"*"}]}'],
    ['without a resource', '{"Statement":[{"Effect":"Allow","Action":"iot:*"}]}'],
    ['with a principal', '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"iot:*","Resource":"*"}]}'],
    [
      'with an operator that nobody knows',
      '{"Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*","Condition":{"Resembles":{"iot:ClientId":"x"}}}]}',
    ],
  ])('cannot be %s', async (_, document) => {
    const failed = await failure(call('CreatePolicy', { policyName: thingName, policyDocument: document }));
    expect(failed).toMatchObject({ name: 'MalformedPolicyException', status: 400 });
  });

  it('attach twice as once, show on both sides, and cannot be deleted while attached', async () => {
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    for (let n = 0; n < 2; n++) await call('AttachPolicy', { policyName: thingName, target: certificateArn });
    expect((await call('ListAttachedPolicies', { target: certificateArn })).policies).toEqual([
      { policyName: thingName, policyArn: `arn:aws:iot:us-east-1:000000000000:policy/${thingName}` },
    ]);
    expect((await call('ListTargetsForPolicy', { policyName: thingName })).targets).toEqual([certificateArn]);
    expect(await failure(call('DeletePolicy', { policyName: thingName }))).toEqual({
      name: 'DeleteConflictException',
      status: 409,
      message: `The policy cannot be deleted as the policy is attached to one or more principals (name=${thingName})`,
    });
    for (let n = 0; n < 2; n++) await call('DetachPolicy', { policyName: thingName, target: certificateArn });
    await call('DeletePolicy', { policyName: thingName });
    expect((await failure(call('GetPolicy', { policyName: thingName }))).name).toBe('ResourceNotFoundException');
  });

  it.each<[string, (name: string) => InputOf<'iot', 'AttachPolicy'>]>([
    ['a policy that does not exist', () => ({ policyName: 'nope', target: certificateArn })],
    [
      'a certificate that does not exist',
      (policyName) => ({ policyName, target: certificateArn.replace(/.{4}$/, '0000') }),
    ],
  ])('cannot attach %s', async (_, input) => {
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    expect((await failure(call('AttachPolicy', input(thingName)))).name).toBe('ResourceNotFoundException');
  });

  it('change by a new default version', async () => {
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    const next = policyDocument.replace('iot:Connect', 'iot:*');
    await call('CreatePolicyVersion', { policyName: thingName, policyDocument: next, setAsDefault: true });
    const policy = await call('GetPolicy', { policyName: thingName });
    expect([policy.defaultVersionId, policy.policyDocument]).toEqual(['2', next]);
    const inUse = await failure(call('DeletePolicyVersion', { policyName: thingName, policyVersionId: '2' }));
    expect(inUse.name).toBe('DeleteConflictException');
    await call('DeletePolicyVersion', { policyName: thingName, policyVersionId: '1' });
  });
});

describe('a policy', () => {
  it('is deleted only once its other versions are', async () => {
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    await call('CreatePolicyVersion', { policyName: thingName, policyDocument });
    expect(await failure(call('DeletePolicy', { policyName: thingName }))).toEqual({
      name: 'DeleteConflictException',
      status: 409,
      message: `The policy cannot be deleted as versions other than the default version exist (name=${thingName})`,
    });
    await call('DeletePolicyVersion', { policyName: thingName, policyVersionId: '2' });
    await call('DeletePolicy', { policyName: thingName });
  });
});

describe('things and their principals', () => {
  it('attach twice as once and show on both sides', async () => {
    await call('CreateThing', { thingName });
    for (let n = 0; n < 2; n++) await call('AttachThingPrincipal', { thingName, principal: certificateArn });
    expect((await call('ListThingPrincipals', { thingName })).principals).toEqual([certificateArn]);
    expect((await call('ListPrincipalThings', { principal: certificateArn })).things).toEqual([thingName]);
  });

  // [DetachThingPrincipal: "asynchronous. It might take several seconds"]
  it('are detached a moment after it was answered, for everybody at once', async () => {
    await call('CreateThing', { thingName });
    await call('AttachThingPrincipal', { thingName, principal: certificateArn });
    const attached = async () => [
      (await call('ListThingPrincipals', { thingName })).principals,
      (await call('ListPrincipalThings', { principal: certificateArn })).things,
    ];
    for (let n = 0; n < 2; n++) await call('DetachThingPrincipal', { thingName, principal: certificateArn });
    expect(await attached()).toEqual([[certificateArn], [thingName]]);
    expect(await failure(call('DeleteThing', { thingName }))).toEqual({
      name: 'InvalidRequestException',
      status: 400,
      message: `Cannot delete. Thing ${thingName} is still attached to one or more principals`,
    });
    expect((await failure(call('DeleteCertificate', { certificateId }))).name).toBe('DeleteConflictException');
    await detached();
    expect(await attached()).toEqual([[], []]);
    expect(await failure(call('DetachThingPrincipal', { thingName, principal: certificateArn }))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    });
    await call('DeleteThing', { thingName });
    await call('DeleteCertificate', { certificateId });
  });

  it('stay attached when they are attached again before that', async () => {
    await call('CreateThing', { thingName });
    for (const operation of ['AttachThingPrincipal', 'DetachThingPrincipal', 'AttachThingPrincipal'] as const) {
      await call(operation, { thingName, principal: certificateArn });
    }
    await detached();
    expect((await call('ListThingPrincipals', { thingName })).principals).toEqual([certificateArn]);
  });

  it('exclusive means one thing only', async () => {
    const exclusive = { principal: certificateArn, thingPrincipalType: 'EXCLUSIVE_THING' as const };
    await call('CreateThing', { thingName });
    await call('CreateThing', { thingName: `${thingName}-b` });
    await call('AttachThingPrincipal', { thingName, ...exclusive });
    const second = await failure(
      call('AttachThingPrincipal', { thingName: `${thingName}-b`, principal: certificateArn }),
    );
    expect(second.name).toBe('InvalidRequestException');
  });

  it('a thing that does not exist has none', async () => {
    const failed = await failure(call('AttachThingPrincipal', { thingName, principal: certificateArn }));
    expect(failed).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });
});

describe('topic rules', () => {
  const sqs = { sqs: { roleArn: ruleRoleArn, queueUrl } };

  it('come back as they were made', async () => {
    const ruleName = `rule_${count}`;
    const rule = { sql: "SELECT * FROM 'a/b'", actions: [sqs], errorAction: sqs, awsIotSqlVersion: '2016-03-23' };
    await call('CreateTopicRule', { ruleName, topicRulePayload: rule });
    expect(await call('GetTopicRule', { ruleName })).toMatchObject({
      ruleArn: `arn:aws:iot:us-east-1:000000000000:rule/${ruleName}`,
      rule: { ...rule, ruleName, ruleDisabled: false },
    });
    const again = await failure(call('CreateTopicRule', { ruleName, topicRulePayload: rule }));
    expect(again).toMatchObject({ name: 'ResourceAlreadyExistsException', status: 409 });
    await call('DeleteTopicRule', { ruleName });
    expect((await failure(call('GetTopicRule', { ruleName }))).name).toBe('UnauthorizedException');
  });

  it.each<[string, InputOf<'iot', 'CreateTopicRule'>['topicRulePayload'], string, RegExp]>([
    ['SQL that is not understood', { sql: "SELECT * FROM 'a' LIMIT 1", actions: [sqs] }, 'SqlParseException', /LIMIT/],
    [
      'an action that is not imitated',
      { sql: "SELECT * FROM 'a'", actions: [{ lambda: { functionArn: 'x' } }] },
      'InvalidRequestException',
      /actions\[0\].*lambda/,
    ],
    [
      'an error action that is not imitated',
      { sql: "SELECT * FROM 'a'", actions: [sqs], errorAction: { sns: { targetArn: 'x', roleArn: 'y' } } },
      'InvalidRequestException',
      /errorAction.*sns/,
    ],
    [
      'an unknown SQL version',
      { sql: "SELECT * FROM 'a'", actions: [sqs], awsIotSqlVersion: 'beta' },
      'InvalidRequestException',
      /beta/,
    ],
  ])('refuses %s', async (_, topicRulePayload, name, message) => {
    const failed = await failure(call('CreateTopicRule', { ruleName: `rule_${count}`, topicRulePayload }));
    expect(failed.name).toBe(name);
    expect(failed.message).toMatch(message);
  });
});

describe('endpoints', () => {
  it('name the broker, and say which there are', async () => {
    const { endpointAddress } = await call('DescribeEndpoint', { endpointType: 'iot:Data-ATS' });
    expect(`mqtts://${endpointAddress}`).toBe(iot.cloud.context.addresses.mqttUrl);
    const failed = await failure(call('DescribeEndpoint', { endpointType: 'iot:Jobs' }));
    expect(failed.message).toMatch(/iot:Data-ATS and iot:CredentialProvider only/);
  });
});

describe('permissions', () => {
  const role = (action: string, resource: string): Principal => ({
    kind: 'role',
    accountId: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/r/s',
    policies: [{ Statement: { Effect: 'Allow', Action: action, Resource: resource } }],
    context: {},
  });
  const as = <O extends OperationName<'iot'>>(principal: Principal, name: O, input: InputOf<'iot', O>) =>
    iot.cloud.context.aws.call(principal, 'iot', name, input);
  const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

  it('exist for each operation that is imitated, and the other way round', () => {
    const [api] = iot.service.apis ?? [];
    expect(Object.keys(iotPermissions).sort()).toEqual(Object.keys(api?.operations ?? {}).sort());
  });

  it('are asked for on the certificate when a policy or a thing is attached', async () => {
    await call('CreateThing', { thingName });
    await call('CreatePolicy', { policyName: thingName, policyDocument });
    const attach = { policyName: thingName, target: certificateArn };
    await as(role('iot:AttachPolicy', arn('cert/*')), 'AttachPolicy', attach);
    const onPolicy = await failure(as(role('iot:AttachPolicy', arn(`policy/${thingName}`)), 'AttachPolicy', attach));
    expect(onPolicy.name).toBe('AccessDeniedException');
    const principal = { thingName, principal: certificateArn };
    await as(role('iot:AttachThingPrincipal', arn('cert/*')), 'AttachThingPrincipal', principal);
    const onThing = await failure(as(role('iot:*', arn('thing/*')), 'AttachThingPrincipal', principal));
    expect(onThing.name).toBe('AccessDeniedException');
  });

  it('are asked for on what the operation names', async () => {
    await call('CreateThing', { thingName });
    await as(role('iot:DescribeThing', arn(`thing/${thingName}`)), 'DescribeThing', { thingName });
    const other = await failure(as(role('iot:DescribeThing', arn('thing/other')), 'DescribeThing', { thingName }));
    expect(other.name).toBe('AccessDeniedException');
    await as(role('iot:UpdateCertificate', arn(`cert/${certificateId}`)), 'UpdateCertificate', {
      certificateId,
      newStatus: 'ACTIVE',
    });
  });
});
