// Runs renew-certificate in the test's world, to its end, in no time; the camera connects with what it is given, or doesn't.
import { readDefinition } from '../../../statemachines/read-definition.ts';
import {
  checkCertificateRequestArn,
  eventBusName,
  policyName,
  roleArns,
  tableName,
  tellCameraArn,
  type World,
} from '../provision-camera/world.ts';
import { runDefinition, type Execution, type Ran } from '../run-definition.ts';
import { connectWith, issuedFor, type RenewingCamera } from './renewing-camera.ts';

const definitionInGit = JSON.stringify(readDefinition('renew-certificate'));

export interface Run extends Partial<Pick<Execution, 'answers' | 'abortBeforeCall' | 'meanwhile'>> {
  /** As a case says it. By default it connects as soon as it has been told. */
  readonly hears?: number | undefined;
  /** Only finishes what was begun. */
  readonly resumes?: boolean | undefined;
  readonly media?: 'webrtc' | 'both' | undefined;
  /** In place of that of statemachines/. */
  readonly definition?: string | undefined;
}

let runs = 0;

export async function runRenewCertificate(world: World, camera: RenewingCamera, run: Run = {}): Promise<Ran> {
  const { hears = 1, resumes = false, media = 'both', definition = definitionInGit } = run;
  const { cameraName, serialNumber, certificateId, certificateSigningRequest } = camera;
  const values: Readonly<Record<string, string>> = {
    CheckCertificateRequestFunctionArn: checkCertificateRequestArn,
    TellCameraFunctionArn: tellCameraArn,
    CameraTableName: tableName,
    CameraPolicyName: policyName,
    EventBusName: eventBusName,
    Media: media,
  };
  let told = 0;
  const leave = world.context.aws.intercept(async ({ operation, input }, proceed) => {
    const answer = await proceed();
    if (operation === 'CreateCertificateFromCsr') {
      issuedFor.set((answer as { certificateId: string }).certificateId, cameraName);
    }
    if (operation === 'Invoke') {
      const { Payload } = input as { Payload: Uint8Array };
      const { tell, message } = JSON.parse(Buffer.from(Payload).toString()) as {
        tell?: string;
        message: { certificateId: string };
      };
      if (tell === 'certificate' && ++told === hears) await connectWith(world, cameraName, message.certificateId);
    }
    return answer;
  });
  try {
    return await runDefinition(world, {
      definition: definition.replace(/\$\{(\w+)\}/g, (_, name: string) => {
        if (values[name] === undefined) throw new Error(`The definition has a placeholder that nobody fills: ${name}`);
        return values[name];
      }),
      stateMachineName: 'RenewCertificate',
      executionName: `renewal-${runs++}`,
      roleArn: roleArns.renewCertificate,
      input: resumes ? { cameraName } : { cameraName, serialNumber, certificateId, certificateSigningRequest },
      answers: run.answers,
      abortBeforeCall: run.abortBeforeCall,
      meanwhile: run.meanwhile,
    });
  } finally {
    leave();
  }
}
