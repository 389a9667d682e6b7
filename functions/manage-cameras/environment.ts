// Settings of manage-cameras.
import type { Claiming } from '../../api/claiming.ts';
import { readClaiming } from '../shared/claiming.ts';
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface ManageCamerasEnvironment {
  readonly TABLE_NAME: string;
  readonly ROTATION_STATE_MACHINE_ARN: string;
  /** Where changes of owners and shares are announced. */
  readonly EVENT_BUS_NAME: string;
  /** A Claiming. */
  readonly CLAIMING: string;
}

export interface ManageCamerasSettings {
  readonly tableName: string;
  readonly rotationStateMachineArn: string;
  readonly eventBusName: string;
  readonly claiming: Claiming;
}

/** @throws MissingEnvironmentError, InvalidClaimingError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): ManageCamerasSettings {
  const names = ['TABLE_NAME', 'ROTATION_STATE_MACHINE_ARN', 'EVENT_BUS_NAME', 'CLAIMING'] as const;
  const values = readEnvironment(environment, names);
  return Object.freeze({
    tableName: values.TABLE_NAME,
    rotationStateMachineArn: values.ROTATION_STATE_MACHINE_ARN,
    eventBusName: values.EVENT_BUS_NAME,
    claiming: readClaiming(values.CLAIMING),
  });
}
