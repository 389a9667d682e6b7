// How a person proves to the viewer API who they are. The pages call that API themselves, through client/, below /viewer-api.

export interface TokenRequest {
  readonly email: string;
}

/** An ID token, a secret for as long as it lives: kept in the page's memory only. */
export interface IssuedToken {
  readonly token: string;
  /** In the one spelling of user ids. */
  readonly email: string;
  readonly expiresAt: number;
}
