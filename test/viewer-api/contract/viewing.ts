// Viewer URLs.
import { setCameraStatus } from '../../support/camera-record.ts';
import { sendGood, type OperationScenarios, type Scenario } from './scenario.ts';

const viewerUrl = '/cameras/front-door/viewer-url';

const whileOutOfReach: Scenario = async (world, contestant) => {
  const answers = [];
  try {
    for (const status of ['ROTATING', 'REPLACING', 'REGISTERING']) {
      await setCameraStatus(world.lensgate, 'front-door', status);
      answers.push(await sendGood(world, contestant));
    }
  } finally {
    await setCameraStatus(world.lensgate, 'front-door', 'ACTIVE');
  }
  return answers;
};

export const viewingScenarios = {
  getViewerUrl: {
    request: { path: viewerUrl },
    answers: {
      200: async (world, contestant) => [
        await sendGood(world, contestant),
        await sendGood(world, { ...contestant, request: { path: `${viewerUrl}?ice=false` } }),
        await sendGood(world, { ...contestant, request: { path: `${viewerUrl}?format=go2rtc` } }),
      ],
      503: whileOutOfReach,
    },
  },
  createViewerUrls: { request: { path: '/viewer-urls', body: { cameras: ['front-door', 'nowhere'] } } },
  reportConnectionFailure: { request: { path: '/cameras/front-door/connection-failed' } },
  signChannelUrl: {
    request: { path: '/?channelName=front-door', headers: { cameraName: 'front-door' } },
    answers: { 503: whileOutOfReach },
  },
} satisfies Record<string, OperationScenarios>;
