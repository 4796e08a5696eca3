/** The API, as the pages read it: requests, errors, polling that does not flicker, and the session. */
import { useCallback, useEffect, useRef, useState } from './html.js';
import { navigate } from './state.js';

const BASE = '/api/v1';
const TIMEOUT = 45000;
const LONGEST_PAUSE = 60000;
const CACHED = 40;

/** What the API answered instead of data. `status` is 0 if it did not answer at all. */
export class ApiError extends Error {
  constructor({ status, title, detail, invalid = [], retryAfter = 0 }) {
    super(detail || title);
    this.name = 'ApiError';
    Object.assign(this, { status, title, detail, invalid, retryAfter });
  }
}

/** Reads BASE + path as JSON. Parameters that are null, undefined or empty are left out. */
export function get(path, params = {}, { signal, fresh = false } = {}) {
  return text(address(path, params), { signal, cache: fresh ? 'no-cache' : 'default' }).then(parse);
}

/** Posts `body` as JSON and answers what comes back, or null. */
export function post(path, body) {
  return send(path, 'POST', body);
}

/** Deletes what is at `path`. */
export function del(path) {
  return send(path, 'DELETE');
}

function send(path, method, body) {
  const json = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return text(BASE + path, { method, ...(body === undefined ? {} : json) }).then(parse).finally(() => answers.clear());
}

/** The address of an answer of the API: for links to CSV and to pages that print. */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, value);
    }
  }
  const rest = query.toString();
  return BASE + path + (rest ? `?${rest}` : '');
}

async function text(url, { signal, ...options }) {
  const timeout = AbortSignal.timeout(TIMEOUT);
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...options,
      headers: { Accept: 'application/json', ...options.headers }, signal: either(signal, timeout) });
    const body = await response.text();
    reached(response.status !== 502 && response.status !== 504);
    if (response.ok) {
      return body;
    }
    throw problem(response, body);
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted) {
      throw error;
    }
    reached(false);
    const detail = timeout.aborted ? 'There was no answer within 45 seconds.'
      : 'The connection failed. Is it running?';
    throw new ApiError({ status: 0, title: 'Toolwatch does not answer', detail });
  }
}

function either(signal, timeout) {
  if (!signal) {
    return timeout;
  }
  const both = new AbortController();
  for (const one of [signal, timeout]) {
    one.addEventListener('abort', () => both.abort(), { once: true, signal: both.signal });
  }
  if (signal.aborted) {
    both.abort();
  }
  return both.signal;
}

