// Where cameras connect, as AWS IoT tells it for the account and region.
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import { RefusedError } from '../failures.ts';
import type { Target } from '../target.ts';

/** `<host>` on AWS; the local cloud's port may be any, so there it is `<host>:<port>`. */
export async function endpointOf(
  { client }: Pick<Target, 'client'>,
  endpointType: 'iot:Data-ATS' | 'iot:CredentialProvider',
): Promise<string> {
  const { endpointAddress } = await new IoTClient(client).send(new DescribeEndpointCommand({ endpointType }));
  if (endpointAddress === undefined) throw new RefusedError(`AWS IoT gave no endpoint for ${endpointType}.`);
  return endpointAddress;
}
