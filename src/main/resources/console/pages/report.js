/** The month's report of a service, to read or to print: a calendar of its minutes, objectives, incidents, tools. */
import { html, useEffect, useRef } from '../core/html.js';
import { address, useData } from '../core/api.js';
import { Chart } from '../core/chart.js';
import { duration, number, toolName } from '../core/format.js';
import { setParams, useRoute, useService } from '../core/state.js';
import { Async, Badge, Card, Empty, Link, Page, Select, Stat, Stats, Table } from '../core/ui.js';
import { Calendar, DayStrip, Legend, StateBar, measured, states, uptime } from './calendar.js';
import { ZoneTime, budget, budgetTone, lastMonth, minutes, monthName, months, promise, share } from './level.js';

const EVERY = 60000;

export default function Report() {
  const { params } = useRoute();
  const service = useService();
  const month = params.get('month') || lastMonth();
  const complete = month < months()[0];
  const report = useData(service ? '/reports/sla' : null, { service, month }, { every: complete ? 0 : EVERY });
  return html`
    <${Page} title=${service ? `${service}, ${monthName(month)}` : 'Monthly report'}
      subtitle="Service level: what was promised and what was delivered"
      actions=${html`<${Actions} service=${service} month=${month} />`}>
      ${service
        ? html`<${Async} of=${report}>${data => html`<${Month} report=${data} chosen=${params.get('day')} />`}<//>`
        : html`<${ChooseService} month=${month} />`}
    <//>`;
}

function Actions({ service, month }) {
  const options = months().map(value => ({ value, label: monthName(value) }));
  const csv = address('/reports/sla', { service, month, format: 'csv' });
  const known = options.some(({ value }) => value === month);
  return html`
    <div class="report-actions">
      <${Select} label="Month" value=${month} options=${known ? options : [{ value: month, label: month }, ...options]}
        onChange=${value => setParams({ month: value, day: null })} />
      ${service && html`
        <button type="button" class="button" onClick=${() => window.print()}>Print or save as PDF</button>
        <a class="button" href=${csv} download>CSV</a>`}
    </div>`;
}

