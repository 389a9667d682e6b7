// Whom the console's pages may talk to: their own backend, and KVS for signaling.

/** `local`: the local cloud's signaling is on this machine, by any port. */
export function contentSecurityPolicy(local: boolean, region: string): string {
  // Viewers' hosts are v-<8 characters>.kinesisvideo.<region>.<suffix>. [KVS: GetSignalingChannelEndpoint]
  const kinesisVideo = hostSuffixes(region).map((suffix) => `wss://*.kinesisvideo.${region}.${suffix}`);
  const connect = ["'self'", ...(local ? ['ws://127.0.0.1:*'] : kinesisVideo)].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${connect}`,
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** IPv4 alone, and dual-stack. [AWS partitions] */
const hostSuffixes = (region: string): readonly string[] =>
  region.startsWith('cn-') ? ['amazonaws.com.cn', 'api.amazonwebservices.com.cn'] : ['amazonaws.com', 'api.aws'];
