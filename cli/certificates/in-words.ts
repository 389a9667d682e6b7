// What a ban has done, for a person.
import type { Withdrawn } from './withdraw.ts';

export function bansInWords(what: string, isNew: boolean, withdrawn: readonly Withdrawn[]): string {
  return [
    `${what[0]!.toUpperCase()}${what.slice(1)} ${isNew ? 'is banned' : 'was banned already'}.`,
    ...outcomesInWords(withdrawn),
  ].join('\n');
}

export interface ListTold {
  readonly name: string;
  readonly listed: number;
  readonly added: number;
  readonly nextUpdate: string | undefined;
}

export function listInWords({ name, listed, added, nextUpdate }: ListTold, withdrawn: readonly Withdrawn[]): string {
  return [
    `Certificates on the list of ${name}: ${listed}. Banned now: ${added}. Banned before: ${listed - added}.`,
    ...outcomesInWords(withdrawn),
    ...(nextUpdate === undefined ? [] : [`The CA's next list is due by ${nextUpdate}.`]),
  ].join('\n');
}

function outcomesInWords(withdrawn: readonly Withdrawn[]): string[] {
  const cameras = [...new Set(withdrawn.flatMap((one) => one.cameras))];
  return [
    ...withdrawn.map(({ certificateId, outcome }) => outcomeInWords[outcome](certificateId)),
    ...cameras.map((name) => `Camera ${name} can't connect any more.`),
    ...(cameras.length === 0
      ? []
      : [
          `Record and owner stay, and credentials for video that a camera has are good until they end. At once, and for good: lensgate camera retire --camera ${cameras.length === 1 ? cameras[0] : '<name>'}`,
        ]),
  ];
}

const outcomeInWords: Readonly<Record<Withdrawn['outcome'], (certificateId: string) => string>> = {
  withdrawn: (id) => `Certificate ${id} is INACTIVE now.`,
  inactive: (id) => `Certificate ${id} was not active.`,
  unknown: (id) => `AWS IoT doesn't know certificate ${id}: it is refused when it comes.`,
  registering: (id) => `Certificate ${id} is still being registered.`,
};
