/** Numbers with units, and times in the browser's zone. What is unknown is a dash. */
import { html } from './html.js';

const NONE = '–';
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
const UTC = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23',
  timeZone: 'UTC' });

function missing(value) {
  return value === null || value === undefined || Number.isNaN(value);
}

/** 1,234; 0.25; 123k from 100,000. */
export function number(n) {
  if (missing(n)) {
    return NONE;
  }
  const size = Math.abs(n);
  return size >= 100000 ? SHORT.format(n).replace('K', 'k')
    : size >= 10 || Number.isInteger(n) ? WHOLE.format(n)
    : FINE.format(n);
}

/** A ratio as a percentage. One that is not 0 or 100 % is never rounded to it. */
export function percent(r) {
  if (missing(r)) {
    return NONE;
  }
  const value = r * 100;
  const size = Math.abs(value);
  if (size > 0 && size < 0.01) {
    return '<0.01 %';
  }
  if (size > 99 && size < 100) {
    return `${Math.sign(value) * Math.floor(size * 100 + 1e-6) / 100} %`;
  }
  return `${size >= 10 || Number.isInteger(value) ? WHOLE.format(value) : FINE.format(value)} %`;
}

/** 0.4 ms, 123 ms, 1.2 s, 3 min, 2 h 5 min, 4 d. */
export function duration(seconds) {
  if (missing(seconds)) {
    return NONE;
  }
  const size = Math.abs(seconds);
  if (size < 0.9995) {
    const millis = seconds * 1000;
    return `${Math.abs(millis) >= 10 || millis === 0 ? WHOLE.format(millis) : FINE.format(millis)} ms`;
  }
  if (size < 59.95) {
    return `${size < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }
  if (size < 3570) {
    return `${Math.round(seconds / 60)} min`;
  }
  if (size < 86400) {
    return parts(Math.round(seconds / 60), 60, 'h', 'min');
  }
  return parts(Math.round(seconds / 3600), 24, 'd', 'h');
}

function parts(total, size, large, small) {
  const rest = total % size;
  return `${Math.trunc(total / size)} ${large}${rest ? ` ${rest} ${small}` : ''}`;
}

/** How often in a period of so many seconds: 12/s, 305/min, 7/h. */
export function rate(n, seconds) {
  if (missing(n) || !(seconds > 0)) {
    return NONE;
  }
  const perMinute = n / seconds * 60;
  return perMinute >= 600 ? `${number(perMinute / 60)}/s`
    : perMinute >= 1 || n === 0 ? `${number(perMinute)}/min`
    : `${number(perMinute * 60)}/h`;
}

/** 512 B, 1.2 kB, 34 MB: powers of 1,000. */
export function bytes(n) {
  if (missing(n)) {
    return NONE;
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = n;
  let unit = 0;
  while (Math.abs(size) >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${Math.abs(size) >= 10 || unit === 0 ? WHOLE.format(size) : FINE.format(size)} ${units[unit]}`;
}

/** A change as a ratio: +12 %, −8 %, ×4 when it grew to more than the triple. */
export function change(r) {
  if (missing(r)) {
    return '';
  }
  if (r >= 2) {
    return `×${FINE.format(r + 1)}`;
  }
  const value = Math.round(r * 100);
  return value === 0 ? '±0 %' : `${value > 0 ? '+' : '−'}${Math.abs(value)} %`;
}

/** How long ago, or in how long: 12 s ago, 3 min ago, in 5 d. */
export function ago(iso, now = Date.now()) {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) {
    return NONE;
  }
  const seconds = Math.round((now - time) / 1000);
  const size = Math.abs(seconds);
  const words = size < 60 ? `${size} s`
    : size < 3600 ? `${Math.floor(size / 60)} min`
    : size < 172800 ? `${Math.floor(size / 3600)} h`
    : `${Math.floor(size / 86400)} d`;
  return size < 5 ? 'just now' : seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** A moment in the browser's zone, with UTC on hover. `relative` says how long ago it was. */
export function Time({ at, relative = false }) {
  const time = Date.parse(at);
  if (Number.isNaN(time)) {
    return NONE;
  }
  const here = DATE.format(time);
  const utc = `${UTC.format(time)} UTC`;
  return html`<time datetime=${at} title=${relative ? `${here}\n${utc}` : utc}>${relative ? ago(at) : here}</time>`;
}

const FOLDED = new Map([['__unknown__', 'tools that do not exist'], ['__other__', 'other tools']]);

/** A tool's name, or in words what stands for several. */
export function toolName(tool) {
  return FOLDED.get(tool) ?? tool;
}
