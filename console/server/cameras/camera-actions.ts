// What an admin does to one camera. The abilities are the command line's; what a page sends is checked here.
import { isReason } from '../../../records/reason.ts';
import { normaliseUserId } from '../../../records/user-id.ts';
import type { Handlers } from '../handlers.ts';
import { ImpossibleError } from '../impossible-error.ts';

interface Reason {
  readonly reason: string | undefined;
}

export interface RetirementWishes {
  readonly certificate: 'ban' | 'rearm';
  readonly recordings: 'keep' | 'delete';
  readonly manifest: 'keep' | 'remove';
  readonly reason: string;
}

/** Each resolves once it is done, and rejects with a sentence of what isn't. */
export interface CameraActions {
  readonly retire: (cameraName: string, wishes: RetirementWishes) => Promise<void>;
  /** `to` undefined: nobody's. */
  readonly setOwner: (cameraName: string, change: Reason & { readonly to: string | undefined }) => Promise<void>;
  readonly endSessions: (cameraName: string, why: Reason) => Promise<void>;
  /** Resolves with the code. */
  readonly makeClaimCode: (cameraName: string) => Promise<string>;
  readonly renew: (cameraName: string) => Promise<void>;
}

export const cameraActionHandlers = ({ retire, setOwner, endSessions, makeClaimCode, renew }: CameraActions) =>
  ({
    retireCamera: ({ path: { cameraName }, body }) => {
      checkConfirmed(cameraName, body.confirm);
      return retire(cameraName, {
        certificate: oneOf('certificate', body.certificate, ['ban', 'rearm']),
        recordings: oneOf('recordings', body.recordings, ['keep', 'delete']),
        manifest: oneOf('manifest', body.manifest, ['keep', 'remove']),
        reason: reasonOf(body.reason) ?? 'No reason given.',
      });
    },
    setOwner: ({ path: { cameraName }, body }) => {
      checkConfirmed(cameraName, body.confirm);
      return setOwner(cameraName, { to: ownerOf(body.owner), reason: reasonOf(body.reason) });
    },
    endSessions: ({ path: { cameraName }, body }) => endSessions(cameraName, { reason: reasonOf(body.reason) }),
    makeClaimCode: async ({ path: { cameraName } }) => ({ claimCode: await makeClaimCode(cameraName) }),
    renewCertificate: ({ path: { cameraName } }) => renew(cameraName),
  }) satisfies Partial<Handlers>;

function checkConfirmed(cameraName: string, confirm: unknown): void {
  if (confirm !== cameraName) throw new ImpossibleError(`Type ${cameraName} to confirm. Nothing was done.`);
}

function ownerOf(owner: unknown): string | undefined {
  if (owner === null) return undefined;
  const to = typeof owner === 'string' ? normaliseUserId(owner) : undefined;
  if (to === undefined) throw new ImpossibleError('The owner is one e-mail address, such as ada@example.com.');
  return to;
}

function reasonOf(reason: unknown): string | undefined {
  if (reason === undefined || reason === '') return undefined;
  if (typeof reason === 'string' && isReason(reason)) return reason;
  throw new ImpossibleError('A reason has at most 512 characters, on one line.');
}

function oneOf<Word extends string>(field: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new ImpossibleError(`${field} is one of ${words.join(', ')}.`);
  return word;
}
