// GET /openapi.json: the generated document, whose server is the API that was asked. It is the same for everybody, and no secret.
import { openApiDocument } from '../../api/generated/openapi-document.ts';
import type { OperationHandler } from '../shared/http/answer-operation.ts';

export const getOpenApi = (): OperationHandler => ({
  handle: async ({ apiUrl }) => ({ status: 200, body: { ...openApiDocument, servers: [{ url: apiUrl }] } }),
});
