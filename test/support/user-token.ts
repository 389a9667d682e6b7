// A user's token from the local issuer, as the command line gets it.
import type { CloudContext } from '../../localcloud/core/cloud-context.ts';

export interface UserTokens {
  readonly id_token: string;
  readonly access_token: string;
}

export async function userTokens(
  { iam: { operator } }: Pick<CloudContext, 'iam'>,
  outputs: ReadonlyMap<string, string>,
  user: string,
  { admin = false }: { admin?: boolean } = {},
): Promise<UserTokens> {
  const form = new URLSearchParams({ client_id: outputs.get('UserPoolClientId')!, user });
  if (admin) form.append('group', 'admins');
  const key = Buffer.from(`${operator.accessKeyId}:${operator.secretAccessKey}`).toString('base64');
  const url = `${outputs.get('TokenIssuer')!}/local/token`;
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Basic ${key}` }, body: form });
  if (!response.ok) throw new Error(`the local issuer answered ${response.status}`);
  return (await response.json()) as UserTokens;
}
