// All steps of a history, how often each is chosen, and what each does.
import fc from 'fast-check';
import { loseAnswer, stopAtCall, stopFunction } from './faults.ts';
import { users, type Model } from './model.ts';
import * as admins from './steps/admins.ts';
import * as atTheCamera from './steps/at-the-camera.ts';
import * as camera from './steps/lives.ts';
import { comesAgain } from './steps/messages.ts';
import * as meanwhile from './steps/meanwhile.ts';
import * as people from './steps/people.ts';
import type { System } from './system.ts';

type Does<Choice> = (system: System, model: Model, choice: Choice) => Promise<void> | void;

interface StepKind<Choice> {
  readonly weight: number;
  /** Whether there is something to do. */
  readonly applies: (model: Model) => boolean;
  readonly choices: fc.Arbitrary<Choice>;
  readonly does: Does<Choice>;
}
const step = <Choice>(
  weight: number,
  applies: StepKind<Choice>['applies'],
  choices: fc.Arbitrary<Choice>,
  does: Does<Choice>,
): StepKind<Choice> => ({ weight, applies, choices, does });

const always = (): boolean => true;
const lives = ({ living }: Model): boolean => living !== undefined;
const isGone = ({ living }: Model): boolean => living === undefined;
const isOwned = ({ living }: Model): boolean => living?.owner !== undefined;
const isNobodys = (model: Model): boolean => lives(model) && !isOwned(model);

const user = fc.constantFrom(...users);
const maybeUser = fc.option(user, { nil: undefined });
const by = fc.record({ user });
const tries = fc.record({ who: fc.oneof({ weight: 3, arbitrary: fc.constant('who may' as const) }, user) });
const ahead = fc.record({ ms: fc.integer({ min: 0, max: 1_500 }) });
const nothing = fc.constant({});
const after = fc.integer({ min: 0, max: 20 });
const oneOf = <Word extends string>(...words: readonly Word[]): fc.Arbitrary<Word> => fc.constantFrom(...words);

const kinds = {
  register: step(20, isGone, fc.record({ owner: maybeUser }), camera.register),
  retire: step(3, lives, fc.record({ certificate: oneOf('ban', 'rearm') }), camera.retire),
  'come with another certificate': step(
    2,
    lives,
    fc.record({ reprovision: oneOf('migrate', 'reset') }),
    camera.comesWithAnotherCertificate,
  ),
  'be replaced': step(2, lives, nothing, camera.isReplaced),
  renew: step(2, lives, nothing, camera.renews),

  share: step(3, isOwned, by, people.share),
  revoke: step(1, isOwned, by, people.revoke),
  leave: step(1, lives, tries, people.leave),
  offer: step(3, isOwned, by, people.offer),
  accept: step(3, lives, tries, people.accept),
  release: step(2, isOwned, tries, people.release),
  claim: step(4, isNobodys, fc.record({ user, code: oneOf('present', 'present', 'spent') }), people.claim),
  'end sessions': step(1, isOwned, nothing, people.endSessions),

  pair: step(3, lives, fc.record({ user, token: oneOf('new', 'spent') }), atTheCamera.pair),
  'press its button': step(1, lives, nothing, atTheCamera.pressButton),
  reset: step(1, lives, nothing, atTheCamera.reset),

  'sessions are ending': step(3, lives, ahead, meanwhile.sessionsAreEnding),
  'a certificate is asked for': step(3, lives, ahead, meanwhile.certificateIsAskedFor),

  'set owner': step(1, lives, fc.record({ to: maybeUser }), admins.setOwner),
  rotate: step(1, lives, nothing, admins.rotate),
  ban: step(1, lives, nothing, admins.ban),
  'put back': step(2, always, by, admins.putBack),
  'look after the fleet': step(1, always, nothing, admins.lookAfterFleet),
  'delete the record': step(1, lives, nothing, admins.deleteRecord),
  'delete the channel': step(1, lives, nothing, admins.deleteChannel),

  'a message comes again': step(5, always, fc.record({ howOld: fc.integer({ min: 0, max: 40 }) }), comesAgain),
  'an answer is lost': step(3, always, fc.record({ after }), (system, _, one) => loseAnswer(system, one.after)),
  'workflows stop': step(
    7,
    always,
    fc.record({ after, takesPlace: fc.boolean(), then: oneOf('redrive', 'again', 'reconcile') }),
    (system, _, one) => stopAtCall(system, one),
  ),
  'a function stops': step(
    3,
    isOwned,
    fc.record({ after: fc.integer({ min: 0, max: 8 }), takesPlace: fc.boolean() }),
    (system, _, one) => stopFunction(system, one),
  ),
  'the clock jumps': step(1, always, nothing, ({ clock }) => clock.jump()),
} as const;

export type Step = { readonly [Do in keyof typeof kinds]: { readonly do: Do } }[keyof typeof kinds];

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(kinds).map(([name, { weight, choices }]) => ({
    weight,
    arbitrary: (choices as fc.Arbitrary<object>).map((choice) => ({ do: name, ...choice }) as Step),
  })),
);

/** After these the next step begins at once. */
const goOn: readonly Step['do'][] = ['sessions are ending', 'a certificate is asked for'];

/** `under way`: it isn't to be waited for. */
export async function take(system: System, model: Model, one: Step): Promise<'not needed' | 'under way' | 'done'> {
  if (!kinds[one.do].applies(model)) return 'not needed';
  await (kinds[one.do].does as Does<Step>)(system, model, one);
  return goOn.includes(one.do) ? 'under way' : 'done';
}
