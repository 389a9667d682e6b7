// Speaks to a camera through TellCamera.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Tell } from './dependencies.ts';

export class CameraNotToldError extends Error {
  override readonly name = 'CameraNotToldError';

  constructor(cameraName: string, functionError: string) {
    super(`TellCamera failed (${functionError}) for ${cameraName}. Its log says why.`);
  }
}

/** Waits until AWS IoT has the message. Rejects with CameraNotToldError, or the SDK's error. */
export const tellThrough =
  (client: Pick<LambdaClient, 'send'>, FunctionName: string): Tell =>
  async (cameraName, tell, message) => {
    const Payload = Buffer.from(JSON.stringify({ cameraName, tell, message }));
    const { FunctionError } = await client.send(new InvokeCommand({ FunctionName, Payload }));
    if (FunctionError !== undefined) throw new CameraNotToldError(cameraName, FunctionError);
  };
