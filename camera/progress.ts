// What a camera tells of its way from the first connection to live video. Never a key, a token or a signed URL.
export type CameraEvent =
  | { readonly type: 'identity-made' | 'identity-found'; readonly certificateId: string; readonly serialNumber: string }
  | { readonly type: 'connecting'; readonly attempt: number }
  | {
      readonly type: 'connection-dropped';
      readonly attempt: number;
      readonly reason: string;
      readonly retryInMs: number;
    }
  | { readonly type: 'registered'; readonly cameraName: string; readonly attempts: number }
  | { readonly type: 'credentials-received'; /** ISO 8601 */ readonly expiration: string }
  | { readonly type: 'credentials-failed'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'went-live'; readonly channelArn: string }
  | { readonly type: 'signaling-lost'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'stream-started'; readonly streamName: string }
  | {
      readonly type: 'fragment-persisted';
      readonly streamName: string;
      /** Since the camera started. */ readonly count: number;
    }
  | { readonly type: 'stream-lost'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'viewer-arrived' | 'viewer-connected' | 'viewer-left'; readonly clientId: string };

export type OnProgress = (event: CameraEvent) => void;
