// Items of the camera table as they lie in DynamoDB; a test changes one attribute.
import type { Item } from '../../records/camera-table.ts';

export const certificateId = '3f2a9c5d7e8b1a6f4c0d9e2b7a5f8c1d6e3b0a9f4d7c2e5b8a1f6d3c0e9b7a52';

export const cameraItem = {
  pk: 'camera#front-door',
  sk: 'camera',
  cameraName: 'front-door',
  serialNumber: 'LG-0001',
  userId: 'olivia@example.com',
  role: 'OWNER',
  epoch: 3,
  certificateId,
  channelArn: 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1763798401456',
  endpoints: {
    viewer: { wss: 'wss://v-1.example.com', https: 'https://r-2.example.com' },
  },
  status: 'ACTIVE',
} satisfies Item;

export const shareItem = {
  pk: 'camera#front-door',
  sk: 'share#sam@example.com',
  cameraName: 'front-door',
  userId: 'sam@example.com',
  role: 'VIEWER',
  epoch: 3,
  expiresAt: 1800000000,
} satisfies Item;

export const manifestItem = {
  pk: 'serial#LG-0001',
  sk: 'manifest',
  serialNumber: 'LG-0001',
  cameraName: 'front-door',
  ownerId: 'olivia@example.com',
  displayName: 'Front door',
} satisfies Item;

/** The item without an attribute. */
export function without(item: Item, attribute: string): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== attribute));
}
