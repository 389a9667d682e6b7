// AWS::StepFunctions::StateMachine as templates declare it.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreatedResource, CreateResource } from '../../../localcloud/core/service.ts';
import { stateMachineResource } from '../../../localcloud/services/stepfunctions/state-machine-resource.ts';
import { StateMachines } from '../../../localcloud/services/stepfunctions/state-machines.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import { roleArn, startStepFunctions, type LocalStepFunctions } from './local-step-functions.ts';

const definition = machineOf({ P: { Type: 'Pass', Output: { table: '${CameraTableName}' }, End: true } });

describe('AWS::StepFunctions::StateMachine', () => {
  let local: LocalStepFunctions;
  let create: CreateResource;
  beforeEach(async () => {
    local = await startStepFunctions();
    create = stateMachineResource(new StateMachines(local.cloud.context));
  });
  afterEach(() => local.cloud.stop());

  const deploy = (properties: object): Promise<CreatedResource> =>
    create({
      stackName: 's',
      logicalId: 'ProvisionCamera',
      type: 'AWS::StepFunctions::StateMachine',
      properties: { DefinitionString: JSON.stringify(definition), RoleArn: roleArn, ...properties },
      physicalName: () => 'made-up-name',
      assetPath: () => '',
    });
  const described = (stateMachineArn: string): ReturnType<LocalStepFunctions['call']> =>
    local.call('DescribeStateMachine', { stateMachineArn });

  it('answers Ref with the ARN, and has the attributes of the type', async () => {
    const { ref, attributes } = await deploy({ DefinitionSubstitutions: { CameraTableName: 'a "table"' }, Tags: [] });
    expect(ref).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:made-up-name');
    expect(attributes).toMatchObject({ Arn: ref, Name: 'made-up-name' });
    expect(Object.keys(attributes).sort()).toEqual(['Arn', 'Name', 'StateMachineRevisionId']);
    const { definition: text } = (await described(ref)) as { definition: string };
    expect(JSON.parse(text)).toMatchObject({ States: { P: { Output: { table: 'a "table"' } } } });
  });

  it('stays the same machine when it is deployed again, and takes a changed template', async () => {
    const first = await deploy({ StateMachineName: 'n' });
    expect(await deploy({ StateMachineName: 'n' })).toEqual(first);
    const changed = await deploy({
      StateMachineName: 'n',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false, Destinations: [] },
    });
    expect(changed.ref).toBe(first.ref);
    expect(changed.attributes['StateMachineRevisionId']).not.toBe(first.attributes['StateMachineRevisionId']);
    expect(await described(first.ref)).toMatchObject({
      loggingConfiguration: { level: 'ALL', includeExecutionData: false },
    });
  });

  it('takes the definition as an object', async () => {
    const { ref } = await deploy({ DefinitionString: undefined, Definition: definition });
    expect(await described(ref)).toMatchObject({ status: 'ACTIVE', type: 'STANDARD' });
  });

  it.each([
    [{ StateMachineType: 'EXPRESS' }, /ProvisionCamera: .*STANDARD/],
    [{ EncryptionConfiguration: {} }, /ProvisionCamera: the property EncryptionConfiguration/],
    [{ Definition: definition }, /either DefinitionString or Definition/],
    [{ DefinitionString: '{' }, /INVALID_JSON_DESCRIPTION/],
  ])('refuses %j', async (properties, expected) => {
    await expect(deploy(properties)).rejects.toThrow(expected);
  });
});
