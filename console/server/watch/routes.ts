// What the pages ask for before they call the viewer API: who is watching.
import { normaliseUserId } from '../../../records/user-id.ts';
import type { IssuedToken } from '../../api/watch.ts';
import type { ConsoleOptions } from '../console-options.ts';
import { ImpossibleError, type Route } from '../route.ts';

const mostBytes = 10_000;

export const watchRoutes = ({ viewers }: ConsoleOptions): readonly Route[] => [
  {
    method: 'POST',
    path: /^\/api\/tokens$/,
    answer: async ({ text }): Promise<IssuedToken> => {
      if (viewers.tokens !== 'issued-here') throw new ImpossibleError(insteadOf[viewers.tokens]);
      const email = normaliseUserId(emailOf(await text(mostBytes)));
      if (email === undefined)
        throw new ImpossibleError('That is no e-mail address. It takes one, such as ada@example.com.');
      return { email, ...(await viewers.issueToken(email)) };
    },
  },
];

const insteadOf = {
  pasted:
    'Users of this stack sign in themselves, at its issuer: paste an ID token here. docs/deploy.md, "A user and a token", says how to get one.',
  none: 'This stack takes no tokens but the shared secret, which belongs into no browser: lensgate viewer-url --email uses it.',
} as const;

function emailOf(body: string): string | undefined {
  try {
    const { email } = JSON.parse(body) as { email?: unknown };
    return typeof email === 'string' ? email : undefined;
  } catch {
    return undefined;
  }
}
