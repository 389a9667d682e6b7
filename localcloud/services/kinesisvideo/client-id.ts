// Names that viewers go by. [KVS: ConnectAsViewer]
import { invalidArgument, shown } from './channel.ts';

/** The documented pattern lacks its `+`; the `AWS_` prefix is reserved in any case. */
export function requireClientId(clientId: string): string {
  if (!/^(?!AWS_)[a-zA-Z0-9_.-]{1,256}$/i.test(clientId)) {
    throw invalidArgument(
      `ClientId must be 1 to 256 of a-z A-Z 0-9 _ . - and not begin with AWS_, but is ${shown(clientId)}.`,
    );
  }
  return clientId;
}
