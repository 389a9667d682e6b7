// Lambda entry of check-certificate-request.
import 'reflect-metadata';
import { checkCertificateRequest, type CheckCertificateRequestInput } from './check-certificate-request.ts';

export const handler = (input: CheckCertificateRequestInput) => checkCertificateRequest(input);
