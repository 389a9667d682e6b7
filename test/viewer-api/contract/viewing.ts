// Viewer URLs.
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { sendGood, type OperationScenarios, type Scenario, type World } from './scenario.ts';

const viewerUrl = '/cameras/front-door/viewer-url';

const setStatus = ({ lensgate }: World, status: string): Promise<unknown> =>
  new DynamoDBClient(lensgate.client).send(
    new UpdateItemCommand({
      TableName: lensgate.outputs.get('TableName'),
      Key: { pk: { S: 'camera#front-door' }, sk: { S: 'camera' } },
      UpdateExpression: 'SET #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': { S: status } },
    }),
  );

const whileOutOfReach: Scenario = async (world, contestant) => {
  const answers = [];
  try {
    for (const status of ['ROTATING', 'REPLACING', 'REGISTERING']) {
      await setStatus(world, status);
      answers.push(await sendGood(world, contestant));
    }
  } finally {
    await setStatus(world, 'ACTIVE');
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
