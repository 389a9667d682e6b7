// What one PutMedia connection may carry. [KVS: limits]
export const longestFragmentBytes = 50 * 1024 * 1024;
export const longestFragmentMs = 20_000;
export const tracksPerStream = 3;

// The producer SDK ends its connections after 40 minutes, because the service would after an hour.
export const connectionLifeMs = 60 * 60 * 1000;

/** IDLE is told this often while nothing arrives; after half an hour of it the connection is closed. */
export const idleAcknowledgementMs = 30 * 1000;
export const idleEndMs = 30 * 60 * 1000;
