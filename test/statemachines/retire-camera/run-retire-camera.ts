// Runs retire-camera in the test's world, to its end, in no time.
import { readDefinition } from '../../../statemachines/read-definition.ts';
import type { Json } from '../../../localcloud/services/stepfunctions/interpreter/json.ts';
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

const definitionInGit = JSON.stringify(readDefinition('retire-camera'));

export interface Request {
  readonly certificate?: 'ban' | 'rearm';
  readonly recordings?: 'keep' | 'delete';
  readonly manifest?: 'keep' | 'remove';
  readonly epoch?: string;
  /** Takes its place. */
  readonly successor?: { readonly serialNumber: string; readonly certificateId: string };
  /** Undoes this execution of ProvisionCamera instead. */
  readonly registration?: string;
  readonly activationTried?: boolean;
}

export interface Run extends Request {
  readonly media?: 'webrtc' | 'stream' | 'both' | undefined;
  readonly answers?: Answers | undefined;
  readonly abortBeforeCall?: number | undefined;
  readonly definition?: string | undefined;
}

/** Leaves nothing. */
export const everything = { media: 'both', certificate: 'rearm', recordings: 'delete', manifest: 'keep' } as const;

/** For other hardware, and nothing of the device is left. */
export const successor = { serialNumber: 'SUCCESSOR-1', certificateId: '5'.repeat(64) };
export const replacement = {
  media: 'both',
  certificate: 'ban',
  recordings: 'delete',
  manifest: 'remove',
  successor,
} as const;

let runs = 0;

/** One execution, whatever asked for it. */
export function runRetirement(
  world: World,
  {
    media = 'webrtc',
    streamName = 'thing',
    answers,
    abortBeforeCall,
    definition = definitionInGit,
    executionName,
    input,
  }: Pick<Run, 'media' | 'answers' | 'abortBeforeCall'> & {
    readonly streamName?: string | undefined;
    readonly definition?: string | undefined;
    readonly executionName: string;
    readonly input: Json;
  },
): Promise<Ran> {
  const values: Readonly<Record<string, string>> = {
    Stage: stage,
    TellCameraFunctionArn: tellCameraArn,
    CameraTableName: tableName,
    EventBusName: eventBusName,
    CameraPolicyName: policyName,
    Media: media,
    StreamName: streamName,
  };
  return runDefinition(world, {
    definition: definition.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      if (values[name] === undefined) throw new Error(`The definition has a placeholder that nobody fills: ${name}`);
      return values[name];
    }),
    stateMachineName: 'RetireCamera',
    executionName,
    roleArn: media === 'webrtc' ? roleArns.retireCamera : roleArns.retireCameraWithStreams,
    input,
    ...(answers && { answers }),
    ...(abortBeforeCall !== undefined && { abortBeforeCall }),
  });
}

export function runRetireCamera(world: World, camera: RetiringCamera, run: Run = {}): Promise<Ran> {
  const { media, answers, abortBeforeCall, definition, ...request } = run;
  const { epoch = camera.epoch, registration, activationTried, ...asked } = request;
  const { cameraName, serialNumber, certificateId } = camera;
  return runRetirement(world, {
    media,
    answers,
    abortBeforeCall,
    definition,
    executionName: `retire-${runs++}`,
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
  });
}
