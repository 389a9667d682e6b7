// Lambda entry of tell-camera.
import { Logger } from '@aws-lambda-powertools/logger';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { clientSettings } from '../shared/client-settings.ts';
import { tellCamera } from './tell-camera.ts';

const dependencies = {
  iotData: new IoTDataPlaneClient(clientSettings),
  log: new Logger({ serviceName: 'tell-camera' }),
};

export const handler = (input: unknown) => tellCamera(input, dependencies);
