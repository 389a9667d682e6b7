// What several commands take, read and checked in one way.
import { InvalidArgumentError, Option } from 'commander';
import { isCameraName } from '../records/camera-name.ts';
import { isReason } from '../records/reason.ts';
import { normaliseUserId } from '../records/user-id.ts';
import { isSerialNumber, serialNumberRule } from './manifest/entry.ts';

export interface OfCamera {
  readonly camera: string;
}
export interface WithReason {
  readonly reason?: string;
}
/** Whoever has said --yes isn't asked. */
export interface AsksFirst {
  readonly yes: boolean;
}

/** Of a command about one camera: OfCamera. */
export const cameraOption = (): Option =>
  new Option('--camera <name>', 'name of the camera').argParser(cameraName).makeOptionMandatory();

/** Of what a person does to a camera, and the history tells: WithReason. */
export const reasonOption = (): Option => new Option('--reason <text>', 'why, for the history').argParser(reason);

/** Of what can't be undone: AsksFirst. */
export const yesOption = (): Option => new Option('--yes', "don't ask").default(false);

/** @throws InvalidArgumentError */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}

/** @throws InvalidArgumentError */
export function cameraName(text: string): string {
  if (!isCameraName(text)) throw new InvalidArgumentError('It takes 1 to 128 letters, digits, _ and -.');
  return text;
}

/** @throws InvalidArgumentError */
function reason(text: string): string {
  if (!isReason(text)) throw new InvalidArgumentError('It takes 1 to 512 characters on one line.');
  return text;
}

/** @throws InvalidArgumentError */
export function serialNumber(text: string): string {
  if (!isSerialNumber(text)) throw new InvalidArgumentError(`It takes ${serialNumberRule}.`);
  return text;
}

/** In the one spelling that records have. @throws InvalidArgumentError */
export function userAddress(text: string): string {
  const userId = normaliseUserId(text);
  if (userId === undefined) throw new InvalidArgumentError('It takes one e-mail address.');
  return userId;
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90m`, `12h`, `30d`, in milliseconds. @throws InvalidArgumentError */
export function timeSpan(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count === undefined)
    throw new InvalidArgumentError('It takes a number of minutes, hours or days: 90m, 12h, 30d.');
  return Number(count) * unitMs[unit!]!;
}

/** A time span back from now, or a date and time; in milliseconds since the epoch. @throws InvalidArgumentError */
export function moment(text: string): number {
  if (/^\d+[mhd]$/.test(text)) return Date.now() - timeSpan(text);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('It takes a time span (90m, 12h, 30d), or a date (2026-01-31, 2026-01-31T08:00Z).');
  return at;
}