/** A report is of one service: those of which there is anything, with their month at a glance. */
function ChooseService({ month }) {
  const services = useData('/services', { from: 'now-60d', limit: 1000 }, { every: 0 });
  return html`
    <${Async} of=${services} empty=${data => data.services.length === 0}
      whenEmpty=${html`
        <${Empty} title="There is no service yet">
          <p>A report is written for each service and month, as soon as its first call has come.</p>
          <p><${Link} to="/start">Connect a server<//></p>
        <//>`}>
      ${data => html`
        <${Card} title="Choose a service">
          <ul class="choices">
            ${data.services.map(({ service }) => html`
              <li key=${service}><${Link} to="/report" params=${{ service, month }}>${service}<//></li>`)}
          </ul>
        <//>`}
    <//>`;
}

function Month({ report, chosen }) {
  const { total } = report;
  if (total.uptime_ratio === null && total.operations === 0) {
    return html`
      <${Empty} title=${`Nothing is known of ${monthName(report.month)}`}>
        <p>${report.service} was first seen after that, or no data has been received. Choose another month above.</p>
      <//>`;
  }
  const day = report.days.find(({ period }) => period === chosen);
  return html`
    <div class="report">
      <${Header} report=${report} />
      <${Figures} report=${report} />
      <${Card} title="The month by days">
        <${StateBar} row=${total} />
        <${Legend} only=${new Set(states(total).map(({ key }) => key))} />
        <${Calendar} days=${report.days} month=${report.month} chosen=${chosen}
          onChoose=${value => setParams({ day: value }, { replace: true })} />
        ${day ? html`<${DayDetail} day=${day} report=${report} />`
          : html`<p class="muted screen-only">Choose a day for its hours and figures.</p>`}
        <${Measured} total=${total} />
      <//>
      <${Objectives} report=${report} />
      <${Incidents} report=${report} />
      <${Tools} report=${report} />
      <${Maintenance} report=${report} />
      <${Latency} report=${report} />
      <${Days} report=${report} />
      <${Basis} report=${report} />
    </div>`;
}

function Header({ report }) {
  const { total, objectives } = report;
  const missed = objectives.filter(({ met }) => !met).map(({ slo }) => slo);
  const known = total.uptime_ratio !== null;
  const tone = !known ? 'muted' : missed.length > 0 ? 'bad' : 'good';
  const standing = !known ? 'Unknown' : missed.length > 0 ? `Missed: ${missed.join(', ')}`
    : objectives.length > 0 ? 'All objectives met' : 'No objectives';
  return html`
    <div class="verdict">
      <p class="verdict-line"><${Badge} tone=${tone}>${standing}<//>
        <span>${share(total.operations - total.server_errors, total.operations)} of operations without a server
          error; up ${uptime(total)} of the time that is known.</span></p>
      <p class="muted">
        ${report.complete ? 'Complete' : html`Not complete: figures up to <${ZoneTime} at=${total.to}
          zone=${report.time_zone} />`}; months and days in the time zone ${report.time_zone}
        ${report.provider && `; provided by ${report.provider}`}
        ${report.former_names.length > 0 && `; formerly ${report.former_names.join(', ')}`}.
      </p>
    </div>`;
}

function Figures({ report }) {
  const { total, previous, objectives, incidents } = report;
  const first = objectives.find(({ tool, indicator }) => tool === null && indicator === 'availability');
  return html`
    <${Stats}>
      <${Stat} label="Availability" value=${share(total.operations - total.server_errors, total.operations)}
        change=${points(total.availability, previous?.availability)} />
      <${Stat} label="Uptime" value=${uptime(total)} change=${points(total.uptime_ratio, previous?.uptime_ratio)} />
      <${Stat} label="Down" value=${minutes(total.down_minutes)}
        change=${`${minutes(total.degraded_minutes)} degraded`} />
      <${Stat} label="p95 of calls" value=${duration(total.p95_seconds)}
        change=${previous?.p95_seconds ? `${duration(previous.p95_seconds)} the month before` : null} />
      <${Stat} label="Error budget" value=${first ? budget(first) : '–'} tone=${first && budgetTone(first)} />
      <${Stat} label="Incidents" value=${number(incidents.length)}
        change=${report.previous_incidents === null ? null : `${report.previous_incidents} the month before`} />
    <//>`;
}

/** The change of a ratio since the month before, in percentage points. */
function points(now, before) {
  if (now === null || before === null || before === undefined) {
    return null;
  }
  const difference = (now - before) * 100;
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)} points on the month before`;
}

function Measured({ total }) {
  const { traffic, checks } = measured(total);
  return html`
    <p class="muted">
      Measured by traffic: ${minutes(traffic)}; by checks, in minutes without traffic: ${minutes(checks)}; no data:
      ${' '}${minutes(total.unknown_minutes)}; agreed maintenance, left out: ${minutes(total.maintenance_minutes)}.
    </p>`;
}

/** The figures of a day. Where they are below the edge, as on a phone, they are brought into view. */
function DayDetail({ day, report }) {
  const section = useRef(null);
  useEffect(() => section.current.scrollIntoView({ block: 'nearest' }), [day.period]);
  const { traffic, checks } = measured(day);
  const figures = [
    ['Up', minutes(day.up_minutes)],
    ['Degraded', minutes(day.degraded_minutes)],
    ['Down', minutes(day.down_minutes)],
    ['No data', minutes(day.unknown_minutes)],
    ['Maintenance', minutes(day.maintenance_minutes)],
    ['Measured by traffic', minutes(traffic)],
    ['Measured by checks', minutes(checks)],
    ['Operations', number(day.operations)],
    ['Server errors', number(day.server_errors)],
    ['p50, p95, p99', [day.p50_seconds, day.p95_seconds, day.p99_seconds].map(duration).join(', ')],
  ];
  return html`
    <section ref=${section} class="day-detail screen-only" aria-live="polite" aria-label=${`Details of ${day.period}`}>
      <h3>${day.period}: uptime ${uptime(day)}</h3>
      <${DayStrip} day=${day} incidents=${report.incidents} maintenance=${report.maintenance} />
      <div class="strip-hours" aria-hidden="true">
        <span>0:00</span><span>6:00</span><span>12:00</span><span>18:00</span><span>24:00</span>
      </div>
      <dl class="figures">
        ${figures.map(([term, value]) => html`<div key=${term}><dt>${term}</dt><dd>${value}</dd></div>`)}
      </dl>
    </section>`;
}

function Objectives({ report }) {
  const before = new Map((report.previous_objectives ?? []).map(row => [row.slo, row]));
  const columns = [
    { key: 'slo', title: 'Objective', render: row => html`
      <div>${row.slo}<br /><small class="muted">${promise(row)}</small></div>` },
    { key: 'good', title: 'Good', align: 'right', render: row => share(row.events - row.bad, row.events) },
    { key: 'met', title: 'Result', render: row => row.events === 0 ? html`<${Badge} tone="muted">no events<//>`
      : html`<${Badge} tone=${row.met ? 'good' : 'bad'}>${row.met ? 'met' : 'missed'}<//>` },
    { key: 'budget', title: 'Error budget', align: 'right', render: budget },
    { key: 'bad', title: 'Bad', align: 'right', render: row => `${number(row.bad)} of ${number(row.events)}` },
    { key: 'before', title: 'Month before', align: 'right', render: row => {
      const past = before.get(row.slo);
      return past ? share(past.events - past.bad, past.events) : '–';
    } },
  ];
  return html`
    <${Card} title="Objectives">
      <${Table} caption="Objectives and budgets" columns=${columns} rows=${report.objectives} rowKey="slo"
        empty="No objective applies to this service." />
    <//>`;
}

