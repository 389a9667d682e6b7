// What a pure core needs of a logger; the Powertools Logger is one.

export interface Log {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** An error's name and message as log fields. Nothing else of it: SDK errors carry requests and responses. */
export function errorFields(error: unknown): { error: { name: string; message: string } } {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { error: { name, message } };
}
