// A function's environment is read once; whatever is missing is reported together.

export class MissingEnvironmentError extends Error {
  override readonly name = 'MissingEnvironmentError';

  constructor(missing: readonly string[]) {
    super(
      `Environment variables are missing: ${missing.join(', ')}. ` +
        'The CDK app sets them; deploy the stack again, or set them where you run the function by hand.',
    );
  }
}

/**
 * Values of the named variables. An empty value counts as missing, unless the variable stands in `mayBeEmpty`, which must still be set.
 * @throws MissingEnvironmentError naming every missing variable
 */
export function readEnvironment<Name extends string>(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly Name[],
  mayBeEmpty: readonly Name[] = [],
): Readonly<Record<Name, string>> {
  const missing = names.filter(
    (name) => !(environment[name] || (environment[name] === '' && mayBeEmpty.includes(name))),
  );
  if (missing.length > 0) throw new MissingEnvironmentError(missing);
  return Object.freeze(Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>);
}
