// Items of the camera table as they lie in DynamoDB; a test changes one attribute.
import type { Item } from '../../records/camera-table.ts';

export const certificateId = '3f2a9c5d7e8b1a6f4c0d9e2b7a5f8c1d6e3b0a9f4d7c2e5b8a1f6d3c0e9b7a52';

export const cameraItem = {
  pk: { S: 'camera#front-door' },
  sk: { S: 'camera' },
  cameraName: { S: 'front-door' },
  serialNumber: { S: 'LG-0001' },
  userId: { S: 'olivia@example.com' },
  role: { S: 'OWNER' },
  epoch: { N: '3' },
  certificateId: { S: certificateId },
  channelArn: { S: 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1763798401456' },
  endpoints: {
    M: {
      viewer: { M: { wss: { S: 'wss://v-1.example.com' }, https: { S: 'https://r-2.example.com' } } },
    },
  },
  status: { S: 'ACTIVE' },
} satisfies Item;

export const shareItem = {
  pk: { S: 'camera#front-door' },
  sk: { S: 'share#sam@example.com' },
  cameraName: { S: 'front-door' },
  userId: { S: 'sam@example.com' },
  role: { S: 'VIEWER' },
  epoch: { N: '3' },
  expiresAt: { N: '1800000000' },
} satisfies Item;

export const manifestItem = {
  pk: { S: 'serial#LG-0001' },
  sk: { S: 'manifest' },
  serialNumber: { S: 'LG-0001' },
  cameraName: { S: 'front-door' },
  ownerId: { S: 'olivia@example.com' },
  displayName: { S: 'Front door' },
} satisfies Item;

/** The item without an attribute. */
export function without(item: Item, attribute: string): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== attribute));
}
