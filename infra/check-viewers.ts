// Whether callers could prove themselves as the settings of a stage say, found out before anything is deployed.
import { SettingsError, type Settings, type ViewerSettings } from './settings.ts';

// What aws-jwt-verify verifies. None of them has a secret that we would share.
const algorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Throws `SettingsError`, one sentence for the first setting with which nobody could get in, or anybody. */
export function checkViewers({ stage, viewers }: Settings): void {
  if (viewers.authentication !== 'tokens') return;
  const problem = viewers.tokens.issuer === undefined ? problemWithPool(viewers) : problemWithIssuer(viewers);
  const found = problem ?? problemWithTokens(viewers);
  if (found) throw new SettingsError(`The setting viewers.${found} (stage ${stage} in infra/settings.ts).`);
}

function problemWithIssuer({ tokens: { issuer = '', audiences } }: ViewerSettings): string | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url || !isSafe(url) || url.search || url.hash || url.username || issuer !== issuer.trim())
    return `tokens.issuer is ${JSON.stringify(issuer)}; it takes the URL in the tokens' claim iss, with https (http on this machine only), without query`;
  if (audiences.length === 0)
    return 'tokens.audiences is empty; with an issuer it must name the client ids or the audience that tokens are issued for, or any app of that issuer would do';
  const bad = audiences.find((audience) => audience === '' || audience.includes(','));
  return bad === undefined
    ? undefined
    : `tokens.audiences has ${JSON.stringify(bad)}; an audience is a text without commas`;
}

function problemWithPool({ tokens, callbackUrls }: ViewerSettings): string | undefined {
  if (tokens.audiences.length > 0)
    return 'tokens.audiences is given, but no tokens.issuer; the user pool that is created without an issuer brings its own client id';
  if (tokens.tokenUse === 'access' && tokens.userIdClaim === 'email')
    return "tokens.tokenUse is access, but access tokens of a Cognito user pool don't say the e-mail address; take id";
  if (!tokens.algorithms.includes('RS256'))
    return `tokens.algorithms is ${tokens.algorithms.join(', ')}; a Cognito user pool signs with RS256`;
  // [Cognito CreateUserPoolClient: CallbackURLs]
  const bad = callbackUrls.find((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return !url || url.hash || (url.protocol === 'http:' && !isSafe(url));
  });
  return bad === undefined
    ? undefined
    : `callbackUrls has ${JSON.stringify(bad)}; Cognito takes https, an app's own scheme, or http on the user's own machine, without a fragment`;
}

function problemWithTokens({ tokens }: ViewerSettings): string | undefined {
  const bad = tokens.algorithms.find((algorithm) => !algorithms.includes(algorithm));
  if (bad !== undefined || tokens.algorithms.length === 0)
    return `tokens.algorithms is ${JSON.stringify(tokens.algorithms)}; it takes ${algorithms.join(', ')}`;
  const empty = (['userIdClaim', 'adminClaim', 'adminValue'] as const).find((name) => tokens[name] === '');
  return empty && `tokens.${empty} is empty; it takes the name or the value of a claim`;
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
