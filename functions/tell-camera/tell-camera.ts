// Speaks to a camera over its MQTT connection, or ends that connection. Whether Step Functions itself reaches the data plane of AWS IoT is UNCONFIRMED.
import { DeleteConnectionCommand, PublishCommand, type IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { messagesToCamera, toCameraTopic, type MessageToCamera, type ToCamera } from '../../events/camera-topics.ts';
import { isCameraName } from '../../records/camera-name.ts';
import type { Log } from '../shared/log.ts';

export interface TellCameraDependencies {
  readonly iotData: Pick<IoTDataPlaneClient, 'send'>;
  readonly log: Log;
}

export type TellCameraInput =
  | { readonly cameraName: string; readonly tell: 'disconnect' }
  | {
      [Kind in ToCamera]: { readonly cameraName: string; readonly tell: Kind; readonly message: MessageToCamera<Kind> };
    }[ToCamera];

export class InvalidTellCameraInputError extends Error {
  override readonly name = 'InvalidTellCameraInputError';

  constructor(field: string, rule: string) {
    super(`${field} ${rule}. No camera was told anything.`);
  }
}

export interface Told {
  /** `not-connected`: there was no connection to end. `published`: AWS IoT took it; whether the camera got it, nobody says. */
  readonly outcome: 'disconnected' | 'not-connected' | 'published';
}

/**
 * What is told stays out of the log: it may hold a certificate.
 * @throws InvalidTellCameraInputError, InvalidEventError, or the SDK's error
 */
export async function tellCamera(input: unknown, { iotData, log }: TellCameraDependencies): Promise<Told> {
  const { cameraName, ...told } = readInput(input);
  const outcome = told.tell === 'disconnect' ? await disconnect() : await publish(told.tell, told.message);
  log.info('camera told', { cameraName, tell: told.tell, outcome });
  return { outcome };

  /** With its session, so that nothing that waits there reaches who connects under this name next. */
  async function disconnect(): Promise<Told['outcome']> {
    try {
      await iotData.send(new DeleteConnectionCommand({ clientId: cameraName, cleanSession: true }));
      return 'disconnected';
    } catch (error) {
      // [DeleteConnection: ResourceNotFoundException when the client isn't connected]
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return 'not-connected';
      throw error;
    }
  }

  /** QoS 1: a camera with a persistent session gets it when it is back. */
  async function publish(kind: ToCamera, message: object): Promise<Told['outcome']> {
    const payload = Buffer.from(JSON.stringify(message));
    await iotData.send(new PublishCommand({ topic: toCameraTopic(cameraName, kind), qos: 1, payload }));
    return 'published';
  }
}

function readInput(input: unknown): TellCameraInput {
  const { cameraName, tell, message } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof cameraName !== 'string' || !isCameraName(cameraName)) {
    throw new InvalidTellCameraInputError('cameraName', 'must be 1 to 128 characters of a-z A-Z 0-9 _ -');
  }
  if (tell === 'disconnect') return { cameraName, tell };
  if (typeof tell !== 'string' || !Object.hasOwn(messagesToCamera, tell)) {
    const kinds = Object.keys(messagesToCamera).join(', ');
    throw new InvalidTellCameraInputError('tell', `must be one of disconnect, ${kinds}`);
  }
  const kind = tell as ToCamera;
  return { cameraName, tell: kind, message: messagesToCamera[kind](message) } as TellCameraInput;
}
