// Errors by hour, as the API answers them without the hours that have none, for charts.

const HOUR = 3600000;
const MOST_BARS = 200;

/**
 * The hours of a group's period without gaps, joined into longer parts where they are too many to be drawn.
 *
 * @param {{from: string, to: string, series: {time: string, events: number}[]}} group
 * @return {{times: string[], values: number[], hours: number}} `hours` is the length of a part
 */
export function hoursOf(group) {
  const from = Date.parse(group.from);
  const to = Date.parse(group.to);
  const hours = Math.max(1, Math.ceil((to - from) / HOUR / MOST_BARS));
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
