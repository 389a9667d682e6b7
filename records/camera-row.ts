// A camera as people look at it. It imports nothing, so that pages in a browser may know it.

/** Times are milliseconds since the epoch. What can't be read of a broken item is absent. */
export interface CameraRow {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly displayName?: string | undefined;
  readonly owner?: string | undefined;
  /** That of the record; EXPECTED: in the manifest, not registered yet. */
  readonly status: string;
  readonly online: boolean;
  readonly lastSeenAt?: number;
  readonly certificateId?: string;
  /** Absent in records of older releases. */
  readonly certificateExpiresAt?: number;
  readonly registeredAt?: number;
  readonly registeredBy?: string;
  /** How many there are, dead ones too. */
  readonly shares: number;
}
