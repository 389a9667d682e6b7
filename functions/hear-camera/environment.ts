// Settings of hear-camera.
import type { Claiming } from '../../api/claiming.ts';
import { readClaiming } from '../shared/claiming.ts';
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface HearCameraEnvironment {
  readonly TABLE_NAME: string;
  readonly BAN_TABLE_NAME: string;
  readonly ROTATION_STATE_MACHINE_ARN: string;
  readonly TELL_CAMERA_FUNCTION_NAME: string;
  /** Where changes of owners are announced. */
  readonly EVENT_BUS_NAME: string;
  readonly RENEWAL_STATE_MACHINE_ARN: string;
  /** `true`, or `false` where streams are named after certificates. */
  readonly RENEWS_CERTIFICATES: string;
  /** A Claiming. */
  readonly CLAIMING: string;
}

export interface HearCameraSettings {
  readonly tableName: string;
  readonly banTableName: string;
  readonly rotationStateMachineArn: string;
  readonly tellCameraFunctionName: string;
  readonly eventBusName: string;
  readonly renewalStateMachineArn: string;
  readonly renewsCertificates: boolean;
  readonly claiming: Claiming;
}

/** @throws MissingEnvironmentError, InvalidClaimingError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): HearCameraSettings {
  const values = readEnvironment(environment, [
    'TABLE_NAME',
    'BAN_TABLE_NAME',
    'ROTATION_STATE_MACHINE_ARN',
    'TELL_CAMERA_FUNCTION_NAME',
    'EVENT_BUS_NAME',
    'RENEWAL_STATE_MACHINE_ARN',
    'RENEWS_CERTIFICATES',
    'CLAIMING',
  ]);
  return Object.freeze({
    tableName: values.TABLE_NAME,
    banTableName: values.BAN_TABLE_NAME,
    rotationStateMachineArn: values.ROTATION_STATE_MACHINE_ARN,
    tellCameraFunctionName: values.TELL_CAMERA_FUNCTION_NAME,
    eventBusName: values.EVENT_BUS_NAME,
    renewalStateMachineArn: values.RENEWAL_STATE_MACHINE_ARN,
    renewsCertificates: values.RENEWS_CERTIFICATES === 'true',
    claiming: readClaiming(values.CLAIMING),
  });
}
