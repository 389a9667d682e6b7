// Runs retire-camera in the test's world, to its end, in no time.
import { definitionText, parseDefinition } from '../../../statemachines/read-definition.ts';
import { runDefinition, type Ran } from '../run-definition.ts';
import type { Answers } from '../scripted-answers.ts';
import {
  eventBusName,
  policyName,
  roleArns,
  stage,
  tableName,
  tellCameraArn,
  type World,
} from '../provision-camera/world.ts';
import type { RetiringCamera } from './retiring-camera.ts';

export interface Request {
  readonly certificate?: 'ban' | 'rearm';
  readonly recordings?: 'keep' | 'delete';
  readonly manifest?: 'keep' | 'remove';
  readonly epoch?: string;
  /** Undoes this execution of ProvisionCamera instead. */
  readonly registration?: string;
  readonly activationTried?: boolean;
}

export interface Run extends Request {
  readonly media?: 'webrtc' | 'stream' | 'both';
  readonly answers?: Answers | undefined;
  readonly abortBeforeCall?: number | undefined;
  readonly definition?: string;
}

let runs = 0;

export function runRetireCamera(world: World, camera: RetiringCamera, run: Run = {}): Promise<Ran> {
  const { media = 'webrtc', answers, abortBeforeCall, definition = definitionText('retire-camera'), ...request } = run;
  const values: Readonly<Record<string, string>> = {
    Stage: stage,
    TellCameraFunctionArn: tellCameraArn,
    CameraTableName: tableName,
    EventBusName: eventBusName,
    CameraPolicyName: policyName,
    Media: media,
    StreamName: 'thing',
  };
  const { epoch = camera.epoch, registration, activationTried, ...asked } = request;
  const { cameraName, serialNumber, certificateId } = camera;
  return runDefinition(world, {
    definition: JSON.stringify(parseDefinition(definition)).replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (values[name] === undefined) throw new Error(`The definition has a placeholder that nobody fills: ${name}`);
      return values[name];
    }),
    stateMachineName: 'RetireCamera',
    executionName: `retire-${runs++}`,
    roleArn: media === 'webrtc' ? roleArns.retireCamera : roleArns.retireCameraWithStreams,
    input: {
      cameraName,
      serialNumber,
      certificateId,
      epoch,
      ...(registration === undefined
        ? {
            certificate: 'ban',
            recordings: 'keep',
            manifest: 'keep',
            requestedBy: 'grace@example.com',
            reason: 'Stolen.',
            ...asked,
          }
        : { registration, activationTried: activationTried ?? false }),
    },
    ...(answers && { answers }),
    ...(abortBeforeCall !== undefined && { abortBeforeCall }),
  });
}
