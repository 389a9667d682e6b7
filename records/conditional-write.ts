// A write on a condition: whether the condition held is an answer, everything else that goes wrong is not.

/** False when the condition didn't hold. Rejects with the SDK's error for everything else. */
export async function tookPlace(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
