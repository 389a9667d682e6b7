// The contracts of everything that is exchanged: a type and a validator per payload, both generated from the schema beside them.
import * as camera from './generated/camera.ts';
import * as cameraDetails from './generated/camera-details.ts';
import * as cameraList from './generated/camera-list.ts';
import * as cameraOwnershipChanged from './generated/camera-ownership-changed.ts';
import * as cameraProvisioned from './generated/camera-provisioned.ts';
import * as cameraProvisioningFailed from './generated/camera-provisioning-failed.ts';
import * as cameraUpdate from './generated/camera-update.ts';
import * as claimRequest from './generated/claim-request.ts';
import * as endpointRefreshRequest from './generated/endpoint-refresh-request.ts';
import * as executionStatusChange from './generated/execution-status-change.ts';
import * as go2rtcSource from './generated/go2rtc-source.ts';
import * as presenceEvent from './generated/presence-event.ts';
import * as openapiDocument from './generated/openapi-document.ts';
import * as problem from './generated/problem.ts';
import * as registrationEvent from './generated/registration-event.ts';
import * as releaseResponse from './generated/release-response.ts';
import * as share from './generated/share.ts';
import * as shareList from './generated/share-list.ts';
import * as shareRequest from './generated/share-request.ts';
import * as signedUrl from './generated/signed-url.ts';
import * as transfer from './generated/transfer.ts';
import * as transferRequest from './generated/transfer-request.ts';
import * as viewerUrlResponse from './generated/viewer-url-response.ts';
import * as viewerUrlsRequest from './generated/viewer-urls-request.ts';
import * as viewerUrlsResponse from './generated/viewer-urls-response.ts';
import { InvalidEventError, type Breach } from './invalid-event-error.ts';

export type { Camera } from './generated/camera.ts';
export type { CameraDetails } from './generated/camera-details.ts';
export type { CameraList } from './generated/camera-list.ts';
export type { CameraOwnershipChanged } from './generated/camera-ownership-changed.ts';
export type { CameraProvisioned } from './generated/camera-provisioned.ts';
export type { CameraProvisioningFailed } from './generated/camera-provisioning-failed.ts';
export type { CameraUpdate } from './generated/camera-update.ts';
export type { ClaimRequest } from './generated/claim-request.ts';
export type { EndpointRefreshRequest } from './generated/endpoint-refresh-request.ts';
export type { ExecutionStatusChange } from './generated/execution-status-change.ts';
export type { Go2RtcSource } from './generated/go2rtc-source.ts';
export type { PresenceEvent } from './generated/presence-event.ts';
export type { OpenApiDocument } from './generated/openapi-document.ts';
export type { Problem } from './generated/problem.ts';
export type { RegistrationEvent } from './generated/registration-event.ts';
export type { ReleaseResponse } from './generated/release-response.ts';
export type { Share } from './generated/share.ts';
export type { ShareList } from './generated/share-list.ts';
export type { ShareRequest } from './generated/share-request.ts';
export type { SignedUrl } from './generated/signed-url.ts';
export type { Transfer } from './generated/transfer.ts';
export type { TransferRequest } from './generated/transfer-request.ts';
export type { ViewerUrlResponse } from './generated/viewer-url-response.ts';
export type { ViewerUrlsRequest } from './generated/viewer-urls-request.ts';
export type { ViewerUrlsResponse } from './generated/viewer-urls-response.ts';
export { InvalidEventError, type FieldBreach } from './invalid-event-error.ts';

/** Returns a parsed payload as what it is, or throws InvalidEventError naming every field that is wrong. */
export type ValidateEvent<Event> = (payload: unknown) => Event;

