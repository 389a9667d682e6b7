// Signing in and out in the browser: the page, its form, and the way back to the app with a code.
import type { Exchange } from './exchange.ts';
import { html, readForm, redirect, withParameters } from './http.ts';
import { problemPage, signInPage } from './sign-in-page.ts';
import { readSignInRequest } from './sign-in-request.ts';
import type { UserPool, UserPools } from './user-pools.ts';

export const isAddress = (email: string): boolean => /^[!-~]+@[!-~]+$/.test(email);

export function showSignInPage({ pools, pool, url, response }: Exchange): void {
  if (pool.domain === undefined)
    return html(response, 404, problemPage('This user pool has no domain, and so no sign-in page.'));
  const read = readSignInRequest(pools, pool, url.searchParams);
  if ('problem' in read) return html(response, 400, problemPage(read.problem));
  if ('error' in read) return redirect(response, refusalUrl(read));
  const users = pools.usersOf(pool).map(({ email }) => email);
  const action = `/${pool.id}/login${url.search}`;
  html(response, 200, signInPage({ action, users, groups: pools.groupsOf(pool) }));
}

export async function signIn({ cloud, pools, grants, pool, url, request, response }: Exchange): Promise<void> {
  const { origin } = request.headers;
  // Only the page that we served: no other site signs somebody in here.
  if (origin !== undefined && origin !== `http://${request.headers.host}`)
    return html(response, 403, problemPage('This form belongs to another site.'));
  const read = readSignInRequest(pools, pool, url.searchParams);
  if ('problem' in read) return html(response, 400, problemPage(read.problem));
  if ('error' in read) return redirect(response, refusalUrl(read));
  const form = await readForm(request);
  const email = (form.get('user') || form.get('email') || '').trim();
  if (!isAddress(email)) return html(response, 400, problemPage('That is not an e-mail address.'));
  const { client, redirectUri, scope, state, ...proof } = read.request;
  const { email: known } = await pools.signIn(pool, email);
  const code = grants.newCode({
    ...{ poolId: pool.id, clientId: client.id, email: known, groups: chosenGroups(pools, pool, form) },
    ...{ redirectUri, scope, signedInAt: Math.floor(cloud.clock.now() / 1000), ...proof },
  });
  redirect(response, withParameters(redirectUri, { code, ...(state !== undefined && { state }) }));
}

export function signOut({ pools, pool, url, response }: Exchange): void {
  const client = pools.findClient(pool, url.searchParams.get('client_id') ?? undefined);
  const target = url.searchParams.get('logout_uri') ?? '';
  if (!client?.logoutUrls.includes(target))
    return html(response, 400, problemPage("The parameter logout_uri is none of the client's sign-out URLs."));
  redirect(response, target);
}

/** Groups that the pool has; who signs in says which of them to be in. */
export function chosenGroups(pools: UserPools, pool: UserPool, form: URLSearchParams): string[] {
  const chosen = form.getAll('group');
  return pools.groupsOf(pool).filter((name) => chosen.includes(name));
}

const refusalUrl = (refusal: { redirectUri: string; error: string; description: string; state?: string }): string =>
  withParameters(refusal.redirectUri, {
    error: refusal.error,
    error_description: refusal.description,
    ...(refusal.state !== undefined && { state: refusal.state }),
  });