function problem(response, body) {
  let said = {};
  try {
    said = JSON.parse(body) || {};
  } catch {
    said = {};
  }
  const error = new ApiError({ status: response.status, title: said.title || response.statusText || 'Error',
    detail: said.detail, invalid: said['invalid-params'],
    retryAfter: Number(response.headers.get('Retry-After')) || 0 });
  if (response.status === 401) {
    session.forget();
    answers.clear();
    if (location.pathname !== '/login') {
      navigate(`/login?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
    }
  }
  return error;
}

function parse(body) {
  return body ? JSON.parse(body) : null;
}

/* Whether Toolwatch answers: the shell says so when it does not. */

const watchers = new Set();
let away = false;

function reached(answered) {
  if (away === answered) {
    away = !answered;
    watchers.forEach(watcher => watcher(away));
  }
}

/** Whether the last request found no Toolwatch that answers. */
export function useAway() {
  return useShared(watchers, () => away);
}

function useShared(set, value) {
  const [current, setCurrent] = useState(value);
  useEffect(() => {
    set.add(setCurrent);
    setCurrent(value());
    return () => set.delete(setCurrent);
  }, []);
  return current;
}

/* Polling. */

const live = { watchers: new Set(), on: true, polls: new Set() };

/** Whether what is shown stays up to date by itself. */
export function useLive() {
  return useShared(live.watchers, () => live.on);
}

/** Stops all polling, or goes on with it. */
export function setLive(on) {
  live.on = on;
  live.watchers.forEach(watcher => watcher(on));
  live.polls.forEach(poll => poll.wake());
}

function watched() {
  return live.on && !document.hidden;
}

/** The latest answers by address, so that going back shows a page at once. */
const answers = new Map();

function remember(url, answer) {
  answers.delete(url);
  answers.set(url, answer);
  if (answers.size > CACHED) {
    answers.delete(answers.keys().next().value);
  }
}

/**
 * Data of the API that stays up to date. While it loads again, and while the parameters change, `data` is what was
 * there before, and `stale` says that it belongs to other parameters. What is out of date is aborted. There is no
 * polling while the page is hidden or paused, or of a period that has ended, and less and less of a server that fails.
 *
 * @param path below /api/v1, or null to ask nothing
 * @param params by name; null, undefined and empty ones are left out
 * @param every milliseconds between two requests; 0 asks once
 * @returns {{data, error, loading, stale, updated, reload}}
 */
export function useData(path, params = {}, { every = 10000 } = {}) {
  const url = path === null ? null : address(path, params);
  const [state, setState] = useState(() => initial(path, url));
  const polling = useRef(null);
  useEffect(() => {
    if (url === null) {
      setState(initial(null, null));
      return undefined;
    }
    setState(before => before.url === url ? before : between(before, path, url));
    const poll = start(url, ended(params) ? 0 : every,
      answer => setState(before => merge(before, path, url, answer)));
    polling.current = poll;
    return () => {
      polling.current = null;
      poll.stop();
    };
  }, [url, every]);
  const reload = useCallback(() => polling.current?.now(), []);
  const current = state.url === url ? state : between(state, path, url);
  const { data, error, loading, stale, updated } = current;
  return { data, error, loading, stale, updated, reload };
}

function initial(path, url) {
  const known = url === null ? undefined : answers.get(url);
  return { path, url, data: known?.data, updated: known?.updated, error: null, loading: url !== null && !known,
    stale: false };
}

/** What to show from when the parameters have changed until there is an answer. */
function between(state, path, url) {
  return url !== null && !answers.has(url) && state.path === path && state.data !== undefined
    ? { ...state, url, loading: true, stale: true, error: null }
    : initial(path, url);
}

function merge(before, path, url, { data, error, updated }) {
  if (error) {
    const kept = before.url === url && !before.stale;
    return { path, url, data: kept ? before.data : undefined, updated: before.updated, error, loading: false,
      stale: false };
  }
  return { path, url, data, updated, error: null, loading: false, stale: false };
}

function ended({ to }) {
  return typeof to === 'string' && !to.includes('now') && Date.parse(to) < Date.now() - 86400000;
}

function start(url, every, tell) {
  let timer = 0;
  let request = null;
  let failures = 0;
  let last = 0;
  let stopped = false;

  async function ask(fresh) {
    clearTimeout(timer);
    request?.abort();
    const mine = request = new AbortController();
    try {
      const body = await text(url, { signal: mine.signal, cache: fresh ? 'no-cache' : 'default' });
      const known = answers.get(url);
      const data = known?.body === body ? known.data : parse(body);
      if (mine.signal.aborted) {
        return;
      }
      failures = 0;
      last = Date.now();
      remember(url, { body, data, updated: last });
      tell({ data, updated: last });
      again(every);
    } catch (error) {
      if (mine.signal.aborted) {
        return;
      }
      failures++;
      last = Date.now();
      tell({ error });
      again(error.status === 401 ? 0 : pause(error));
    }
  }

  function pause(error) {
    const growing = (every || 10000) * 2 ** Math.min(failures, 6);
    const busy = error.status === 0 || error.status >= 500;
    return every || busy ? Math.min(LONGEST_PAUSE, Math.max(growing, error.retryAfter * 1000)) : 0;
  }

  function again(milliseconds) {
    if (!stopped && milliseconds > 0 && watched()) {
      timer = setTimeout(ask, milliseconds, true);
    }
  }

  function wake() {
    clearTimeout(timer);
    if (every > 0) {
      again(Math.max(1, every - (Date.now() - last)));
    }
  }

  const poll = {
    wake,
    now: () => ask(true),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      request?.abort();
      live.polls.delete(poll);
    },
  };
  live.polls.add(poll);
  ask(false);
  return poll;
}

document.addEventListener('visibilitychange', () => live.polls.forEach(poll => poll.wake()));

/* The session: who looks, and what they may do. */

const SESSION_PAUSE = 10000;

const session = {
  watchers: new Set(),
  value: null,
  asked: null,
  load() {
    this.asked ??= this.ask();
    return this.asked;
  },
  async ask() {
    try {
      const said = await get('/session', {}, { fresh: true });
      this.set({ authentication: said.authentication, name: said.name, role: said.role,
        canChange: said.can_change, expiresAt: said.expires_at });
    } catch (error) {
      this.forget();
      if (error.status !== 401) {
        setTimeout(() => this.watchers.size > 0 && this.load(), SESSION_PAUSE);
      }
    }
  },
  set(value) {
    this.value = value;
    this.watchers.forEach(watcher => watcher(value));
  },
  forget() {
    this.asked = null;
    this.set(null);
  },
};

/** Who looks: {name, role, canChange, authentication, expiresAt}, or null until that is known. */
export function useSession() {
  const current = useShared(session.watchers, () => session.value);
  useEffect(() => {
    session.load();
  }, []);
  return current;
}

/** Asks again who looks: after signing in or out. */
export function refreshSession() {
  answers.clear();
  session.asked = null;
  return session.load();
}