export const validateCamera = /* @__PURE__ */ contract<camera.Camera>('camera', camera.validate);
export const validateCameraDetails = /* @__PURE__ */ contract<cameraDetails.CameraDetails>(
  'camera-details',
  cameraDetails.validate,
);
export const validateCameraList = /* @__PURE__ */ contract<cameraList.CameraList>('camera-list', cameraList.validate);
export const validateCameraOwnershipChanged = /* @__PURE__ */ contract<cameraOwnershipChanged.CameraOwnershipChanged>(
  'camera-ownership-changed',
  cameraOwnershipChanged.validate,
);
export const validateCameraProvisioned = /* @__PURE__ */ contract<cameraProvisioned.CameraProvisioned>(
  'camera-provisioned',
  cameraProvisioned.validate,
);
export const validateCameraProvisioningFailed =
  /* @__PURE__ */ contract<cameraProvisioningFailed.CameraProvisioningFailed>(
    'camera-provisioning-failed',
    cameraProvisioningFailed.validate,
  );
export const validateCameraUpdate = /* @__PURE__ */ contract<cameraUpdate.CameraUpdate>(
  'camera-update',
  cameraUpdate.validate,
);
export const validateClaimRequest = /* @__PURE__ */ contract<claimRequest.ClaimRequest>(
  'claim-request',
  claimRequest.validate,
);
export const validateEndpointRefreshRequest = /* @__PURE__ */ contract<endpointRefreshRequest.EndpointRefreshRequest>(
  'endpoint-refresh-request',
  endpointRefreshRequest.validate,
);
export const validateExecutionStatusChange = /* @__PURE__ */ contract<executionStatusChange.ExecutionStatusChange>(
  'execution-status-change',
  executionStatusChange.validate,
);
export const validateGo2RtcSource = /* @__PURE__ */ contract<go2rtcSource.Go2RtcSource>(
  'go2rtc-source',
  go2rtcSource.validate,
);
export const validatePresenceEvent = /* @__PURE__ */ contract<presenceEvent.PresenceEvent>(
  'presence-event',
  presenceEvent.validate,
);
export const validateProblem = /* @__PURE__ */ contract<problem.Problem>('problem', problem.validate);
export const validateOpenApiDocument = /* @__PURE__ */ contract<openapiDocument.OpenApiDocument>(
  'openapi-document',
  openapiDocument.validate,
);
export const validateRegistrationEvent = /* @__PURE__ */ contract<registrationEvent.RegistrationEvent>(
  'registration-event',
  registrationEvent.validate,
);
export const validateReleaseResponse = /* @__PURE__ */ contract<releaseResponse.ReleaseResponse>(
  'release-response',
  releaseResponse.validate,
);
export const validateShare = /* @__PURE__ */ contract<share.Share>('share', share.validate);
export const validateShareList = /* @__PURE__ */ contract<shareList.ShareList>('share-list', shareList.validate);
export const validateShareRequest = /* @__PURE__ */ contract<shareRequest.ShareRequest>(
  'share-request',
  shareRequest.validate,
);
export const validateSignedUrl = /* @__PURE__ */ contract<signedUrl.SignedUrl>('signed-url', signedUrl.validate);
export const validateTransfer = /* @__PURE__ */ contract<transfer.Transfer>('transfer', transfer.validate);
export const validateTransferRequest = /* @__PURE__ */ contract<transferRequest.TransferRequest>(
  'transfer-request',
  transferRequest.validate,
);
export const validateViewerUrlResponse = /* @__PURE__ */ contract<viewerUrlResponse.ViewerUrlResponse>(
  'viewer-url-response',
  viewerUrlResponse.validate,
);
export const validateViewerUrlsRequest = /* @__PURE__ */ contract<viewerUrlsRequest.ViewerUrlsRequest>(
  'viewer-urls-request',
  viewerUrlsRequest.validate,
);
export const validateViewerUrlsResponse = /* @__PURE__ */ contract<viewerUrlsResponse.ViewerUrlsResponse>(
  'viewer-urls-response',
  viewerUrlsResponse.validate,
);

// The generated code isn't typed: this is where its answer becomes one. PURE: a bundle holds the contracts that its function uses, and no others.
function contract<Event>(name: string, validate: unknown): ValidateEvent<Event> {
  const validator = validate as { (payload: unknown): boolean; errors: Breach[] | null };
  return (payload) => {
    if (!validator(payload)) throw new InvalidEventError(name, validator.errors ?? []);
    return payload as Event;
  };
}
