// What each pattern of the contracts means, in words: nobody is ever shown a regular expression.

/** A schema with a pattern that isn't here doesn't generate, and a parameter of the API with one doesn't compile. */
export const patternWords = {
  '.': 'must not be empty',
  '\\S': 'must not be blank',
  '^arn:': 'must be an ARN',
  '^3\\.1\\.': 'must be a version 3.1',
  '^[0-9]{12}$': 'must be 12 digits',
  '^[0-9]{1,16}$': 'must be milliseconds since the epoch, in digits',
  '^-?[0-9a-f]{1,64}$': 'must be 1 to 64 characters of 0-9 a-f, with a minus in front where it is negative',
  '^[0-9a-f]{64}$': 'must be 64 characters of 0-9 a-f',
  '^[a-z0-9-]+$': 'must be characters of a-z 0-9 -',
  '^[A-Za-z]{1,64}$': 'must be 1 to 64 letters of A-Z a-z',
  '^[a-zA-Z0-9_-]{1,80}$': 'must be 1 to 80 characters of A-Z a-z 0-9 _ -',
  '^[a-zA-Z0-9_-]{1,128}$': 'must be 1 to 128 characters of A-Z a-z 0-9 _ -',
  '^[A-Za-z0-9_-]{1,64}$': 'must be 1 to 64 characters of A-Z a-z 0-9 _ -',
  '^[A-Za-z0-9_-]{16,128}$': 'must be 16 to 128 characters of A-Z a-z 0-9 _ -',
  '^[A-Za-z0-9_-]{1,1024}$': 'must be the nextToken of the page before',
  '^[a-zA-Z0-9_.-]{1,256}$': 'must be 1 to 256 characters of A-Z a-z 0-9 _ . -',
  '^[A-Za-z0-9._:-]{1,64}$': 'must be 1 to 64 characters of A-Z a-z 0-9 . _ : -',
  '^[A-Za-z0-9 -]{1,64}$': 'must be 1 to 64 letters of A-Z a-z, digits, dashes and spaces',
  '^lensgate/[a-zA-Z0-9_-]{1,128}/to-cloud/[a-z-]{1,64}$': 'must be a topic lensgate/<camera>/to-cloud/<kind>',
  '^[A-Za-z0-9_-]{43}$': 'must be 43 characters of A-Z a-z 0-9 _ -',
  '^[^#]{1,80}$': 'must be 1 to 80 characters, none of them #',
  '^[^\\u0000-\\u001f]{1,256}$': 'must be 1 to 256 characters on one line',
  '^[^\\u0000-\\u001f]{1,512}$': 'must be 1 to 512 characters on one line',
  '^[^\\u0000-\\u001f]{0,512}$': 'must be at most 512 characters on one line',
  '^[\\s\\S]{0,1000}$': 'must be at most 1000 characters',
  '^(?=.*\\S)[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u3164\\uffa0]{1,128}$':
    'must be 1 to 128 visible characters on one line, without those that are invisible or turn the direction of text',
  '^([1-9]|[1-9][0-9]|100)$': 'must be a whole number from 1 to 100',
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z$':
    'must be a moment in UTC, such as 2026-12-24T18:00:00Z',
  '^(?=.{3,254}$)[!-+\\--?A-~]+@[!-+\\--?A-~]+$': 'must be one e-mail address, in ASCII, of at most 254 characters',
  '^wss?://[^\\s?#]+\\?[^\\s#]+$': 'must be the URL of a WebSocket, with a query',
  '^arn:[a-z0-9-]+:kinesisvideo:[a-z0-9-]+:[0-9]{12}:channel/[a-zA-Z0-9_.-]+/[0-9]+$':
    'must be the ARN of a signaling channel',
  '^arn:[^:]+:kinesisvideo:[^:]+:[0-9]{12}:channel/[a-zA-Z0-9_.-]+/[0-9]+$': 'must be the ARN of a signaling channel',
  '^arn:[a-z0-9-]+:kinesisvideo:[a-z0-9-]+:[0-9]{12}:stream/[a-zA-Z0-9_.-]+/[0-9]+$': 'must be the ARN of a stream',
  '^-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]{1,16000}-----END CERTIFICATE-----\\s{0,4}$':
    'must be one certificate in PEM',
  '^-----BEGIN (NEW )?CERTIFICATE REQUEST-----[A-Za-z0-9+/=\\s]{1,4000}-----END (NEW )?CERTIFICATE REQUEST-----\\s{0,4}$':
    'must be one certificate signing request in PEM, of at most 4000 characters',
} as const satisfies Readonly<Record<string, string>>;

/** Those that have words. */
export type Pattern = keyof typeof patternWords;

export const hasWords = (pattern: string): pattern is Pattern => Object.hasOwn(patternWords, pattern);
