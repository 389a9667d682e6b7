// A viewer URL as a camera's owner gets it: through the public API, with the client that apps use. On the local cloud, whose issuer gives tokens for anybody.
import { createLensgateClient, type ViewerUrlResponse } from '../client/src/index.ts';
import { requestLocalTokens } from './local-token.ts';
import type { Target } from './target.ts';

export type ViewerForOwner = (cameraName: string, owner: string) => Promise<ViewerUrlResponse>;

/** Undefined where users sign in by themselves, or by the shared secret. */
export async function openViewerForOwner(target: Target): Promise<ViewerForOwner | undefined> {
  const issuer = await target.outputIfAny('TokenIssuer');
  const { local } = target;
  if (issuer === undefined || !local || !issuer.startsWith(`${local.issuerUrl}/`)) return undefined;
  const apiUrl = await target.output('ApiUrl');
  return async (cameraName, email) => {
    const token = async (): Promise<string> => (await requestLocalTokens(target, { email, admin: false })).id_token;
    const client = createLensgateClient({ apiUrl, token });
    // Without `format` the answer is of this kind.
    return (await client.getViewerUrl({ cameraName })) as ViewerUrlResponse;
  };
}
