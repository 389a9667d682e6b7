// What the authorizer hands to the presign function, through API Gateway. The presigner believes nothing else.

/** Strings only: that is what a Lambda authorizer's context reliably carries. */
export type ViewerContext = {
  /** Name of the camera that the user may view. */
  readonly cameraName: string;
  /** Its signaling channel, from the camera record. */
  readonly channelArn: string;
  /** Its WSS endpoint for viewers, from the camera record. */
  readonly viewerEndpoint: string;
  /** Who asked. */
  readonly userId: string;
  /** Region of the channel, from its ARN. */
  readonly region: string;
};
