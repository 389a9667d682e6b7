// GetRandomPassword, and the values that a template asks to be generated. [Secrets Manager: GetRandomPassword]
import { randomInt } from 'node:crypto';
import type { InputOf } from '../../core/aws-model.ts';
import { AwsError } from '../../core/aws-error.ts';

const types = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  space: ' ',
};

const defaultLength = 32;

/** Throws AwsError `InvalidParameterException`. */
export function randomPassword(options: InputOf<'secretsmanager', 'GetRandomPassword'>): string {
  const excluded = new Set(options.ExcludeCharacters ?? '');
  const alphabets = [
    options.ExcludeLowercase ? '' : types.lowercase,
    options.ExcludeUppercase ? '' : types.uppercase,
    options.ExcludeNumbers ? '' : types.numbers,
    options.ExcludePunctuation ? '' : types.punctuation,
    options.IncludeSpace ? types.space : '',
  ]
    .map((alphabet) => [...alphabet].filter((character) => !excluded.has(character)))
    .filter((alphabet) => alphabet.length > 0);
  const length = Number(options.PasswordLength ?? defaultLength);
  if (!Number.isInteger(length) || length < 1 || length > 4096)
    throw new AwsError('InvalidParameterException', `PasswordLength is ${length}; allowed is 1 to 4096.`);
  if (alphabets.length === 0)
    throw new AwsError('InvalidParameterException', 'The exclusions leave no character for the password.');
  const required = options.RequireEachIncludedType === false ? [] : alphabets;
  if (required.length > length)
    throw new AwsError(
      'InvalidParameterException',
      `A password of ${length} characters can't have one of each of ${required.length} types.`,
    );
  const all = alphabets.flat();
  const characters = Array.from({ length }, (_, index) => anyOf(required[index] ?? all));
  return shuffled(characters).join('');
}

function anyOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)]!;
}

// Fisher and Yates, so that the required characters may stand anywhere.
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other]!, characters[last]!];
  }
  return characters;
}
