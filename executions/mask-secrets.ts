// Secrets reach no sink (D15), and a screen is one: what looks like a secret in a payload is replaced before a person sees it.

const mask = '••• masked •••';
const secretNames =
  /secret|passw|token$|credential$|credentials$|claim_?code|authorization|private_?key|accesskeyid|signedurl|api_?key/i;
const secretValues = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /[?&]X-Amz-(Signature|Security-Token|Credential)=/i,
  /^Bearer /i,
  // A JSON Web Token: two parts of base64url JSON.
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
];

// A member of JSON that can't be parsed because it was cut off, or is quoted inside other text: its name, and its value as far as it goes.
const cutMember = /(\\*")([^"\\]+)\1(\s*:\s*)\1(?:(?!\1).)*/gs;

/** JSON text stays JSON text, anything else is looked at as one string. Undefined stays undefined. */
export function maskSecrets(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*[{["]/.test(text)) return text && maskText(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return maskText(text);
  }
  return JSON.stringify(masked(value));
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return /^\s*[{[]/.test(value) ? maskSecrets(value) : maskText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretNames.test(name) && inner !== null && typeof inner !== 'object' ? mask : masked(inner),
    ]),
  );
}

const maskText = (text: string): string =>
  secretValues.some((secret) => secret.test(text))
    ? mask
    : text.replace(cutMember, (member, quote: string, name: string, colon: string) =>
        secretNames.test(name) ? `${quote}${name}${quote}${colon}${quote}${mask}` : member,
      );
