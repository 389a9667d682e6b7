// The name of a camera for people: what may stand in it, so that it says what it seems to say.

/**
 * One line of 1 to 128 characters, not all blank. No control characters, and none that can't be seen: zero-width ones, those that turn
 * the direction of text, tags, fillers. (Unicode's classes Cc, Cf, Zl and Zp, half characters, and what looks like nothing without being
 * one of them.) So an emoji that is joined from several is refused, too.
 */
const displayName = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u3164\uffa0]{1,128}$/u;

export const isDisplayName = (text: string | undefined): text is string => text !== undefined && displayName.test(text);
