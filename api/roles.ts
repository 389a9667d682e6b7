// What a user can be to a camera.

/**
 * OWNER and VIEWER watch. A RECIPIENT is offered the camera and may take it over. An ADMIN looks after the fleet and watches nothing.
 * In this order: whoever is several of them counts as the first that an operation admits.
 */
export const roles = ['OWNER', 'VIEWER', 'RECIPIENT', 'ADMIN'] as const;
export type Role = (typeof roles)[number];
