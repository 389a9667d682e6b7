// What the pages ask for, as one table. Each answer is JSON.
import { DescribeCertificateCommand, type IoTClient } from '@aws-sdk/client-iot';
import type { About, DemoCameraAdded, Examination, ExecutionDetail, Fleet, Retried, ViewerUrl } from '../api.ts';
import type { ConsoleOptions } from './console-options.ts';
import type { ExecutionDetails } from './execution-details.ts';
import type { ExecutionsSource } from './executions-source.ts';
import type { FleetReader } from './fleet.ts';

/** What a person did or asked for can't be; the message says why. */
export class ImpossibleError extends Error {
  override readonly name = 'ImpossibleError';
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** One group at most: a name. */
  readonly path: RegExp;
  answer(name: string): Promise<unknown>;
}

export interface Rooms {
  readonly options: ConsoleOptions;
  readonly source: ExecutionsSource;
  readonly details: ExecutionDetails;
  readonly fleet: FleetReader;
  readonly iot: IoTClient;
}

export function consoleRoutes({ options, source, details, fleet, iot }: Rooms): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/api\/about$/,
      answer: async (): Promise<About> => ({
        where: options.local ? 'this machine' : `AWS, ${options.client.region}`,
        stateMachineArn: options.stateMachineArn,
        canAddDemoCamera: options.addDemoCamera !== undefined,
        canWatch: options.viewerForOwner !== undefined,
      }),
    },
    { method: 'GET', path: /^\/api\/fleet$/, answer: (): Promise<Fleet> => fleet.read() },
    {
      method: 'GET',
      path: /^\/api\/executions\/([\w-]+)$/,
      answer: (name): Promise<ExecutionDetail> => details.read(name),
    },
    {
      method: 'POST',
      path: /^\/api\/executions\/([\w-]+)\/stop$/,
      answer: async (name) => {
        await source.stop(name);
        return {};
      },
    },
    {
      method: 'POST',
      path: /^\/api\/executions\/([\w-]+)\/retry$/,
      answer: async (name): Promise<Retried> => ({ executionName: await options.retryRegistration(name) }),
    },
    {
      method: 'POST',
      path: /^\/api\/cameras\/([\w-]+)\/examine$/,
      answer: async (name): Promise<Examination> => ({ findings: await options.examineCamera(name) }),
    },
    {
      method: 'GET',
      path: /^\/api\/certificates\/([0-9a-f]{64})$/,
      answer: async (certificateId) => {
        const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
        const { status, validity } = certificateDescription ?? {};
        return { status, notBefore: validity?.notBefore?.getTime(), notAfter: validity?.notAfter?.getTime() };
      },
    },
    {
      method: 'POST',
      path: /^\/api\/cameras\/([\w-]+)\/viewer-url$/,
      answer: async (name): Promise<ViewerUrl> => {
        const owner = (await fleet.read()).cameras.find(({ cameraName }) => cameraName === name)?.owner;
        if (!options.viewerForOwner)
          throw new ImpossibleError('Watching from here is for the local system: npm start.');
        if (owner === undefined) throw new ImpossibleError(`${name} has no owner, so there is nobody to watch it as.`);
        return options.viewerForOwner(name, owner);
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
