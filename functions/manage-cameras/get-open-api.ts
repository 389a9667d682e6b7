// GET /openapi.json: the generated document, whose server is the API that was asked. It is the same for everybody, and no secret.
import document from '../../api/openapi.json' with { type: 'json' };
import type { OperationHandler } from '../shared/http/operation-handler.ts';

export const getOpenApi =
  (): OperationHandler<'getOpenApi'> =>
  async ({ apiUrl }) => ({ status: 200, body: { ...document, servers: [{ url: apiUrl }] } });
