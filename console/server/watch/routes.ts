// What the pages ask for to show a live picture.
import type { ViewerUrl } from '../../api/watch.ts';
import type { FleetReader } from '../cameras/fleet.ts';
import type { ConsoleOptions } from '../console-options.ts';
import { ImpossibleError, type Route } from '../route.ts';

export function watchRoutes(options: ConsoleOptions, fleet: FleetReader): readonly Route[] {
  return [
    {
      method: 'POST',
      path: /^\/api\/cameras\/([\w-]+)\/viewer-url$/,
      answer: async ({ names: [name = ''] }): Promise<ViewerUrl> => {
        const owner = (await fleet.read()).cameras.find(({ cameraName }) => cameraName === name)?.owner;
        if (!options.viewerForOwner)
          throw new ImpossibleError('Watching from here is for the local system: npm start.');
        if (owner === undefined) throw new ImpossibleError(`${name} has no owner, so there is nobody to watch it as.`);
        return options.viewerForOwner(name, owner);
      },
    },
  ];
}
