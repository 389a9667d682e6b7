// The sign-in page: whom do you want to be? It asks for no password, because it runs on your own machine.

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: string): string => value.replace(/[&<>"']/g, (character) => escapes[character]!);

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 24rem; margin: 12vh auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
  p { margin: 0 0 1.25rem; opacity: .75; }
  form { display: grid; gap: .6rem; }
  button, input[type=email] { font: inherit; padding: .65rem .8rem; border: 1px solid #8888; border-radius: .5rem; }
  button { text-align: left; cursor: pointer; background: #8881; }
  button:hover, button:focus-visible { border-color: #2a6df4; }
  fieldset { border: 0; padding: 0; margin: .4rem 0; }
  .other { display: grid; grid-template-columns: 1fr auto; gap: .5rem; margin-top: .4rem; }
`;

export interface SignInPage {
  /** Where the form goes, with everything that the app asked for. */
  readonly action: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export function signInPage({ action, users, groups }: SignInPage): string {
  const buttons = users
    .map((email) => `<button name="user" value="${text(email)}">${text(email)}</button>`)
    .join('\n      ');
  const boxes = groups.map(
    (name) => `<label><input type="checkbox" name="group" value="${text(name)}"> as one of ${text(name)}</label>`,
  );
  return page(
    'Sign in',
    `<h1>Sign in</h1>
    <p>Lensgate on this machine. No password: choose whom to be.</p>
    <form method="post" action="${text(action)}">
      ${boxes.length > 0 ? `<fieldset>${boxes.join('<br>')}</fieldset>` : ''}
      ${buttons}
      <div class="other">
        <input type="email" name="email" placeholder="somebody.else@example.com" aria-label="E-mail address of another user" autocomplete="off">
        <button name="user" value="">Sign in</button>
      </div>
    </form>`,
  );
}

export const problemPage = (problem: string): string =>
  page('Not possible', `<h1>Not possible</h1><p>${text(problem)}</p>`);

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${title} · Lensgate, local</title>
    <style>${style}</style>
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}
