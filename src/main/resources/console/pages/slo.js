/** Service level: every objective with the budget that is left, how fast it burns, and who has to know. */
import { html } from '../core/html.js';
import { useData } from '../core/api.js';
import { duration, number } from '../core/format.js';
import { useService } from '../core/state.js';
import { Async, Badge, Bar, Card, Empty, Link, Page, Stat, Stats } from '../core/ui.js';
import { budget, budgetTone, lastMonth, monthName, months, promise, share, times } from './level.js';
import { Long, order } from './long.js';
import { Maintenance } from './maintenance.js';

const EVERY = 30000;
const ROWS = 100;
const DAY = 24 * 60;
const WINDOW_DAYS = { week: 7, month: 30, quarter: 91 };
const WINDOW_NAMES = { week: 'this week', month: 'this month', quarter: 'this quarter' };

const BURNS = [
  { key: 'burn_5m', label: '5 min' },
  { key: 'burn_30m', label: '30 min' },
  { key: 'burn_1h', label: '1 h' },
  { key: 'burn_2h', label: '2 h' },
  { key: 'burn_6h', label: '6 h' },
  { key: 'burn_1d', label: '1 d' },
  { key: 'burn_3d', label: '3 d' },
];

/* The SRE Workbook's alerts: `spent` is the share of the budget that is gone within the longer window. */
const CONDITIONS = [
  { alert: 'page', spent: 0.02, minutes: 60, longer: 'burn_1h', shorter: 'burn_5m' },
  { alert: 'page', spent: 0.05, minutes: 6 * 60, longer: 'burn_6h', shorter: 'burn_30m' },
  { alert: 'ticket', spent: 0.1, minutes: DAY, longer: 'burn_1d', shorter: 'burn_2h' },
  { alert: 'ticket', spent: 0.1, minutes: 3 * DAY, longer: 'burn_3d', shorter: 'burn_6h' },
];

const RANK = { page: 0, ticket: 1, none: 2 };

export default function ServiceLevel() {
  const service = useService();
  const slos = useData('/slos', { service, limit: 1000 }, { every: EVERY });
  return html`
    <${Page} title="Service level" subtitle="What was promised, what is left of it, and how fast it is spent"
      actions=${html`<${ReportLinks} service=${service} />`}>
      <${Async} of=${slos} empty=${data => data.slos.length === 0}
        whenEmpty=${html`<${NoObjectives} service=${service} />`}>
        ${data => html`<${Objectives} rows=${data.slos} more=${data.next_cursor !== null} />`}
      <//>
      <${Maintenance} service=${service} />
      <${Explained} />
    <//>`;
}

function ReportLinks({ service }) {
  const [present, last] = months();
  return [present, last].map(month => html`
    <${Link} key=${month} to="/report" params=${{ service, month }} class="button">${monthName(month)}<//>`);
}

function NoObjectives({ service }) {
  return html`
    <${Empty} title="No objective applies yet">
      <p>${service
        ? 'Nothing has been received of this service, or its objectives are switched off.'
        : 'Objectives apply to each service, as soon as its first call has come.'}</p>
      <p>Two come with Toolwatch: 99.9 % of operations without a server error, and 95 % of calls within a second.
        Yours are set with <code>toolwatch.slo.objectives.NAME.target</code>.</p>
      <p><${Link} to="/start">Connect a server<//></p>
    <//>`;
}

function Objectives({ rows, more }) {
  return html`
    <div class="parts">
      <${Figures} rows=${rows} />
      <${Firing} rows=${rows} />
      <${Card} title="Objectives" subtitle="Burn rates over 5 minutes to 3 days: above 1 the budget does not last"
        class="objectives">
        <${Long} caption="Budgets and burn rates" dense=${true} columns=${COLUMNS} rows=${rows} first=${ROWS}
          sort="urgency" value=${worth} rowKey=${row => `${row.service}\n${row.slo}`} />
        ${more && html`<p class="muted">These are the first ${number(rows.length)}. Choose a service above to see
          its objectives.</p>`}
      <//>
    </div>`;
}

/** The most urgent first: those whose condition holds, then those with the least budget left. */
function worth(row, key) {
  return key === 'urgency' ? RANK[row.alert] * 1e9 + row.budget_left : row[key];
}

