// Temporary credentials per second: each request a TLS handshake of its own with the camera's certificate, as cameras make them.
import { requestCredentials } from '../camera/iot-credentials-request.ts';
import { startBenchCloud } from './cloud.ts';

const requests = 400;
const parallel = 8;

export async function benchCredentials(): Promise<string> {
  const bench = await startBenchCloud();
  try {
    const camera = await bench.makeCamera('front-door');
    await bench.register(camera);
    const roleAlias = bench.outputs.get('CameraRoleAliasName')!;
    const endpoint = new URL(bench.cloud.context.addresses.credentialProviderUrl).host;
    const ask = () =>
      requestCredentials({
        endpoint,
        roleAlias,
        thingName: camera.cameraName,
        identity: camera.identity,
        serverCa: bench.serverCa,
      });
    await ask();
    let left = requests;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        while (left-- > 0) await ask();
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    return `${Math.round(requests / seconds)} credentials per second (${parallel} at a time); AWS's quota is 100 per second and account`;
  } finally {
    await bench.stop();
  }
}
