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
  | { readonly type: 'sessions-ended'; /** How many viewers were watching, or about to. */ readonly viewers: number }
  | { readonly type: 'renewal-requested'; /** The present one. */ readonly certificateId: string }
  | {
      readonly type: 'certificate-received';
      readonly certificateId: string;
      /** ISO 8601 */ readonly connectBefore: string;
    }
  | {
      readonly type: 'certificate-renewed';
      /** Of the certificate that it connects with now. */ readonly certificateId: string;
    }
  | { readonly type: 'old-key-dropped'; /** Of the key's certificate. */ readonly certificateId: string }
  | { readonly type: 'renewal-failed'; readonly reason: string; readonly retryInMs: number }
  | { readonly type: 'pairing-sent' | 'pairing-unanswered' }
  | { readonly type: 'paired' | 'pairing-refused'; readonly message: string }
  | { readonly type: 'factory-reset' | 'reset-sent' | 'setup-sent'; readonly requestId: string }
  | { readonly type: 'message-ignored'; readonly kind: string; readonly reason: string }
  | { readonly type: 'controls-unavailable'; readonly reason: string }
  | { readonly type: 'viewer-arrived' | 'viewer-connected' | 'viewer-left'; readonly clientId: string };

export type OnProgress = (event: CameraEvent) => void;
