// Why an admin did something, in their words, as history and events keep it.

/** One line of 1 to 512 characters. */
export const isReason = (text: string): boolean => /^[^\p{Cc}]{1,512}$/u.test(text);
