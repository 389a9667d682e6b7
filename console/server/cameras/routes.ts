// What the pages ask about cameras.
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import type { DemoCameraAdded, Examination, Fleet } from '../../api/cameras.ts';
import type { ConsoleOptions } from '../console-options.ts';
import { ImpossibleError, type Route } from '../route.ts';
import type { FleetReader } from './fleet.ts';

export function cameraRoutes(options: ConsoleOptions, fleet: FleetReader): readonly Route[] {
  const iot = new IoTClient(options.client);
  return [
    { method: 'GET', path: /^\/api\/fleet$/, answer: (): Promise<Fleet> => fleet.read() },
    {
      method: 'POST',
      path: /^\/api\/cameras\/([\w-]+)\/examine$/,
      answer: async ({ names: [name = ''] }): Promise<Examination> => ({ findings: await options.examineCamera(name) }),
    },
    {
      method: 'GET',
      path: /^\/api\/certificates\/([0-9a-f]{64})$/,
      answer: async ({ names: [certificateId] }) => {
        const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
        const { status, validity } = certificateDescription ?? {};
        return { status, notBefore: validity?.notBefore?.getTime(), notAfter: validity?.notAfter?.getTime() };
      },
    },
    {
      method: 'POST',
      path: /^\/api\/demo-cameras$/,
      answer: async (): Promise<DemoCameraAdded> => {
        if (options.addDemoCamera) return options.addDemoCamera();
        throw new ImpossibleError('Demo cameras are for the local system: npm start.');
      },
    },
  ];
}
