/** The login: a token is exchanged for a session, and the page that was asked for is shown. */
import { html, useEffect, useRef, useState } from '../core/html.js';
import { post, refreshSession, useSession } from '../core/api.js';
import { navigate, useRoute } from '../core/state.js';
import { Card, Field, Page } from '../core/ui.js';

export default function Login() {
  const next = ownPath(useRoute().params.get('next'));
  const session = useSession();
  const [token, setToken] = useState('');
  const [visible, setVisible] = useState(false);
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const form = useRef(null);
  const open = session !== null && session.authentication === 'none';
  useEffect(() => {
    if (open) {
      navigate(next, { replace: true });
    }
  }, [open]);

  useEffect(() => form.current.elements.token.focus(), []);

  async function submit(event) {
    event.preventDefault();
    if (token.trim() === '') {
      setFailure('Enter a token.');
      return;
    }
    setBusy(true);
    try {
      await post('/session', { token: token.trim() });
      setToken('');
      await refreshSession();
      navigate(next, { replace: true });
    } catch (error) {
      setFailure(words(error));
    } finally {
      setBusy(false);
    }
  }

  return html`
    <${Page} title="Sign in" subtitle="This Toolwatch is read with a token">
      ${session?.authentication === 'token' && html`
        <p class="note tone-info">You are signed in as ${session.name}. <a href=${next}>Go on</a>, or sign in with
          another token.</p>`}
      <${Card} class="login">
        <form ref=${form} onSubmit=${submit}>
          <${Field} label="Token" type=${visible ? 'text' : 'password'} value=${token} onInput=${setToken}
            name="token" autocomplete="current-password" spellcheck=${false} autocapitalize="off" error=${failure}
            hint="One with the role read or admin, from the settings or the token file of this Toolwatch." />
          <label class="check"><input type="checkbox" checked=${visible}
            onChange=${event => setVisible(event.target.checked)} /> Show the token</label>
          <p role="alert" class="unseen">${failure}</p>
          <button type="submit" class="button primary" disabled=${busy}>${busy ? 'Signing in…' : 'Sign in'}</button>
        </form>
      <//>
      <details class="explained">
        <summary>I have no token</summary>
        <p>Whoever runs Toolwatch makes one with <code>openssl rand -hex 32</code> and adds it to the settings
          ${' '}<code>toolwatch.auth.tokens.NAME.token</code> and
          ${' '}<code>toolwatch.auth.tokens.NAME.roles=read</code>, or to the file that
          ${' '}<code>toolwatch.auth.token-file</code> names.</p>
        <p>The token is not kept in this browser: it is exchanged for a session that ends by itself.</p>
      </details>
    <//>`;
}

/**
 * Where to go on: only to a path of this site. What names another host, such as //example.org, and the login itself
 * are the overview.
 */
export function ownPath(next) {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\u0000-\u001f\\]/.test(next)) {
    return '/';
  }
  const url = new URL(next, location.origin);
  return url.origin === location.origin && url.pathname !== '/login' ? url.pathname + url.search : '/';
}

function words(error) {
  switch (error.status) {
    case 0: return `${error.title}. ${error.detail}`;
    case 400: return 'This is not a token: it has 16 or more letters, digits and -._~+/';
    case 401: return 'No such token. Check that it is complete, and that it has not been revoked.';
    case 403: return 'This token may not read: it needs the role read or admin.';
    case 429: return 'Too many attempts. Wait a minute.';
    default: return `${error.title}. Try again; if it stays so, look into the log of Toolwatch.`;
  }
}
