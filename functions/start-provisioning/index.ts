// Entry of start-provisioning.
export const handler = async (): Promise<never> => {
  throw new Error('start-provisioning is not written yet.');
};
