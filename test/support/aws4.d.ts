// aws4 brings no types.
declare module 'aws4' {
  export interface Request {
    service?: string;
    region?: string;
    method?: string;
    host?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    signQuery?: boolean;
    /** Signed although aws4 leaves them out by itself, and the other way round. Lower-case names. */
    extraHeadersToInclude?: Record<string, true>;
    extraHeadersToIgnore?: Record<string, true>;
  }
  export interface Credentials {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  }
  const aws4: { sign(request: Request, credentials: Credentials): Request };
  export default aws4;
}
