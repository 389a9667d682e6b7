// A registration that fails in the deployed system is undone by an execution of RetireCamera, and the admin sees each of its steps.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateThingCommand, DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import { DescribeSignalingChannelCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { readCause } from '../../executions/cause.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { keepKnocking, makeCamera, type TestCamera } from '../support/camera.ts';
import { commandsAgainst, stopCommands } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let camera: TestCamera;
let giveUp: () => void;
const executionOf = async (machine: string, name: string) => {
  const stateMachineArn = lensgate.outputs.get(machine)!;
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return new SFNClient(lensgate.client).send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined);
};

beforeAll(async () => {
  lensgate = await startLensgate();
  // Somebody else's thing has the name: the channel is made beside it, and must go again.
  const iot = new IoTClient(lensgate.client);
  await iot.send(
    new CreateThingCommand({ thingName: 'front-door', attributePayload: { attributes: { serialNumber: 'OTHER' } } }),
  );
  const manifest = openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
  await manifest.add({ serialNumber: 'SN-1', cameraName: 'front-door' });
  camera = await makeCamera('SN-1');
  giveUp = keepKnocking(lensgate, 'front-door', camera);
  await until(async () => (await executionOf('StateMachineArn', camera.certificateId))?.status === 'FAILED');
});
afterAll(async () => {
  giveUp();
  await stopCommands();
  await lensgate.stop();
});

describe('a registration that failed', () => {
  it('ends as failed once it is undone, and says that nothing is left', async () => {
    const { error, cause } = (await executionOf('StateMachineArn', camera.certificateId))!;
    expect(error).toBe('ForeignThing');
    expect(readCause(cause)).toMatchObject({
      cameraName: 'front-door',
      serialNumber: 'SN-1',
      message: expect.stringContaining('Nothing of it is left behind.'),
    });
    const undo = await executionOf('RetirementStateMachineArn', `${camera.certificateId}-undo`);
    expect(undo?.status).toBe('SUCCEEDED');
    expect(JSON.parse(undo!.output!)).toEqual({ leftBehind: [] });
  });

  it('has left no channel, and its certificate pending', async () => {
    await until(async () =>
      new KinesisVideoClient(lensgate.client)
        .send(new DescribeSignalingChannelCommand({ ChannelName: 'front-door' }))
        .then(
          () => false,
          (reason: Error) => reason.name === 'ResourceNotFoundException',
        ),
    );
    const { certificateDescription } = await new IoTClient(lensgate.client).send(
      new DescribeCertificateCommand({ certificateId: camera.certificateId }),
    );
    expect(certificateDescription!.status).toBe('PENDING_ACTIVATION');
  });

  it('shows the steps that undid it below its own', async () => {
    const { out } = await commandsAgainst(lensgate).run('executions', 'show', camera.certificateId);
    const [own, undone] = out.split(
      new RegExp(`^UndoRegistration ran \\S*RetireCamera\\S*, execution ${camera.certificateId}-undo:$`, 'm'),
    );
    expect(own).toMatch(/^UndoRegistration +Task +1 /m);
    expect(own).not.toMatch(/^DeleteSignalingChannel /m);
    for (const step of [
      'MarkRetiring',
      'DetachThingPrincipal',
      'DeleteSignalingChannel',
      'FindThing',
      'DeleteRecord',
    ]) {
      expect(undone).toMatch(new RegExp(`^${step} +Task +1 `, 'm'));
    }
    expect(undone).not.toMatch(/^DeleteThing /m);
  });
});
