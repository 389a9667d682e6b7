// The stock AWS CLI against the deployed system, command by command as the README names them.
import { execFile, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

const installed = spawnSync('aws', ['--version']).status === 0;
if (!installed) console.warn('The AWS CLI is not installed: its tests are skipped.');

(installed ? describe : describe.skip)('the AWS CLI', () => {
  let lensgate: Lensgate;
  let certificateId: string;

  beforeAll(async () => {
    lensgate = await startLensgate();
    ({ certificateId } = await registerCamera(lensgate, {
      serialNumber: 'SN-1',
      cameraName: 'front-door',
      owner: 'ada@example.com',
    }));
  });
  afterAll(() => lensgate.stop());

  const aws = (...command: string[]): Promise<{ code: number; out: string; err: string }> => {
    const { endpoint, region, credentials } = lensgate.client;
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
    };
    const args = ['--endpoint-url', endpoint, '--region', region, '--output', 'json', ...command];
    return new Promise((resolve) =>
      execFile('aws', args, { env }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err })),
    );
  };
  const ask = async (...command: string[]): Promise<Record<string, unknown>> => {
    const { code, out, err } = await aws(...command);
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Record<string, unknown>;
  };

  it('lists the execution', async () => {
    const stateMachineArn = lensgate.outputs.get('StateMachineArn')!;
    const { executions } = await ask('stepfunctions', 'list-executions', '--state-machine-arn', stateMachineArn);
    expect(executions).toMatchObject([{ name: certificateId, status: 'SUCCEEDED' }]);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${certificateId}`;
    const { events } = await ask('stepfunctions', 'get-execution-history', '--execution-arn', executionArn);
    expect((events as { type: string }[]).at(-1)).toMatchObject({ type: 'ExecutionSucceeded' });
  });

  it('reads the ownership record', async () => {
    const key = JSON.stringify({ pk: { S: 'camera#front-door' }, sk: { S: 'camera' } });
    const { Item } = await ask(
      'dynamodb',
      'get-item',
      '--table-name',
      lensgate.outputs.get('TableName')!,
      '--key',
      key,
    );
    expect(Item).toMatchObject({
      userId: { S: 'ada@example.com' },
      status: { S: 'ACTIVE' },
      serialNumber: { S: 'SN-1' },
    });
  });

  it('describes the certificate, the thing and the channel', async () => {
    const { certificateDescription } = await ask('iot', 'describe-certificate', '--certificate-id', certificateId);
    expect(certificateDescription).toMatchObject({ status: 'ACTIVE', certificateId });
    expect(await ask('iot', 'describe-thing', '--thing-name', 'front-door')).toMatchObject({
      thingName: 'front-door',
      attributes: { serialNumber: 'SN-1' },
    });
    const { ChannelInfo } = await ask('kinesisvideo', 'describe-signaling-channel', '--channel-name', 'front-door');
    expect(ChannelInfo).toMatchObject({ ChannelStatus: 'ACTIVE', ChannelName: 'front-door' });
    expect((ChannelInfo as { ChannelARN: string }).ChannelARN).toMatch(
      /^arn:aws:kinesisvideo:us-east-1:\d{12}:channel\/front-door\/\d{13}$/,
    );
  });

  it('sends and receives a message', async () => {
    const { QueueUrl } = await ask('sqs', 'create-queue', '--queue-name', 'from-the-cli');
    const { MessageId } = await ask('sqs', 'send-message', '--queue-url', String(QueueUrl), '--message-body', 'hello');
    const { Messages } = await ask('sqs', 'receive-message', '--queue-url', String(QueueUrl));
    expect(Messages).toMatchObject([{ MessageId, Body: 'hello' }]);
  });

  it('knows the caller and the stack', async () => {
    expect(await ask('sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
    const { Stacks } = await ask('cloudformation', 'describe-stacks', '--stack-name', 'Lensgate-dev-Service');
    const outputs = (Stacks as { Outputs: { OutputKey: string; OutputValue: string }[] }[])[0]!.Outputs;
    expect(outputs).toContainEqual(
      expect.objectContaining({ OutputKey: 'TableName', OutputValue: lensgate.outputs.get('TableName') }),
    );
  });

  it('keeps a secret', async () => {
    await ask('secretsmanager', 'create-secret', '--name', 'door', '--secret-string', 'open sesame');
    const { SecretString } = await ask('secretsmanager', 'get-secret-value', '--secret-id', 'door');
    expect(SecretString).toBe('open sesame');
  });

  it.each([
    [['iot', 'describe-thing', '--thing-name', 'nobody'], /ResourceNotFoundException/],
    [['kinesisvideo', 'describe-signaling-channel', '--channel-name', 'nobody'], /ResourceNotFoundException/],
    [['iot', 'list-jobs'], /NotImplementedException.*does not imitate iot:ListJobs/],
    [['ssm', 'list-documents'], /NotImplementedException.*does not imitate the service ssm/],
    [['sns', 'list-topics'], /NotImplementedException.*does not imitate the service sns/],
  ])('%j fails as on AWS, by name', async (command, words) => {
    const { code, err } = await aws(...command);
    expect(code).not.toBe(0);
    expect(err).toMatch(words);
  });
});
