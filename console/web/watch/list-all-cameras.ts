// The cameras of the one who watches, as the viewer API lists them: all pages.
import type { Camera, LensgateClient } from '../../../client/src/index.ts';

// Whoever has more finds the rest by the address.
const mostPages = 20;

export async function listAllCameras(
  client: Pick<LensgateClient, 'listCameras'>,
  signal: AbortSignal,
): Promise<Camera[]> {
  const cameras: Camera[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await client.listCameras(
      { limit: '100', ...(nextToken !== undefined && { nextToken }) },
      { signal },
    );
    cameras.push(...answer.cameras);
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return cameras;
}
