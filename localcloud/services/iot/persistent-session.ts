// What aedes remembers of a client that connected without a clean session, and how that is forgotten while it is connected.
import type { Aedes, Client } from 'aedes';

// aedes-persistence, of which aedes has no types.
interface Persistence {
  cleanSubscriptions(client: Client): Promise<void>;
  outgoingStream(client: Client): AsyncIterable<object>;
  outgoingClearMessageId(client: Client, packet: object): Promise<unknown>;
}

/** Subscriptions first, so that nothing more is kept for it; then what waits. Changes nothing for a client with a clean session. */
export async function forgetSession(aedes: Aedes, client: Client): Promise<void> {
  if (client.clean) return;
  const { persistence } = aedes as unknown as { persistence: Persistence };
  await persistence.cleanSubscriptions(client);
  for await (const packet of persistence.outgoingStream(client)) {
    await persistence.outgoingClearMessageId(client, packet);
  }
}
