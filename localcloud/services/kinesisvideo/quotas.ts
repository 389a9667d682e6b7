// What KVS limits and how long it takes, in one place. [KVS: kvswebrtc-limits]
export interface KinesisVideoQuotas {
  readonly channelsPerAccount: number;
  readonly streamsPerAccount: number;
  /** Not of AWS: a laptop's disk is finite, and the index lies in memory. The oldest fragments go first. */
  readonly storedBytesPerStream: number;
  readonly storedFragmentsPerStream: number;
  readonly viewersPerChannel: number;
  /** Characters of a message's payload, in Base64. */
  readonly payloadCharacters: number;
  /** Offers and answers, and candidates, that one connection may send per second. */
  readonly descriptionsPerSecond: number;
  readonly candidatesPerSecond: number;
}

export const awsQuotas: KinesisVideoQuotas = {
  channelsPerAccount: 10_000,
  streamsPerAccount: 10_000,
  storedBytesPerStream: 256 * 1024 * 1024,
  storedFragmentsPerStream: 20_000,
  viewersPerChannel: 10,
  payloadCharacters: 10 * 1024,
  descriptionsPerSecond: 5,
  candidatesPerSecond: 20,
};

// Create, update and delete are asynchronous; AWS gives no figures, users see "less than a few seconds". [sdk-c #1073]
export const creatingMs = 1000;
export const updatingMs = 1000;
export const deletingMs = 2000;

export const connectionLifeMs = 60 * 60 * 1000;
export const goAwayGraceMs = 60 * 1000;
export const idleMs = 10 * 60 * 1000;
