// A camera's master in a process of its own. Started by media-processes.ts; tells its progress by messages.
import { goLive } from '../../camera/master.ts';
import type { CameraTask } from './media-processes.ts';

process.once('message', (task) => {
  const { cameraName, aws } = task as CameraTask;
  const off = new AbortController();
  process.once('disconnect', () => off.abort());
  void goLive({
    cameraName,
    aws,
    signal: off.signal,
    onProgress: (event) => process.connected && process.send!(event),
  }).then(() => process.exit());
});
