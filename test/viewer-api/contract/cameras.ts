// Cameras: looked at, listed, named; and the document itself.
import type { OperationScenarios } from './scenario.ts';

export const cameraScenarios = {
  listCameras: { request: { path: '/cameras?limit=10' } },
  getCamera: { request: { path: '/cameras/front-door' } },
  updateCamera: { request: { path: '/cameras/front-door', body: { displayName: 'Front door' } } },
  getOpenApi: { request: { path: '/openapi.json' } },
} satisfies Record<string, OperationScenarios>;
