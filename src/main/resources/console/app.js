/** The console: which page an address shows, and what is around it. */
import { html, render, useErrorBoundary, useEffect, useState } from './core/html.js';
import { Shell } from './core/shell.js';
import { navigate, useRoute } from './core/state.js';
import { Empty, Failure, Link, Loading, Page } from './core/ui.js';

/** Pages by path: how each is loaded, and the parameters that tell what it is about. */
const PAGES = {
  '/': { load: () => import('./pages/overview.js') },
  '/service': { load: () => import('./pages/service.js'), about: ['service'] },
  '/tool': { load: () => import('./pages/tool.js'), about: ['service', 'tool'] },
  '/errors': { load: () => import('./pages/errors.js') },
  '/error': { load: () => import('./pages/error.js'), about: ['fingerprint'] },
  '/traces': { load: () => import('./pages/traces.js') },
  '/trace': { load: () => import('./pages/trace.js'), about: ['trace'] },
  '/slo': { load: () => import('./pages/slo.js') },
  '/report': { load: () => import('./pages/report.js'), about: ['service'] },
  '/usage': { load: () => import('./pages/usage.js') },
  '/checks': { load: () => import('./pages/checks.js') },
  '/check': { load: () => import('./pages/check.js'), about: ['probe'] },
  '/coverage': { load: () => import('./pages/coverage.js') },
  '/system': { load: () => import('./pages/system.js') },
  '/start': { load: () => import('./pages/start.js') },
  '/login': { load: () => import('./pages/login.js') },
};

/** Why a page cannot be loaded: its files are of a version that is no longer served, or nothing is. */
const OUTDATED = { title: 'It could not be loaded',
  detail: 'Toolwatch does not answer, or was updated since the console was opened.' };

const loaded = new Map();

/* The first page is loaded while the frame is drawn. */
PAGES[location.pathname]?.load().catch(() => undefined);

function App() {
  const { path, params } = useRoute();
  const page = PAGES[path];
  return html`<${Shell}>${page
    ? html`<${Show} key=${[path, ...(page.about ?? []).map(name => params.get(name))].join('\n')} path=${path} />`
    : html`<${Missing} path=${path} />`}<//>`;
}

/** A page, which is loaded when it is first shown. One that fails takes nothing else with it. */
function Show({ path }) {
  const [module, setModule] = useState(loaded.get(path));
  const [error, setError] = useState(null);
  const [thrown, reset] = useErrorBoundary(problem => console.error(problem));
  useEffect(() => {
    if (module || error) {
      return undefined;
    }
    let gone = false;
    PAGES[path].load().then(next => {
      loaded.set(path, next);
      gone || setModule(next);
    }, problem => gone || setError(problem));
    return () => gone = true;
  }, [module, error]);
  if (error || thrown) {
    return html`
      <${Page} title="This page does not work">
        <${Failure} error=${error ? OUTDATED : thrown} retry=${error ? () => location.reload() : reset} />
      <//>`;
  }
  return module ? html`<${module.default} />` : html`<${Loading} lines=${6} />`;
}

function Missing({ path }) {
  return html`
    <${Page} title="There is no such page">
      <${Empty} title=${`Nothing is at ${path}`}>
        <p>Go to the <${Link} to="/">overview<//>, or search for a service or tool with <kbd>/</kbd>.</p>
      <//>
    <//>`;
}

/** Links within the console do not load it anew. */
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey
      || event.altKey || link.target || link.hasAttribute('download') || link.origin !== location.origin
      || !(link.pathname in PAGES)) {
    return;
  }
  event.preventDefault();
  navigate(link.href);
});

render(html`<${App} />`, document.getElementById('app'));
