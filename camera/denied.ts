// Whether AWS refused the credentials, as the SDK, a WebSocket handshake and PutMedia each tell it.

export function isDenied(error: unknown): boolean {
  const { status, $metadata } = error as { status?: number; $metadata?: { httpStatusCode?: number } };
  return [401, 403].includes(status ?? $metadata?.httpStatusCode ?? 0);
}
