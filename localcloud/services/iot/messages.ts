// A message that passes through AWS IoT, from a client or from AWS itself.
export interface IotMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** Of the MQTT client that published it; absent for `$aws/events/…` and for what came by HTTP. */
  readonly clientId?: string;
  /** Certificate id of the publisher; of a caller by HTTP, its user id. */
  readonly principal?: string;
}

// [IOT quotas: message broker]
export const maxPayloadBytes = 128 * 1024;
const maxTopicBytes = 256;
const maxTopicSlashes = 7;

/** Why this is no topic to publish to, in a few words; undefined when it is one. */
export function topicFault(topic: string): string | undefined {
  if (Buffer.byteLength(topic) <= maxTopicBytes && topic.split('/').length - 1 <= maxTopicSlashes) return undefined;
  return `a topic has at most ${maxTopicBytes} bytes and ${maxTopicSlashes} slashes`;
}
