// Settings of manage-cameras.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface ManageCamerasEnvironment {
  readonly TABLE_NAME: string;
  readonly ROTATION_STATE_MACHINE_ARN: string;
  /** Where changes of owners and shares are announced. */
  readonly EVENT_BUS_NAME: string;
}

export interface ManageCamerasSettings {
  readonly tableName: string;
  readonly rotationStateMachineArn: string;
  readonly eventBusName: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): ManageCamerasSettings {
  const names = ['TABLE_NAME', 'ROTATION_STATE_MACHINE_ARN', 'EVENT_BUS_NAME'] as const;
  const { TABLE_NAME, ROTATION_STATE_MACHINE_ARN, EVENT_BUS_NAME } = readEnvironment(environment, names);
  return Object.freeze({
    tableName: TABLE_NAME,
    rotationStateMachineArn: ROTATION_STATE_MACHINE_ARN,
    eventBusName: EVENT_BUS_NAME,
  });
}
