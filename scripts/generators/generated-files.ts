// What a generator gives back.

/** Text by path, relative to the project's root; undefined where no file may be any more. */
export type GeneratedFiles = ReadonlyMap<string, string | undefined>;
