// What the backend says of itself.
import type { ConsoleOptions } from './console-options.ts';
import type { Handlers } from './handlers.ts';

export const aboutHandlers = ({ local, client, stateMachineArn, addDemoCamera, viewers }: ConsoleOptions) =>
  ({
    getAbout: () => ({
      where: local ? 'this machine' : `AWS, ${client.region}`,
      stateMachineArn,
      canAddDemoCamera: addDemoCamera !== undefined,
      tokens: viewers.tokens,
    }),
  }) satisfies Partial<Handlers>;
