// A message that passes through AWS IoT, from a client or from AWS itself.
export interface IotMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** Of the MQTT client that published it; absent for `$aws/events/…`. */
  readonly clientId?: string;
  /** Certificate id of the publisher. */
  readonly principal?: string;
}
