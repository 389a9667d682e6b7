// What the pages need for a live picture.

/** POST /api/cameras/<name>/viewer-url: what the viewer API answers its owner. A secret for as long as it lives. */
export interface ViewerUrl {
  readonly url: string;
  readonly clientId: string;
  readonly channelArn: string;
  readonly region: string;
  readonly iceServers: readonly {
    readonly urls: readonly string[];
    readonly username?: string;
    readonly credential?: string;
  }[];
}
