// Settings of start-provisioning.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface StartProvisioningEnvironment {
  readonly STATE_MACHINE_ARN: string;
}

export interface StartProvisioningSettings {
  readonly stateMachineArn: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): StartProvisioningSettings {
  const { STATE_MACHINE_ARN } = readEnvironment(environment, ['STATE_MACHINE_ARN']);
  return Object.freeze({ stateMachineArn: STATE_MACHINE_ARN });
}
