// What is told to a camera, and what AWS IoT is asked for then.
import { IoTDataPlaneServiceException } from '@aws-sdk/client-iot-data-plane';
import { describe, expect, it } from '@jest/globals';
import { tellCamera } from '../../functions/tell-camera/tell-camera.ts';
import endSessions from '../../events/end-sessions.sample.json' with { type: 'json' };
import delivery from '../../events/certificate-delivery.sample.json' with { type: 'json' };
import { recordedLog } from './recorded-log.ts';

interface Sent {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

function fakeIot(answer: () => unknown = () => ({})) {
  const sent: Sent[] = [];
  const send = (command: { input: object; constructor: { name: string } }) => {
    sent.push({ name: command.constructor.name, input: command.input as Sent['input'] });
    return Promise.resolve().then(answer);
  };
  return { sent, iotData: { send } as never };
}

const failing = (name: string, status: number) => () => {
  throw new IoTDataPlaneServiceException({
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: status },
    message: 'as AWS IoT says it',
  });
};

describe('a message', () => {
  it('is published on the topic of its kind, once its contract is kept', async () => {
    const { sent, iotData } = fakeIot();
    const told = await tellCamera(
      { cameraName: 'front-door', tell: 'end-sessions', message: endSessions },
      { iotData, log: recordedLog() },
    );
    expect(told).toEqual({ outcome: 'published' });
    expect(sent).toEqual([
      {
        name: 'PublishCommand',
        input: {
          topic: 'lensgate/front-door/to-camera/end-sessions',
          qos: 1,
          payload: Buffer.from(JSON.stringify(endSessions)),
        },
      },
    ]);
  });

  it('stays out of the log', async () => {
    const log = recordedLog();
    const message = { cameraName: 'front-door', tell: 'certificate', message: delivery };
    await tellCamera(message, { iotData: fakeIot().iotData, log });
    expect(JSON.stringify(log.lines)).not.toContain('CERTIFICATE');
    expect(log.lines).toHaveLength(1);
  });

  it.each([
    ['a name that no camera has', { cameraName: 'a/b', tell: 'disconnect' }, 'cameraName must be'],
    ['a kind that nobody knows', { cameraName: 'front-door', tell: 'explode' }, 'tell must be one of disconnect, end-'],
    ['an inherited word', { cameraName: 'front-door', tell: 'toString' }, 'tell must be one of'],
    ['another payload', { cameraName: 'front-door', tell: 'end-sessions', message: {} }, 'requestedAt'],
    ['nothing', undefined, 'cameraName must be'],
  ])('with %s is refused, and nothing is sent', async (_, input, says) => {
    const { sent, iotData } = fakeIot();
    await expect(tellCamera(input, { iotData, log: recordedLog() })).rejects.toThrow(says);
    expect(sent).toEqual([]);
  });
});

describe('the end of a connection', () => {
  it('takes the session with it', async () => {
    const { sent, iotData } = fakeIot();
    const told = await tellCamera({ cameraName: 'front-door', tell: 'disconnect' }, { iotData, log: recordedLog() });
    expect(told).toEqual({ outcome: 'disconnected' });
    expect(sent).toEqual([{ name: 'DeleteConnectionCommand', input: { clientId: 'front-door', cleanSession: true } }]);
  });

  it('is nothing to do for a camera that is not connected', async () => {
    const { iotData } = fakeIot(failing('ResourceNotFoundException', 404));
    const told = tellCamera({ cameraName: 'front-door', tell: 'disconnect' }, { iotData, log: recordedLog() });
    await expect(told).resolves.toEqual({ outcome: 'not-connected' });
  });

  it('fails as AWS IoT fails', async () => {
    const { iotData } = fakeIot(failing('ForbiddenException', 403));
    const told = tellCamera({ cameraName: 'front-door', tell: 'disconnect' }, { iotData, log: recordedLog() });
    await expect(told).rejects.toMatchObject({ name: 'ForbiddenException' });
  });
});
