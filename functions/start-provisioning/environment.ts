// Settings of start-provisioning.

/** What the stack must set. */
export interface StartProvisioningEnvironment {
  readonly STATE_MACHINE_ARN: string;
}
