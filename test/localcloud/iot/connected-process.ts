// A process with AWS IoT and two connected devices, of which one leaves again. Says so, and waits to be killed.
import { connect, connected, idOf, makeDevice } from '../../support/mqtt-device.ts';
import { activate, addDeviceCa, addRule, everything, startIotCloud } from './iot-cloud.ts';

const iot = await startIotCloud({ dataDir: process.argv[2]! });
const ca = await addDeviceCa(iot);
await addRule(iot, "SELECT * FROM '$aws/events/presence/+/+'");
for (const name of ['stays', 'leaves']) {
  const device = await makeDevice(name, ca);
  await connect(iot.cloud.context, device, name);
  await activate(iot, idOf(device.certificate), everything);
  const client = await connected(iot.cloud.context, device, name);
  if (name === 'leaves') await client.endAsync();
}
const events = await iot.waitForMessages(3);
process.stdout.write(`${JSON.stringify(events.map(({ body }) => JSON.parse(body) as unknown))}\n`);
