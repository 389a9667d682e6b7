// A whole camera in a process of its own. Started by media-processes.ts; tells its progress by messages.
import { startCamera } from '../../camera/camera.ts';
import type { WholeCameraTask } from './media-processes.ts';

process.once('message', (task) => {
  const off = new AbortController();
  process.once('disconnect', () => off.abort());
  void startCamera({
    ...(task as WholeCameraTask),
    signal: off.signal,
    onProgress: (event) => process.connected && process.send!(event),
  }).then(() => process.exit());
});
