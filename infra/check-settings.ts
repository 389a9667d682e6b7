// Whether the settings of a stage can be used, found out before anything is deployed.
import { checkViewers } from './check-viewers.ts';
import { SettingsError, type Settings } from './settings.ts';

/** Throws `SettingsError`, one sentence for the first setting that AWS would refuse, or that makes no sense. */
export function checkSettings(settings: Settings): void {
  // [AWS IoT CreateRoleAlias: credentialDurationSeconds]
  checkInteger(settings, 'cameraCredentialsSeconds', 900, 43_200);
  // [KVS CreateStream: DataRetentionInHours; with 0 nothing is kept, and ten years is the most]
  checkInteger(settings, 'streamRetentionHours', 1, 87_600);
  checkInteger(settings, 'historyDays', 1, 3_650);
  // What a state machine carries along is limited.
  checkInteger(settings, 'reconcileRepairsPerRun', 1, 150);
  checkViewers(settings);
}

function checkInteger(
  settings: Settings,
  name: 'cameraCredentialsSeconds' | 'streamRetentionHours' | 'historyDays' | 'reconcileRepairsPerRun',
  least: number,
  most: number,
): void {
  const value = settings[name];
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new SettingsError(
    `The setting ${name} of stage ${settings.stage} is ${value}, and must be a whole number from ${least} to ${most}: correct it in infra/settings.ts.`,
  );
}