function Figures({ rows }) {
  const counted = rows.filter(row => row.events > 0);
  const overspent = counted.filter(row => row.budget_left < 0).length;
  const firing = rows.filter(row => row.alert !== 'none').length;
  const soonest = Math.min(...rows.map(row => row.exhaustion_seconds || Infinity));
  return html`
    <${Stats}>
      <${Stat} label="Objectives" value=${number(rows.length)} />
      <${Stat} label="Conditions that hold" value=${number(firing)} tone=${firing ? 'bad' : 'good'} />
      <${Stat} label="Budgets overspent" value=${number(overspent)} tone=${overspent ? 'bad' : 'good'} />
      <${Stat} label="Next budget spent in" value=${soonest === Infinity ? 'all last' : duration(soonest)}
        tone=${soonest < 86400 ? 'warn' : undefined} />
    <//>`;
}

function Firing({ rows }) {
  const firing = rows.filter(row => row.alert !== 'none').sort(order('urgency', worth));
  return html`
    <${Card} title="Firing now">
      ${firing.length === 0
        ? html`<p><${Badge} tone="good">Calm<//> No budget burns so fast that somebody has to know.</p>`
        : html`<ul class="firing">${firing.map(row => html`
          <li key=${`${row.service}\n${row.slo}`}>
            <${AlertBadge} alert=${row.alert} />
            <span>
              <${Link} to="/service" params=${{ service: row.service }}>${row.service}<//>
              <span> · ${row.slo} · ${reason(row)}</span>
            </span>
          </li>`)}</ul>`}
    <//>`;
}

/** Which condition holds, in words. */
function reason(row) {
  const days = WINDOW_DAYS[row.window] ?? parseInt(row.window, 10);
  const holds = CONDITIONS
    .map(condition => ({ ...condition, rate: condition.spent * days * DAY / condition.minutes }))
    .find(({ alert, longer, shorter, rate }) => alert === row.alert && row[longer] > rate && row[shorter] > rate);
  if (!holds) {
    return `the condition for a ${row.alert} holds`;
  }
  const label = key => BURNS.find(burn => burn.key === key).label;
  return `burns ${times(row[holds.longer])} over ${label(holds.longer)} and ${times(row[holds.shorter])} over `
    + `${label(holds.shorter)}, both above ${times(holds.rate)}`;
}

function AlertBadge({ alert }) {
  return alert === 'page' ? html`<${Badge} tone="bad">Page<//>`
    : html`<${Badge} tone="warn">Ticket<//>`;
}

const COLUMNS = [
  { key: 'service', title: 'Objective', sort: true, render: row => html`
    <div class="objective">
      <div class="objective-head">
        <${Link} to="/service" params=${{ service: row.service }}>${row.service}<//>
        <${Link} to="/report" params=${{ service: row.service, month: lastMonth() }}>report<//>
        ${row.alert !== 'none' && html`<${AlertBadge} alert=${row.alert} />`}
      </div>
      <small class="muted">${row.slo}: ${promise(row, true)}, ${
        WINDOW_NAMES[row.window] ?? row.window.replace('d', ' days')}</small>
    </div>` },
  { key: 'budget_left', title: 'Error budget', sort: true, width: '7rem', render: row => html`
    <div class="spending">
      <span>${budget(row)}</span>
      <${Bar} value=${row.budget_left} tone=${budgetTone(row)} />
    </div>` },
  { key: 'good_ratio', title: 'Good', align: 'right', sort: true, render: row => html`
    <span title=${`${number(row.bad)} bad of ${number(row.events)}`}>${
      share(row.events - row.bad, row.events)}</span>` },
  ...BURNS.map(({ key, label }) => ({ key, align: 'right',
    title: html`<span class="burn-head"><span class="unseen">Burn rate over </span>${label}</span>`,
    render: row => html`<${Burn} rate=${row[key]} />` })),
  { key: 'exhaustion_seconds', title: 'Spent in', align: 'right', sort: true,
    render: row => row.exhaustion_seconds === null ? html`<span class="muted">lasts</span>`
      : row.exhaustion_seconds === 0 ? 'spent' : duration(row.exhaustion_seconds) },
];

/** A burn rate: above 1 the budget does not last. */
function Burn({ rate }) {
  const tone = rate > 6 ? 'burn-fast' : rate > 1 ? 'burn-over' : '';
  return html`<span class=${`burn ${tone}`}>${rate === 0 ? '0' : times(rate)}</span>`;
}

function Explained() {
  return html`
    <details class="explained">
      <summary>How to read this</summary>
      <p>A budget is the number of bad events that the objective allows in its window. A burn rate of 1 spends it
        exactly by the end of the window; above 1 it does not last.</p>
      <p>A page or a ticket needs two burn rates at once: a long window that shows that it matters, and a short one
        that shows that it still goes on. With few events, nothing fires.</p>
      <p>Every event counts here, also those in agreed maintenance, because this is what users experience. The
        month’s report leaves maintenance out.</p>
    </details>`;
}
