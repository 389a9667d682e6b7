// How manage-cameras speaks to EventBridge: one entry on our own bus; an entry that was not taken is an error.
import { expect, it } from '@jest/globals';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { CameraOwnershipChanged } from '../../events/index.ts';
import { announceOn } from '../../events/announce-change.ts';
import { fakeClient } from '../functions/fake-client.ts';

const change: CameraOwnershipChanged = {
  change: 'shared',
  userId: 'olivia@example.com',
  cameraName: 'front-door',
  to: 'sam@example.com',
  epoch: 3,
  requestId: 'request-1',
  changedAt: '2026-11-22T08:00:00.000Z',
};

it('puts the change on the bus', async () => {
  const { client, calls } = fakeClient<EventBridgeClient>({ PutEvents: () => ({ FailedEntryCount: 0 }) });
  await announceOn(client, 'cameras')(change);
  expect(calls).toEqual([
    {
      command: 'PutEvents',
      input: {
        Entries: [
          {
            Source: 'lensgate',
            DetailType: 'CameraOwnershipChanged',
            EventBusName: 'cameras',
            Detail: JSON.stringify(change),
          },
        ],
      },
    },
  ]);
});

it('says so when EventBridge answers, and takes nothing', async () => {
  const refused = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'Later.' }] };
  const { client } = fakeClient<EventBridgeClient>({ PutEvents: () => refused });
  await expect(announceOn(client, 'cameras')(change)).rejects.toMatchObject({
    name: 'EventNotTakenError',
    message: expect.stringContaining('InternalFailure: Later.'),
  });
});
