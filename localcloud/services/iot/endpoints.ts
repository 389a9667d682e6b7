// DescribeEndpoint: where devices connect.
import { addressesFor, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { invalidRequest } from './members.ts';

export function endpointHandlers(cloud: CloudContext): IotHandlers {
  return {
    /** `endpointAddress` is `host:port`: AWS gives a host alone, but there the port is a promise and here it may be taken. */
    async DescribeEndpoint({ endpointType = 'iot:Data-ATS' }, call) {
      switch (endpointType) {
        case 'iot:Data':
        case 'iot:Data-ATS':
          return { endpointAddress: new URL(cloud.addresses.mqttUrl).host };
        case 'iot:CredentialProvider':
          return { endpointAddress: new URL(addressesFor(call, cloud.addresses).credentialProviderUrl).host };
        default:
          throw invalidRequest(
            `${endpointType}: the local cloud has the endpoints iot:Data-ATS and iot:CredentialProvider only`,
          );
      }
    },
  };
}
