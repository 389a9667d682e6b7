// Entry of authorize-viewer.
export const handler = async (): Promise<never> => {
  throw new Error('authorize-viewer is not written yet.');
};
