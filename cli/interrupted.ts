// Ctrl-C for commands that end their work in order.

/** Aborted at the first SIGINT or SIGTERM; the second one ends the process at once. */
export function interrupted(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return controller.signal;
}