function Incidents({ report }) {
  const zone = report.time_zone;
  const columns = [
    { key: 'from', title: 'Began', render: row => html`<${ZoneTime} at=${row.from} zone=${zone} />` },
    { key: 'length', title: 'Lasted', align: 'right', render: row => row.ongoing ? 'still going on'
      : minutes((Date.parse(row.to) - Date.parse(row.from)) / 60000) },
    { key: 'state', title: 'State', render: row => [
      row.down_minutes > 0 && `${minutes(row.down_minutes)} down`,
      row.degraded_minutes > 0 && `${minutes(row.degraded_minutes)} degraded`].filter(Boolean).join(', ') },
    { key: 'errors', title: 'Server errors', align: 'right',
      render: row => `${number(row.server_errors)} of ${number(row.operations)}` },
    { key: 'types', title: 'Most frequent', render: row => row.error_types.join(', ') || '–' },
    { key: 'tools', title: 'Tools', render: row => html`
      <${ToolLinks} service=${report.service} tools=${row.tools} />` },
    { key: 'detect', title: 'Detected after', align: 'right', render: row => duration(row.seconds_to_detect) },
    { key: 'resolve', title: 'Resolved after', align: 'right', render: row => duration(row.seconds_to_resolve) },
  ];
  return html`
    <${Card} title="Incidents">
      <${Table} caption="Incidents of the month" columns=${columns} rows=${report.incidents} rowKey="from"
        empty="No incident: no minute was down or degraded." />
      ${report.incidents.length > 0 && html`
        <p class="muted">Mean time to detect ${duration(report.mean_seconds_to_detect)}, to resolve
          ${' '}${duration(report.mean_seconds_to_resolve)}, over incidents with alerts.</p>`}
    <//>`;
}

function ToolLinks({ service, tools }) {
  if (tools.length === 0) {
    return '–';
  }
  return html`<span>${tools.map((tool, index) => html`
    <span key=${tool}>${index > 0 && ', '}<${Link} to="/tool" params=${{ service, tool }}>${
      toolName(tool)}<//></span>`)}</span>`;
}

function Tools({ report }) {
  const columns = [
    { key: 'tool', title: 'Tool', render: row => html`
      <${Link} to="/tool" params=${{ service: report.service, tool: row.tool }}>${toolName(row.tool)}<//>` },
    { key: 'calls', title: 'Calls', align: 'right', render: row => number(row.calls) },
    { key: 'errors', title: 'Server errors', align: 'right', render: row => number(row.server_errors) },
    { key: 'ratio', title: 'Share', align: 'right', render: row => share(row.server_errors, row.calls) },
    { key: 'p50', title: 'p50', align: 'right', render: row => duration(row.p50_seconds) },
    { key: 'p95', title: 'p95', align: 'right', render: row => duration(row.p95_seconds) },
  ];
  return html`
    <${Card} title="Tools with most server errors, then the slowest">
      <${Table} caption="Calls, errors and durations by tool" columns=${columns} rows=${report.tools} rowKey="tool"
        empty="No tool was called." />
    <//>`;
}

