// The camera's side of a history: it comes, speaks, and gets its credentials.
import { connectCamera, makeCamera, type TestCamera } from '../../../support/camera.ts';
import { credentialsOf } from '../../../support/camera-credentials.ts';
import { connected } from '../../../support/mqtt-device.ts';
import { toCloudTopic, type ToCloud } from '../../../../events/camera-topics.ts';
import { cameraName, type Living, type User } from '../model.ts';
import type { System } from '../system.ts';

/** It connects until it is let in; whoever owns it then, it has a life. */
export async function comesToLife(system: System, camera: TestCamera, owner: User | undefined): Promise<Living> {
  await connectCamera(system.lensgate, cameraName, camera);
  await system.settle();
  const credentials = await credentialsOf(system.lensgate, camera.identity, { thingName: cameraName });
  const rest = {
    guests: new Set<User>(),
    offeredTo: undefined,
    claimCode: undefined,
    label: undefined,
    factoryMade: camera,
  };
  return { camera, credentials, owner, ...rest };
}

/** It comes in the place of the one that lives, whose owner and guests stay. */
export async function takesPlace(system: System, living: Living, serialNumber: string): Promise<Living> {
  const { camera, credentials } = await comesToLife(system, await makeCamera(serialNumber), living.owner);
  return { ...living, camera, credentials, factoryMade: camera };
}

/** Over its own connection, once. What comes of it is under way. */
export async function publishes(system: System, { camera }: Living, kind: ToCloud, message: object): Promise<void> {
  const client = await connected(system.lensgate.cloud.context, camera.identity, cameraName);
  await client.publishAsync(toCloudTopic(cameraName, kind), JSON.stringify(message), { qos: 1 });
  await client.endAsync();
}

export async function says(system: System, ...spoken: [Living, ToCloud, object]): Promise<void> {
  await publishes(system, ...spoken);
  await system.settle();
}
