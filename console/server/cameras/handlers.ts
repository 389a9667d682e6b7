// What the pages ask about cameras.
import { DescribeCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import type { ConsoleOptions } from '../console-options.ts';
import type { Handlers } from '../handlers.ts';
import { ImpossibleError } from '../impossible-error.ts';
import { cameraActionHandlers } from './camera-actions.ts';
import { isChapter, openCameraStories } from './camera-story.ts';
import type { FleetReader } from './fleet.ts';

export function cameraHandlers(options: ConsoleOptions, fleet: FleetReader) {
  const iot = new IoTClient(options.client);
  const stories = openCameraStories(options.client, options.historyTableName);
  return {
    ...cameraActionHandlers(options.cameraActions),
    getFleet: () => fleet.read(),
    getCamera: async ({ path: { recordedName } }) => {
      const camera = await fleet.readOne(recordedName);
      return camera ? { camera } : {};
    },
    examineCamera: async ({ path: { cameraName } }) => ({ findings: await options.examineCamera(cameraName) }),
    getStory: async ({ path: { cameraName, chapter }, query }) => {
      if (!isChapter(chapter)) throw new ImpossibleError(`There is no chapter ${chapter} in a camera's story.`);
      return stories.read(cameraName, chapter, query);
    },
    getCertificate: async ({ path: { certificateId } }) => {
      const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
      const { status, validity } = certificateDescription ?? {};
      return { status, notBefore: validity?.notBefore?.getTime(), notAfter: validity?.notAfter?.getTime() };
    },
    addDemoCamera: ({ body: { pairingToken } }) => {
      if (pairingToken !== undefined && typeof pairingToken !== 'string')
        throw new ImpossibleError('A pairing token is a text.');
      if (options.addDemoCamera) return options.addDemoCamera(pairingToken);
      throw new ImpossibleError('Demo cameras are for the local system: npm start.');
    },
  } satisfies Partial<Handlers>;
}
