// Staging labels: each is on one version at most, and what was AWSCURRENT becomes AWSPREVIOUS. Pure: returns new versions.
import { AwsError } from '../../core/aws-error.ts';

export interface SecretVersion {
  readonly stages: readonly string[];
  readonly string?: string | undefined;
  /** Base64. */
  readonly binary?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}
export type Versions = Readonly<Record<string, SecretVersion>>;

export const current = 'AWSCURRENT';
export const previous = 'AWSPREVIOUS';

// Versions without a label are deprecated: kept while there is room, and read by their id only.
const maxVersions = 100;

export function versionWith(versions: Versions, stage: string): string | undefined {
  return Object.keys(versions).find((id) => versions[id]!.stages.includes(stage));
}

/** Moves a label to a version; AWSCURRENT leaves AWSPREVIOUS where it was. */
export function attachLabel(versions: Versions, stage: string, versionId: string): Versions {
  const before = versionWith(versions, stage);
  if (before === versionId) return versions;
  const moved = mapStages(versions, (stages, id) => {
    const others = stages.filter((label) => label !== stage);
    return id === versionId ? [...others, stage] : others;
  });
  return stage === current && before !== undefined ? attachLabel(moved, previous, before) : moved;
}

export function removeLabel(versions: Versions, stage: string): Versions {
  return mapStages(versions, (stages) => stages.filter((label) => label !== stage));
}

/** A secret's first version is always AWSCURRENT as well, whatever labels it is given. */
export function addVersion(
  versions: Versions,
  versionId: string,
  version: Omit<SecretVersion, 'stages'>,
  stages: readonly string[],
): Versions {
  const isFirst = Object.keys(versions).length === 0;
  const labels = isFirst ? [...new Set([current, ...stages])] : stages;
  const added: Versions = { ...versions, [versionId]: { ...version, stages: [] } };
  return withoutSurplus(labels.reduce((all, label) => attachLabel(all, label, versionId), added));
}

/** [UpdateSecretVersionStage]: a label that is somewhere must be taken from there by name. */
export function moveLabel(
  versions: Versions,
  stage: string,
  { to, from }: { to: string | undefined; from: string | undefined },
): Versions {
  const holder = versionWith(versions, stage);
  if (from !== undefined && holder !== from)
    throw new AwsError(
      'InvalidParameterException',
      `The staging label ${stage} isn't attached to version ${from}${holder === undefined ? '' : `, but to ${holder}`}.`,
    );
  if (to === undefined) {
    if (from === undefined)
      throw new AwsError('InvalidParameterException', 'Give MoveToVersionId, RemoveFromVersionId or both.');
    if (stage === current)
      throw new AwsError(
        'InvalidParameterException',
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      );
    return removeLabel(versions, stage);
  }
  if (!versions[to])
    throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret version: ${to}.`);
  if (holder !== undefined && holder !== to && from === undefined)
    throw new AwsError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  return attachLabel(versions, stage, to);
}

function mapStages(versions: Versions, change: (stages: readonly string[], id: string) => readonly string[]): Versions {
  return Object.fromEntries(
    Object.entries(versions).map(([id, version]) => [id, { ...version, stages: change(version.stages, id) }]),
  );
}

function withoutSurplus(versions: Versions): Versions {
  const surplus = Object.keys(versions).length - maxVersions;
  if (surplus <= 0) return versions;
  const oldest = Object.entries(versions)
    .filter(([, { stages }]) => stages.length === 0)
    .sort(([, a], [, b]) => a.createdAt - b.createdAt)
    .slice(0, surplus)
    .map(([id]) => id);
  return Object.fromEntries(Object.entries(versions).filter(([id]) => !oldest.includes(id)));
}
