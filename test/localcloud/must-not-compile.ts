// What AWS's models forbid to an operation of the local cloud, each line with an error that tsc must find: without it, "npm run check:types" fails.
import { awsApi, type Operations } from '../../localcloud/core/operation.ts';
import type { IotHandlers } from '../../localcloud/services/iot/handlers.ts';
import type { iotPermissions } from '../../localcloud/services/iot/permissions.ts';

const permissions = () => [];

export const apis = [
  // @ts-expect-error: there is no such API
  awsApi('ec2', {}),
  // @ts-expect-error: STS has no such operation
  awsApi('sts', { WhoAmI: { permissions, handle: async () => ({}) } }),
  // @ts-expect-error: the output's Account is a text
  awsApi('sts', { GetCallerIdentity: { permissions, handle: async () => ({ Account: 0 }) } }),
  // @ts-expect-error: nobody says which permissions it needs
  awsApi('sts', { GetCallerIdentity: { handle: async () => ({}) } }),
];

type InputOfAssumeRole = Parameters<NonNullable<Operations<'sts'>['AssumeRole']>['handle']>[0];
// @ts-expect-error: the input has no such member
export type RoleName = InputOfAssumeRole['RoleName'];

declare const queues: Operations<'sqs'>;
// @ts-expect-error: another API's operations
export const mixed = awsApi('sts', queues);

export const handlers: IotHandlers = {
  DescribeThing: async ({ thingName }) => ({ thingName }),
  // @ts-expect-error: permissions.ts says nothing about it
  ListThingGroups: async () => ({}),
};

// @ts-expect-error: AWS IoT has no such operation
export const unknown: keyof typeof iotPermissions = 'CreateCamera';
