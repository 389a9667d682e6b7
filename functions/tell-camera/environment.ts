// Settings of tell-camera: there are none.

/** What the stack must set. */
export type TellCameraEnvironment = Readonly<Record<string, never>>;
