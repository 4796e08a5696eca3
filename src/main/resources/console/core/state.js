/**
 * The address bar is the console's only state: what page is shown, of which period and of which service. A link
 * therefore shows a colleague the same.
 */
import { useEffect, useState } from './html.js';

/** The parameters that every page reads, and that every internal link keeps. */
const KEPT = ['from', 'to', 'service'];
const DEFAULT_RANGE = { from: 'now-24h', to: 'now' };

/** What the time picker offers, the shortest first. */
export const RANGES = [
  { from: 'now-15m', to: 'now', label: 'Last 15 minutes' },
  { from: 'now-1h', to: 'now', label: 'Last hour' },
  { from: 'now-6h', to: 'now', label: 'Last 6 hours' },
  { from: 'now-24h', to: 'now', label: 'Last 24 hours' },
  { from: 'now-7d', to: 'now', label: 'Last 7 days' },
  { from: 'now-30d', to: 'now', label: 'Last 30 days' },
  { from: 'now-90d', to: 'now', label: 'Last 90 days' },
  { from: 'now/d', to: 'now', label: 'Today' },
  { from: 'now-1d/d', to: 'now-1d/d', label: 'Yesterday' },
  { from: 'now/w', to: 'now', label: 'This week' },
  { from: 'now/M', to: 'now', label: 'This month' },
];

const listeners = new Set();
let route = read();
/** What had the focus when a page was opened whose heading has not had it yet; null if there is none. */
let left = null;

function read() {
  const params = new URLSearchParams(location.search);
  const kept = KEPT.filter(name => params.get(name)).map(name => [name, pair(name, params.get(name))]);
  return { path: location.pathname, params, kept };
}

function changed() {
  const before = route;
  route = read();
  if (before.path !== route.path) {
    left = document.activeElement ?? document.body;
  }
  for (const listener of [...listeners]) {
    listener(route);
  }
}

addEventListener('popstate', changed);

/** The page that is shown: its path and the parameters of its address. Renders again when either changes. */
export function useRoute() {
  const [current, setCurrent] = useState(route);
  useEffect(() => {
    listeners.add(setCurrent);
    setCurrent(route);
    return () => listeners.delete(setCurrent);
  }, []);
  return current;
}

/** Goes to an address of the console without loading it anew. `replace` leaves no entry to go back to. */
export function navigate(address, { replace = false } = {}) {
  const target = new URL(address, location.href);
  const next = target.pathname + target.search + target.hash;
  if (next === location.pathname + location.search + location.hash) {
    return;
  }
  const other = target.pathname !== location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  if (other) {
    scrollTo(0, 0);
  }
  changed();
}

/**
 * Whether the heading should have the focus now: a page was opened, and nobody has moved the focus since, as by
 * beginning to search. Asking takes the turn.
 */
export function takeFocus() {
  const now = document.activeElement ?? document.body;
  const taken = left !== null && (now === left || now === document.body);
  left = null;
  return taken;
}

/**
 * The address of a page. It keeps the period and the service of the present one, unless `params` has others; null
 * and the empty string remove one.
 */
export function href(path, params = {}) {
  let query = '';
  for (const [name, part] of route.kept) {
    if (!(name in params)) {
      query += part;
    }
  }
  for (const name in params) {
    if (given(params[name])) {
      query += pair(name, params[name]);
    }
  }
  return query ? `${path}?${query.slice(1)}` : path;
}

function given(value) {
  return value !== null && value !== undefined && value !== '';
}

function pair(name, value) {
  return `&${name}=${encodeURIComponent(value)}`;
}

/** Sets parameters of the present address and leaves the others as they are; null removes one. */
export function setParams(params, options) {
  const query = new URLSearchParams(route.params);
  for (const [name, value] of Object.entries(params)) {
    if (given(value)) {
      query.set(name, value);
    } else {
      query.delete(name);
    }
  }
  const text = query.toString();
  navigate(text ? `${route.path}?${text}` : route.path, options);
}

/** The period: `from` and `to` as the API takes them, a `label` to show, and `set({from, to})`. */
export function useRange() {
  const { params } = useRoute();
  const from = params.get('from') || DEFAULT_RANGE.from;
  const to = params.get('to') || DEFAULT_RANGE.to;
  return { from, to, label: rangeLabel(from, to), set: setRange };
}

/** The service that the pages show, or the empty string for all. */
export function useService() {
  return useRoute().params.get('service') || '';
}

/** Sets the period of all pages. */
export function setRange({ from, to }) {
  const usual = from === DEFAULT_RANGE.from && to === DEFAULT_RANGE.to;
  setParams({ from: usual ? null : from, to: usual || to === 'now' ? null : to });
}

function rangeLabel(from, to) {
  const known = RANGES.find(range => range.from === from && range.to === to);
  if (known) {
    return known.label;
  }
  return to === 'now' && from.startsWith('now-') && !from.includes('/')
    ? `Last ${from.slice(4)}`
    : `${pointLabel(from)} to ${pointLabel(to)}`;
}

const POINT = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit',
  hourCycle: 'h23' });

function pointLabel(point) {
  const time = point.includes('T') ? Date.parse(point) : NaN;
  return Number.isNaN(time) ? point : POINT.format(time);
}
