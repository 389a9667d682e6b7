// Settings of check-certificate-request: there are none.

/** What the stack must set. */
export type CheckCertificateRequestEnvironment = Readonly<Record<string, never>>;
