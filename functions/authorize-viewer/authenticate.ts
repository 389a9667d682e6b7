// The seam for "who is it?": a way to authenticate is a function of this shape, and nothing behind it knows which one it was.
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';

/** Rejects when it cannot know (an outage); a caller who fails to prove anything is a refusal, with its reason for the log. */
export type Authenticate = (event: APIGatewayRequestAuthorizerEventV2) => Promise<Authentication>;

/** `isAdmin`: may see the details of any camera, and is otherwise a user like every other. */
export type Authentication = { readonly userId: string; readonly isAdmin: boolean } | { readonly refused: string };
