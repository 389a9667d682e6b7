// What a person does who stands before the camera: pairs it, presses its button, resets it.
import { randomUUID } from 'node:crypto';
import { belongsTo, type Model, type User } from '../model.ts';
import type { System } from '../system.ts';
import { says } from './camera.ts';
import { sessionsEnd } from './people.ts';

/** With a token that the user's app has just asked for, or with one that has been brought before. */
export async function pair(
  system: System,
  { living, tokens }: Model,
  { user, token }: { user: User; token: 'new' | 'spent' },
): Promise<void> {
  if (!living) return;
  if (token === 'spent') {
    const spent = tokens.at(-1);
    if (spent !== undefined) await says(system, living, 'pairing', { pairingToken: spent });
    return;
  }
  const { body } = await system.ask(user, 'POST', '/pairings');
  const pairingToken = String(body['pairingToken']);
  await says(system, living, 'pairing', { pairingToken });
  tokens.push(pairingToken);
  if (living.owner === undefined) belongsTo(living, user);
}

export async function pressButton(system: System, { living }: Model): Promise<void> {
  if (living) await says(system, living, 'setup', { requestId: randomUUID() });
}

export async function reset(system: System, { living }: Model): Promise<void> {
  if (!living) return;
  const before = (await system.record())!;
  const hadOwner = living.owner !== undefined;
  await says(system, living, 'factory-reset', { requestId: randomUUID() });
  if (!hadOwner) return;
  belongsTo(living, undefined);
  living.claimCode = living.label;
  await sessionsEnd(system, before.channelArn);
}
