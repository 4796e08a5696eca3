/** What is around every page: the side bar, the header and the keyboard. */
import { html, useEffect, useRef, useState } from './html.js';
import { del, refreshSession, setLive, useAway, useLive, useSession } from './api.js';
import { SearchBox, ServiceFilter } from './find.js';
import { navigate, href, useRoute } from './state.js';
import { Link } from './ui.js';
import { TimePicker } from './time.js';

const SECTIONS = [
  { title: 'Watch', pages: [
    { to: '/', label: 'Overview', key: 'o', also: ['/service', '/tool'] },
    { to: '/errors', label: 'Errors', key: 'e', also: ['/error'] },
    { to: '/traces', label: 'Traces', key: 't', also: ['/trace'] },
    { to: '/slo', label: 'Service level', key: 'l', also: ['/report'] },
    { to: '/checks', label: 'Checks', key: 'c', also: ['/check'] },
  ] },
  { title: 'Understand', pages: [
    { to: '/usage', label: 'Usage', key: 'u', also: [] },
    { to: '/coverage', label: 'Coverage', key: 'v', also: [] },
  ] },
  { title: 'Toolwatch', pages: [
    { to: '/system', label: 'System', key: 's', also: [] },
    { to: '/start', label: 'Get started', key: 'g', also: [] },
  ] },
];
const PAGES = SECTIONS.flatMap(section => section.pages);

export function Shell({ children }) {
  const { path } = useRoute();
  const [menu, setMenu] = useState(false);
  const [help, setHelp] = useState(false);
  const away = useAway();
  const search = useRef(null);
  useEffect(() => setMenu(false), [path]);
  useKeys(search, () => setHelp(true));
  if (path === '/login') {
    return html`<main id="main" class="alone" tabindex="-1">${children}</main>`;
  }
  return html`
    <div class=${menu ? 'shell menu-open' : 'shell'}>
      <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
      <nav class="side" aria-label="Pages">
        <div class="brand">
          <${Link} to="/" class="brand-link" aria-label="Toolwatch, overview"><${Logo} />Toolwatch<//>
          <button type="button" class="button menu-button" aria-expanded=${menu ? 'true' : 'false'}
            aria-controls="pages" onClick=${() => setMenu(!menu)}>Menu</button>
        </div>
        <div id="pages">
          ${SECTIONS.map(section => html`
            <div class="nav-section" key=${section.title}>
              <h2>${section.title}</h2>
              <ul>${section.pages.map(page => html`
                <li key=${page.to}><${NavLink} page=${page} path=${path} /></li>`)}</ul>
            </div>`)}
        </div>
        <${Foot} showHelp=${() => setHelp(true)} />
      </nav>
      <header class="top">
        <${ServiceFilter} />
        <${TimePicker} />
        <${Live} />
        <${SearchBox} inputRef=${search} />
      </header>
      <main id="main" tabindex="-1">
        <div role="status">${away && html`
          <p class="note tone-bad away">Toolwatch does not answer. What you see may be out of date; the console keeps
            trying.</p>`}</div>
        ${children}
      </main>
      ${help && html`<${Help} close=${() => setHelp(false)} />`}
    </div>`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function NavLink({ page, path }) {
  const here = page.to === path;
  const current = here ? 'page' : page.also.includes(path) ? 'true' : undefined;
  return html`<${Link} to=${page.to} aria-current=${current}>${page.label}<//>`;
}

/** What is shown keeps itself up to date until one stops it. */
function Live() {
  const live = useLive();
  return html`
    <button type="button" class="button live" role="switch" aria-checked=${live ? 'true' : 'false'}
        title=${live ? 'Up to date by itself: stop it' : 'Stopped: go on'} onClick=${() => setLive(!live)}>
      <span class="sign" aria-hidden="true">${live ? '●' : '❚❚'}</span>Live
    </button>`;
}

function Logo() {
  return html`
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" />
      <path d="M5 17h5l3-8 5 15 4-11 2 4h3" /></svg>`;
}

function Foot({ showHelp }) {
  const session = useSession();
  async function leave() {
    try {
      await del('/session');
    } finally {
      refreshSession();
      navigate('/login');
    }
  }
  return html`
    <div class="side-foot">
      ${session?.authentication === 'token' && html`
        <span class="who">${session.name} <span class="muted">(${session.role})</span></span>
        <button type="button" class="button small" onClick=${leave}>Sign out</button>`}
      <button type="button" class="button small" aria-keyshortcuts="?" onClick=${showHelp}>Keyboard <kbd
        aria-hidden="true">?</kbd></button>
    </div>`;
}

const KEYS_OFF = 'toolwatch.keys.off';

function keysOff() {
  return localStorage.getItem(KEYS_OFF) !== null;
}

function setKeys(on) {
  if (on) {
    localStorage.removeItem(KEYS_OFF);
  } else {
    localStorage.setItem(KEYS_OFF, '');
  }
}

/**
 * Keys that work everywhere but where one writes: / ? t f, and g followed by a page's letter. Who speaks to the
 * computer, or hits keys by mistake, can turn them off.
 */
function useKeys(search, showHelp) {
  useEffect(() => {
    let going = 0;
    function key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || keysOff() || writes(event.target)
          || document.querySelector('dialog[open]')) {
        return;
      }
      const page = event.timeStamp - going < 1500 && PAGES.find(one => one.key === event.key);
      going = !page && event.key === 'g' ? event.timeStamp : 0;
      const action = page ? () => navigate(href(page.to)) : {
        '/': () => open(search.current),
        '?': showHelp,
        t: () => document.getElementById('time-picker')?.click(),
        f: () => open(document.querySelector('.service-filter input')),
      }[event.key];
      if (action) {
        event.preventDefault();
        action();
      }
    }
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
}

function open(input) {
  input?.focus();
  input?.click();
}

function writes(element) {
  return element.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName);
}

function Help({ close }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const keys = [['/', 'Search'], ['t', 'Choose the time range'], ['f', 'Choose a service'],
    ...PAGES.map(page => [`g ${page.key}`, page.label]), ['?', 'This help'], ['Esc', 'Close']];
  return html`
    <dialog class="help" ref=${dialog} aria-labelledby="help-title" onClose=${close}
        onClick=${event => event.target === dialog.current && dialog.current.close()}>
      <div class="help-body">
        <h2 id="help-title">Keyboard</h2>
        <dl>${keys.map(([name, does]) => html`
          <div key=${name}>
            <dt>${name.split(' ').map((one, place) => html`<kbd key=${place}>${one}</kbd>`)}</dt><dd>${does}</dd>
          </div>`)}</dl>
        <label class="choice"><input type="checkbox" checked=${!keysOff()}
          onChange=${event => setKeys(event.target.checked)} />Use these keys</label>
        <button type="button" class="button" onClick=${() => dialog.current.close()}>Close</button>
      </div>
    </dialog>`;
}
