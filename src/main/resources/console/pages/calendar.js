/** A month of a service by days and minutes, as the report has them. */
import { html } from '../core/html.js';
import { minutes, share } from './level.js';

/* Worst first: a day is named after the worst that it had. */
const STATES = [
  { key: 'down', field: 'down_minutes', label: 'down' },
  { key: 'degraded', field: 'degraded_minutes', label: 'degraded' },
  { key: 'unknown', field: 'unknown_minutes', label: 'no data' },
  { key: 'maintenance', field: 'maintenance_minutes', label: 'maintenance' },
  { key: 'up', field: 'up_minutes', label: 'up' },
  { key: 'absent', field: 'absent_minutes', label: 'not seen yet' },
];

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const DAY = 86400000;

/** Minutes of a day or a month by what they are, the worst first, without those that it has none of. */
export function states(row) {
  return STATES.map(state => ({ ...state, count: row[state.field] })).filter(({ count }) => count > 0);
}

/** Minutes that are known, and how many of them operations tell; checks tell the others. */
export function measured(row) {
  const known = row.up_minutes + row.degraded_minutes + row.down_minutes;
  return { known, traffic: known - row.checked_minutes, checks: row.checked_minutes };
}

/** A bar of a day's or a month's minutes by state. What is rare stays visible. */
export function StateBar({ row }) {
  const parts = states(row);
  return html`
    <span class="state-bar" role="img" aria-label=${spoken(parts)}>
      ${parts.map(({ key, count }) => html`
        <span key=${key} class=${`state-${key}`} style=${{ flexGrow: count }}></span>`)}
    </span>`;
}

function spoken(parts) {
  return parts.map(({ label, count }) => `${minutes(count)} ${label}`).join(', ') || 'nothing is known';
}

/** What the colours mean. */
export function Legend({ only }) {
  return html`
    <ul class="state-legend">
      ${STATES.filter(({ key }) => !only || only.has(key)).map(({ key, label }) => html`
        <li key=${key}><span class=${`key state-${key}`}></span>${label}</li>`)}
    </ul>`;
}

/** The worst of a day, in words. */
function verdict(day) {
  const [worst] = states(day);
  return !worst ? 'to come'
    : worst.key === 'up' ? 'up'
    : worst.key === 'absent' ? 'not seen yet'
    : `${minutes(worst.count)} ${worst.label}`;
}

/**
 * The days of a month, week by week.
 *
 * @param days the report's
 * @param month such as 2026-10
 * @param chosen the day whose details are shown, or null
 * @param onChoose is called with a day such as 2026-10-12
 */
export function Calendar({ days, month, chosen, onChoose }) {
  const known = new Map(days.map(day => [day.period, day]));
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const offset = (new Date(first).getUTCDay() + 6) % 7;
  const dates = datesOf(month);
  return html`
    <div class="calendar">
      <ol class="calendar-head" aria-hidden="true">
        ${WEEKDAYS.map(name => html`<li key=${name}>${name.slice(0, 3)}</li>`)}
      </ol>
      <ol class="calendar-days" aria-label="Days of the month">
        ${dates.map((date, index) => html`
          <li key=${date} style=${index === 0 ? { gridColumnStart: offset + 1 } : undefined}>
            <${Day} date=${date} weekday=${WEEKDAYS[(offset + index) % 7]} day=${known.get(date)}
              chosen=${date === chosen} onChoose=${onChoose} />
          </li>`)}
      </ol>
    </div>`;
}

function datesOf(month) {
  const dates = [];
  for (let time = Date.parse(`${month}-01T00:00:00Z`); ; time += DAY) {
    const date = new Date(time).toISOString().slice(0, 10);
    if (!date.startsWith(month)) {
      return dates;
    }
    dates.push(date);
  }
}

function Day({ date, weekday, day, chosen, onChoose }) {
  const name = html`<span class="date"><b>${Number(date.slice(8))}</b> <span>${weekday.slice(0, 3)}</span></span>`;
  if (!day) {
    return html`<div class="day day-empty">${name}<span class="muted">to come</span></div>`;
  }
  const [worst] = states(day);
  return html`
    <button type="button" class=${`day day-${worst?.key ?? 'absent'}`} aria-pressed=${String(chosen)}
      onClick=${() => onChoose(chosen ? null : date)}>
      ${name}
      <${StateBar} row=${day} />
      <span class="day-text">${verdict(day)}</span>
    </button>`;
}

/**
 * The 24 hours of a day with its incidents and maintenance to the minute. Where minutes without data lie, the report
 * does not say.
 */
export function DayStrip({ day, incidents, maintenance }) {
  const from = Date.parse(day.from);
  const length = Math.max(Date.parse(day.to) - from, isLast(day) ? DAY : 0);
  const spans = [
    ...maintenance.filter(window => !window.deleted_at).map(window => span(window, 'maintenance')),
    ...incidents.map(incident => span(incident, incident.down_minutes > 0 ? 'down' : 'degraded')),
  ];
  const place = time => Math.min(1, Math.max(0, (time - from) / length)) * 1440;
  return html`
    <svg class="day-strip" viewBox="0 0 1440 20" preserveAspectRatio="none" role="img"
      aria-label=${`The day hour by hour: ${spoken(states(day))}`}>
      <rect class="strip-clear" width=${place(Date.parse(day.to))} height="20" />
      <rect class="strip-absent" width=${place(from + day.absent_minutes * 60000)} height="20" />
      ${spans.map(({ key, start, stop, className }) => html`
        <rect key=${key} class=${`strip-${className}`} x=${place(start)} height="20"
          width=${Math.max(place(stop) > place(start) ? 4 : 0, place(stop) - place(start))} />`)}
      ${[6, 12, 18].map(hour => html`
        <line key=${hour} class="strip-hour" x1=${hour * 60} x2=${hour * 60} y1="0" y2="20" />`)}
    </svg>`;
}

function isLast(day) {
  return Date.parse(day.to) - Date.parse(day.from) < 23 * 3600000;
}

function span({ from, to }, className) {
  return { key: `${className}${from}`, start: Date.parse(from), stop: Date.parse(to), className };
}

/** Up minutes as a share of the known ones, with as many digits as they support. */
export function uptime(row) {
  const { known } = measured(row);
  return share(known - row.down_minutes, known);
}
