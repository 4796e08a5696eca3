/** Words and figures of service levels, shared by the pages of objectives and of the month's report. */
import { html } from '../core/html.js';
import { duration, number } from '../core/format.js';

const NONE = '–';
const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/**
 * A share with as many decimal places as so many events tell apart, and one more, at most four. Says 100 % and 0 %
 * only if that is exact, as the report that the API prints does.
 */
export function share(part, of) {
  if (!of) {
    return NONE;
  }
  if (part === 0 || part === of) {
    return part === 0 ? '0 %' : '100 %';
  }
  const places = Math.max(1, Math.min(4, String(Math.max(1, of - 1)).length - 1));
  const value = (part / of) * 100;
  const smallest = 10 ** -places;
  const shown = Math.min(Math.max(value, smallest), 100 - smallest);
  return `${shown.toFixed(places)} %`;
}

/** The target of an objective with the digits that were set: 99.9 %. */
export function target(ratio) {
  return `${Number((ratio * 100).toPrecision(10))} %`;
}

/** 1.42×, 14.4×, 171×. */
export function times(factor) {
  if (factor > 0 && factor < 0.005) {
    return '<0.01×';
  }
  return `${factor < 10 ? factor.toFixed(2) : factor < 100 ? factor.toFixed(1) : number(factor)}×`;
}

/** The part of the budget that is left, or how often it was spent. */
export function budget({ events, budget_left: left }) {
  if (!events) {
    return NONE;
  }
  return left < 0 ? `spent ${times(1 - left)}` : left === 1 ? '100 % left' : `${(left * 100).toFixed(1)} % left`;
}

/** How much of a budget is in danger: from a quarter left it is a warning. */
export function budgetTone({ events, budget_left: left }) {
  return !events ? 'muted' : left < 0 ? 'bad' : left < 0.25 ? 'warn' : 'good';
}

/** What an objective promises; `brief` leaves out what all of its kind are about. */
export function promise({ indicator, objective, threshold_seconds: threshold, tool }, brief = false) {
  const what = tool ? ` of calls of ${tool}` : brief ? '' : indicator === 'latency' ? ' of calls' : ' of operations';
  return indicator === 'latency'
    ? `${target(objective)}${what} within ${limit(threshold)}`
    : `${target(objective)}${what} without a server error`;
}

/** A threshold with the digits that were set: 250 ms, 1.5 s. */
function limit(seconds) {
  const exact = value => Number(value.toPrecision(4));
  return seconds < 1 ? `${exact(seconds * 1000)} ms` : `${exact(seconds)} s`;
}

/** 0 min, 37 min, 2 h 5 min, 3 d 1 h. */
export function minutes(count) {
  return count ? duration(count * 60) : '0 min';
}

/** The months that a report can be asked for, the present one first: three years, as long as days are kept. */
export function months(now = new Date()) {
  return Array.from({ length: 36 }, (_, back) => monthOf(now.getUTCFullYear(), now.getUTCMonth() - back));
}

/** The month before the present one, as the API takes it: 2026-10. */
export function lastMonth(now = new Date()) {
  return months(now)[1];
}

function monthOf(year, index) {
  return new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 7);
}

/** October 2026, of 2026-10; what is not a month stays as it is. */
export function monthName(month) {
  const time = Date.parse(`${month}-01T00:00:00Z`);
  return Number.isNaN(time) ? month : MONTH.format(time);
}

/** A moment in the zone of a report, with UTC on hover. */
export function ZoneTime({ at, zone }) {
  const format = timeZone => new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit',
    minute: '2-digit', hourCycle: 'h23', timeZone }).format(Date.parse(at));
  return at ? html`<time datetime=${at} title=${`${format('UTC')} UTC`}>${format(zone)}</time>` : NONE;
}
