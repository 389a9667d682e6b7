// Looks again and again until there is something to see.

/** What `look` resolves with as soon as it is neither undefined nor false. The test's own timeout is the limit. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    // Who fails by that timeout goes on looking: that must not keep jest's worker alive.
    await new Promise((resolve) => setTimeout(resolve, 50).unref());
  }
}
