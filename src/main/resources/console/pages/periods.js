/** Periods: how long they are, and their parts. */

const HOUR = 3600000;
const DAY = 24 * HOUR;
const MOST_BARS = 200;

/** Minutes are kept for seven days. */
const MINUTES_KEPT = 6.9 * DAY;

/**
 * The hours of a group's period without gaps, joined into longer parts where they are too many to be drawn.
 *
 * @param {{from: string, to: string, series: {time: string, events: number}[]}} group
 * @param {number} most parts
 * @return {{times: string[], values: number[], hours: number}} `hours` is the length of a part
 */
export function hoursOf(group, most = MOST_BARS) {
  const from = Date.parse(group.from);
  const to = Date.parse(group.to);
  const hours = Math.max(1, Math.ceil((to - from) / HOUR / most));
  const length = hours * HOUR;
  const values = new Array(Math.max(1, Math.ceil((to - from) / length))).fill(0);
  for (const { time, events } of group.series) {
    const part = Math.floor((Date.parse(time) - from) / length);
    if (part >= 0 && part < values.length) {
      values[part] += events;
    }
  }
  return { times: values.map((_, part) => new Date(from + part * length).toISOString()), values, hours };
}

/** The shortest step of at most `most` parts for a period, of those that the API has and still keeps. */
export function stepFor(range, most) {
  const from = timeOf(range.from);
  const to = timeOf(range.to);
  const kept = from !== null && Date.now() - from < MINUTES_KEPT;
  const minutes = from === null || to === null ? 1440 : (to - from) / 60000;
  const step = STEPS.find(one => minutes / one.minutes <= most && (kept || one.minutes >= 60));
  return (step ?? STEPS[STEPS.length - 1]).text;
}

const STEPS = [
  ['1m', 1], ['2m', 2], ['5m', 5], ['10m', 10], ['15m', 15], ['30m', 30], ['1h', 60], ['2h', 120], ['4h', 240],
  ['6h', 360], ['12h', 720], ['1d', 1440], ['1w', 10080],
].map(([text, minutes]) => ({ text, minutes }));

const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: DAY, w: 7 * DAY, M: 30 * DAY, y: 365 * DAY };

/** Whether a period is shorter than a day. */
export function isShort(range) {
  const from = timeOf(range.from);
  const to = timeOf(range.to);
  return from !== null && to !== null && to - from < DAY;
}

/** About when a time of the API is, in milliseconds; null if it is of another form. */
function timeOf(text) {
  const relative = /^now(?:-(\d+)([smhdwMy]))?(?:\/([dwMy]))?$/.exec(text);
  if (!relative) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? null : time;
  }
  const [, amount, unit, rounded] = relative;
  return Date.now() - (amount ? Number(amount) * UNITS[unit] : 0) - (rounded ? UNITS[rounded] : 0);
}
