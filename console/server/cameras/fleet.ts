// The fleet for the console: one scan of the camera table serves everybody for a while.
import type { Table } from '../../../records/camera-table.ts';
import { readCameraRow, readFleet } from '../../../records/fleet.ts';
import type { CameraRow, Fleet } from '../../api/cameras.ts';
import type { Subject } from '../executions/known-executions.ts';

export interface FleetReader {
  read(): Promise<Fleet>;
  /** One camera as it is now; as the last scan has it while it isn't registered. Undefined when there is none. */
  readOne(cameraName: string): Promise<CameraRow | undefined>;
  /** By the last scan; undefined when that doesn't know the certificate. */
  readonly subjectOf: (certificateId: string) => Subject | undefined;
}

const shortestFreshMs = 5000;
// A scan is paid by the table's size, and so is the time it takes: at most a twentieth of the time goes into scanning.
const freshPerScanTime = 20;

export function openFleet(table: Table, now: () => number): FleetReader {
  let last: Fleet | undefined;
  let reading: Promise<Fleet> | undefined;
  let subjects = new Map<string, Subject>();

  const scan = async (): Promise<Fleet> => {
    const startedAt = now();
    const cameras = await readFleet(table);
    const readAt = now();
    last = { cameras, readAt, freshForMs: Math.max(shortestFreshMs, freshPerScanTime * (readAt - startedAt)) };
    subjects = new Map(
      cameras.flatMap(({ certificateId, cameraName, serialNumber }) =>
        certificateId === undefined ? [] : [[certificateId, { cameraName, serialNumber }]],
      ),
    );
    return last;
  };
  const read = async (): Promise<Fleet> => {
    if (last && now() - last.readAt < last.freshForMs) return last;
    return (reading ??= scan().finally(() => (reading = undefined)));
  };
  return {
    read,
    async readOne(cameraName) {
      const registered = await readCameraRow(table, cameraName);
      return registered ?? (await read()).cameras.find((camera) => camera.cameraName === cameraName);
    },
    subjectOf: (certificateId) => subjects.get(certificateId),
  };
}
