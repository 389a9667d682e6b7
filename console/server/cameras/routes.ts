// What the pages ask about cameras.
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import type { DemoCameraAdded, Examination, Fleet, OneCamera } from '../../api/cameras.ts';
import type { ConsoleOptions } from '../console-options.ts';
import type { StoryPage } from '../../api/camera-story.ts';
import { ImpossibleError, type Route } from '../route.ts';
import { isChapter, openCameraStories } from './camera-story.ts';
import type { FleetReader } from './fleet.ts';

export function cameraRoutes(options: ConsoleOptions, fleet: FleetReader): readonly Route[] {
  const iot = new IoTClient(options.client);
  const stories = openCameraStories(options.client, options.historyTableName);
  return [
    { method: 'GET', path: /^\/api\/fleet$/, answer: (): Promise<Fleet> => fleet.read() },
    {
      method: 'GET',
      // Any name: a record that somebody wrote by hand is shown, too.
      path: /^\/api\/cameras\/((?:[\w.!~*'()-]|%[0-9A-F]{2})+)$/,
      answer: async ({ names: [name = ''] }): Promise<OneCamera> => {
        const camera = await fleet.readOne(decoded(name));
        return camera ? { camera } : {};
      },
    },
    {
      method: 'POST',
      path: /^\/api\/cameras\/([\w-]+)\/examine$/,
      answer: async ({ names: [name = ''] }): Promise<Examination> => ({ findings: await options.examineCamera(name) }),
    },
    {
      method: 'GET',
      path: /^\/api\/cameras\/([\w-]+)\/story\/([a-z]+)(?:\/(before|since)\/([\w-]+))?$/,
      answer: async ({ names: [name = '', chapter = '', part, place] }): Promise<StoryPage> => {
        if (!isChapter(chapter)) throw new ImpossibleError(`There is no chapter ${chapter} in a camera's story.`);
        return stories.read(name, chapter, part === undefined ? {} : { [part]: place });
      },
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

/** As it is where it is no UTF-8: then it is nobody's name. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
