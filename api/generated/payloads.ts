// Generated from api/operations.ts and the schemas by "npm run generate". Don't edit.
import { validateCameraUpdate, validateClaimRequest, validateShareRequest, validateTransferRequest, validateViewerUrlsRequest, type CameraDetails, type CameraList, type CameraUpdate, type Camera, type ClaimRequest, type Go2RtcSource, type OpenApiDocument, type Pairing, type Problem, type ReleaseResponse, type ShareList, type ShareRequest, type Share, type SignedUrl, type TransferRequest, type Transfer, type ViewerUrlResponse, type ViewerUrlsRequest, type ViewerUrlsResponse } from '../payloads/index.ts';

/** By the names of their schemas. */
export interface Payloads {
  readonly 'camera-details': CameraDetails;
  readonly 'camera-list': CameraList;
  readonly 'camera-update': CameraUpdate;
  readonly 'camera': Camera;
  readonly 'claim-request': ClaimRequest;
  readonly 'go2rtc-source': Go2RtcSource;
  readonly 'openapi-document': OpenApiDocument;
  readonly 'pairing': Pairing;
  readonly 'problem': Problem;
  readonly 'release-response': ReleaseResponse;
  readonly 'share-list': ShareList;
  readonly 'share-request': ShareRequest;
  readonly 'share': Share;
  readonly 'signed-url': SignedUrl;
  readonly 'transfer-request': TransferRequest;
  readonly 'transfer': Transfer;
  readonly 'viewer-url-response': ViewerUrlResponse;
  readonly 'viewer-urls-request': ViewerUrlsRequest;
  readonly 'viewer-urls-response': ViewerUrlsResponse;
}
export type PayloadName = keyof Payloads;

/** Of the bodies that manage-cameras is sent. */
export const manageCamerasBodies = {
  'camera-update': validateCameraUpdate,
  'claim-request': validateClaimRequest,
  'share-request': validateShareRequest,
  'transfer-request': validateTransferRequest,
};

/** Of the bodies that presign-viewer-url is sent. */
export const presignViewerUrlBodies = {
  'viewer-urls-request': validateViewerUrlsRequest,
};
