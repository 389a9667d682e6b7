// What becomes of a registered serial number whose camera comes with another certificate. [Azure DPS: reprovisioning, for the words]

/**
 * `never`: it is refused. `migrate`: name, owner and shares go over to the new certificate. `reset`: the former life ends, with its
 * owner and its shares.
 */
export const reprovisions = ['never', 'migrate', 'reset'] as const;

export type Reprovision = (typeof reprovisions)[number];

export const isReprovision = (word: string | undefined): word is Reprovision =>
  (reprovisions as readonly (string | undefined)[]).includes(word);
