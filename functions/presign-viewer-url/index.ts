// Entry of presign-viewer-url.
export const handler = async (): Promise<never> => {
  throw new Error('presign-viewer-url is not written yet.');
};
