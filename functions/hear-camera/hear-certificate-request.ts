// The camera asks for a certificate for a new key: a workflow gives it one, or tells it why not.
import { createHash } from 'node:crypto';
import { takeToken, type Limit } from '../shared/token-bucket.ts';
import type { Hear } from './heard.ts';

/** A camera that is refused asks again, later and later; one that is broken, or in bad hands, asks without end. */
const requests: Limit = { kind: 'certificate-requests', capacity: 10, refillSeconds: 3600 };

/** The same request is one execution of RenewCertificate, however often it comes. */
export const hearCertificateRequest: Hear<'certificate-request'> = async ({ camera, message }, dependencies) => {
  const { cameraName, serialNumber, certificateId } = camera;
  const { certificateSigningRequest } = message;
  const refuse = async (error: string, why: string): Promise<string> => {
    await dependencies.tell(cameraName, 'certificate-refused', { error, message: why });
    return error;
  };
  if (!dependencies.renewsCertificates) {
    return refuse(
      'StreamNamedAfterCertificate',
      'The stream of this camera is named after its certificate, which has to stay.',
    );
  }
  if (!(await takeToken(dependencies, requests, cameraName)).taken) {
    return refuse('TooManyRequests', 'This camera has asked for certificates too often. Ask again in some hours.');
  }
  const name = createHash('sha256').update(`${certificateId} ${certificateSigningRequest}`).digest('hex');
  const input = JSON.stringify({ cameraName, serialNumber, certificateId, certificateSigningRequest });
  return (await dependencies.renewals.start(name, input)) ? 'renewal-started' : 'known-already';
};
