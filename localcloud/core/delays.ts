// How long AWS takes until what it has answered is true. One setting for the whole cloud; tests have shorter ones, or a clock to move.
export interface Delays {
  /**
   * From a certificate's change to another status than ACTIVE to the end of its connections. AWS IoT says "within a few
   * minutes"; people in front of a screen have less patience. [UpdateCertificate]
   */
  readonly deactivationMs: number;
  /** From the answer to DetachThingPrincipal until the certificate counts as detached: "several seconds". [DetachThingPrincipal] */
  readonly detachmentMs: number;
}

export const usualDelays: Delays = { deactivationMs: 20_000, detachmentMs: 500 };
