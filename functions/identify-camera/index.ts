// Entry of identify-camera.
export const handler = async (): Promise<never> => {
  throw new Error('identify-camera is not written yet.');
};
