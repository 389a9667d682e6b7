// What the pages ask for before they call the viewer API: who is watching.
import { normaliseUserId } from '../../../records/user-id.ts';
import type { ConsoleOptions } from '../console-options.ts';
import type { Handlers } from '../handlers.ts';
import { ImpossibleError } from '../impossible-error.ts';

export const watchHandlers = ({ viewers }: ConsoleOptions) =>
  ({
    issueToken: async ({ body }) => {
      if (viewers.tokens !== 'issued-here') throw new ImpossibleError(insteadOf[viewers.tokens]);
      const email = typeof body.email === 'string' ? normaliseUserId(body.email) : undefined;
      if (email === undefined)
        throw new ImpossibleError('That is no e-mail address. It takes one, such as ada@example.com.');
      return { email, ...(await viewers.issueToken(email)) };
    },
  }) satisfies Partial<Handlers>;

const insteadOf = {
  pasted:
    'Users of this stack sign in themselves, at its issuer: paste an ID token here. docs/deploy.md, "A user and a token", says how to get one.',
  none: 'This stack takes no tokens but the shared secret, which belongs into no browser: lensgate viewer-url --email uses it.',
} as const;
