// A logger that remembers, and can be asked whether a secret got into it.
import type { Log } from '../../functions/shared/log.ts';

export interface RecordedLog extends Log {
  readonly lines: ({ level: string; message: string } & Record<string, unknown>)[];
}

export function recordedLog(): RecordedLog {
  const lines: RecordedLog['lines'] = [];
  const at = (level: string) => (message: string, fields: Record<string, unknown>) =>
    void lines.push({ level, message, ...fields });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
