// Cameras and viewers with real media, each in its own process: what is native there can't keep jest alive or take it down.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CameraOptions } from '../../camera/camera.ts';
import type { CameraEvent } from '../../camera/progress.ts';

export interface CameraTask {
  readonly cameraName: string;
  readonly aws: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

/** Everything that a camera does, from its identity on. */
export type WholeCameraTask = Omit<CameraOptions, 'onProgress' | 'signal'>;

export type ViewerTask = (SignedViewing | AppViewing) & {
  /** Reports once so many decoded frames have arrived. */
  readonly frames: number;
  /** Goes on: reports whenever so many more have arrived, and what becomes of the connection. */
  readonly keepsReporting?: true;
};

export interface SignedViewing {
  /** A signed viewer URL. */
  readonly url: string;
  readonly channelArn: string;
  readonly clientId: string;
  readonly region: string;
}

/** As an app does it, with the typed client. */
export interface AppViewing {
  readonly apiUrl: string;
  readonly token: string;
  readonly cameraName: string;
}

export type ViewerReport =
  | { readonly type: 'offer-sent' }
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'connection'; readonly state: string }
  | {
      readonly type: 'frames';
      readonly count: number;
      readonly width: number;
      readonly height: number;
      /** Of the pixels of the top row. */
      readonly brightness: readonly number[];
    };

export interface MediaProcess<Report> {
  /** The next report that fits, or an earlier one that nobody waited for. */
  report(wanted: (report: Report) => boolean): Promise<Report>;
  /** Those that nobody has waited for. */
  readonly others: readonly Report[];
  /** Resolves with the exit code (null after a signal). */
  stop(): Promise<number | null>;
  /** As a power cut ends it. */
  kill(): Promise<void>;
}

/** `goLive` of camera/master.ts. */
export function startCameraProcess(task: CameraTask): MediaProcess<CameraEvent> {
  return start('./camera-process.ts', task);
}

/** `startCamera` of camera/camera.ts. */
export function startWholeCameraProcess(task: WholeCameraTask): MediaProcess<CameraEvent> {
  return start('./whole-camera-process.ts', task);
}

/** The npm package's SignalingClient as VIEWER, with libwebrtc behind it. */
export function startViewerProcess(task: ViewerTask): MediaProcess<ViewerReport> {
  return start('./viewer-process.ts', task);
}

function start<Report>(script: string, task: CameraTask | WholeCameraTask | ViewerTask): MediaProcess<Report> {
  const child: ChildProcess = fork(fileURLToPath(new URL(script, import.meta.url)), {
    execArgv: ['--no-warnings', '--import', 'tsx'],
  });
  const reports: Report[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((look) => look());
  child.on('message', (report) => {
    reports.push(report as Report);
    wake();
  });
  child.on('exit', wake);
  child.send(task);
  return {
    others: reports,
    report: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = reports.findIndex(wanted);
          if (found < 0 && child.exitCode === null && child.signalCode === null) return;
          waiting.delete(look);
          if (found >= 0) resolve(reports.splice(found, 1)[0]!);
          else
            reject(
              new Error(`${script} ended (${child.exitCode ?? child.signalCode}) after ${JSON.stringify(reports)}`),
            );
        };
        waiting.add(look);
        look();
      }),
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.disconnect();
      return (await exited)[0];
    },
  };
}