function Maintenance({ report }) {
  const zone = report.time_zone;
  if (report.maintenance.length === 0) {
    return null;
  }
  const columns = [
    { key: 'from', title: 'From', render: row => html`<${ZoneTime} at=${row.from} zone=${zone} />` },
    { key: 'to', title: 'To', render: row => html`<${ZoneTime} at=${row.to} zone=${zone} />` },
    { key: 'reason', title: 'Reason', render: row => row.reason },
    { key: 'by', title: 'Entered by', render: row => row.created_by },
    { key: 'state', title: 'State', render: row => row.deleted_at ? `withdrawn by ${row.deleted_by}` : 'agreed' },
  ];
  return html`
    <${Card} title="Agreed maintenance">
      <${Table} caption="Maintenance windows of the month" columns=${columns} rows=${report.maintenance}
        rowKey="id" />
      <p class="muted">${number(report.total.maintenance_operations)} operations in it do not count.</p>
    <//>`;
}

function Days({ report }) {
  const columns = [
    { key: 'period', title: 'Day', width: '5rem', render: row => html`<span class="nowrap">${dayName(row)}</span>` },
    { key: 'hours', title: '0:00 to 24:00', width: '20rem', render: row => html`
      <${DayStrip} day=${row} incidents=${report.incidents} maintenance=${report.maintenance} />` },
    { key: 'uptime', title: 'Uptime', align: 'right', render: uptime },
    some('down_minutes', 'Down'),
    some('degraded_minutes', 'Degraded'),
    some('unknown_minutes', 'No data'),
    some('checked_minutes', 'By checks'),
    { key: 'operations', title: 'Operations', align: 'right', render: row => number(row.operations) },
    { key: 'errors', title: 'Errors', align: 'right', render: row => number(row.server_errors) },
    { key: 'p95', title: 'p95', align: 'right', render: row => duration(row.p95_seconds) },
  ];
  return html`
    <${Card} title="Days and minutes" class="days">
      <${Table} caption="Figures of each day" dense=${true} columns=${columns} rows=${report.days}
        rowKey="period" empty="The month has no day yet." />
    <//>`;
}

/** A column of minutes, of which most days have none. */
function some(key, title) {
  return { key, title, align: 'right',
    render: row => row[key] === 0 ? html`<span class="muted">0</span>` : minutes(row[key]) };
}

/** Mon 12. */
function dayName({ period }) {
  return new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
    .format(Date.parse(`${period}T00:00:00Z`));
}

function Latency({ report }) {
  const values = name => report.days.map(day => day[name]);
  return html`
    <${Card} title="Latency of calls" class="screen-only">
      <${Chart} title="p50, p95 and p99 by day" unit="seconds" times=${report.days.map(day => day.from)} series=${[
        { name: 'p50', values: values('p50_seconds') },
        { name: 'p95', values: values('p95_seconds') },
        { name: 'p99', values: values('p99_seconds') }]} />
    <//>`;
}

function Basis({ report: { rule } }) {
  const ratio = value => `${Math.round(value * 100)} %`;
  return html`
    <${Card} title="How these figures are made">
      <ul class="basis">
        <li>A minute is down with at least ${ratio(rule.down_ratio)} server errors and degraded with at least
          ${' '}${ratio(rule.degraded_ratio)}, if there are at least ${rule.minimum_failures}. With fewer than
          ${' '}${rule.minimum_operations} operations, the minutes before it count too. Degraded counts as up.</li>
        <li>A minute has no data after ${rule.silence} minutes of silence, or if no Toolwatch was running. It is
          neither up nor down.</li>
        <li>Agreed maintenance is left out, except of durations and tools.</li>
        <li>The strips show incidents and maintenance to the minute. Minutes without data are counted for each
          day.</li>
      </ul>
    <//>`;
}
