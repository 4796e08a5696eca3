/** Usage: which tools are used, by how many people, whether they come back, and with which clients. */
import { html } from '../core/html.js';
import { useData } from '../core/api.js';
import { Time, change, duration, number, percent, toolName } from '../core/format.js';
import { setParams, useRange, useRoute, useService } from '../core/state.js';
import { Async, Badge, Card, Empty, Link, Page, Sparkline, Stat, Stats, Table, Tabs } from '../core/ui.js';
import { Long } from './long.js';
import { ActiveUsers, Retention, TopUsers, Weeks } from './people.js';
import { NeverUsed } from './unused.js';

const EVERY = 60000;
const PARTS = 24;
const SUBTITLE = 'Which tools are used, by how many people, and with which clients';
const UNITS = { s: 1 / 86400, m: 1 / 1440, h: 1 / 24, d: 1, w: 7, M: 30, y: 365 };

export default function Usage() {
  const service = useService();
  const range = useRange();
  const period = { service, from: range.from, to: range.to };
  const long = days(range);
  const byDay = long >= 14 ? period : { service };
  const byWeek = long >= 63 && long <= 53 * 7 ? period : { service };
  const active = useData('/users/active', { ...byDay, window: 'day' }, { every: EVERY });
  const sessions = useData('/sessions', { ...period, limit: 200 }, { every: EVERY });
  const ever = useData('/services', { from: 'now-90d', limit: 1 }, { every: EVERY });
  if (ever.data?.total.services === 0 && !service) {
    return html`<${Page} title="Usage" subtitle=${SUBTITLE}><${NoServer} /><//>`;
  }
  return html`
    <${Page} title="Usage" subtitle=${SUBTITLE}>
      <${Hint} text=${active.data?.hint} />
      <${Figures} active=${active.data} sessions=${sessions.data} />
      <${Tools} period=${period} label=${range.label} />
      <div class="grid">
        <${ActiveUsers} active=${active} label=${byDay === period ? range.label : 'Last 30 days'} />
        <${Weeks} period=${byWeek} label=${byWeek === period ? range.label : 'Last 8 weeks'} />
      </div>
      <${Retention} period=${byWeek} label=${byWeek === period ? range.label : 'Last 8 weeks'} />
      <div class="grid">
        <${Clients} period=${period} label=${range.label} />
        <${TopUsers} period=${period} label=${range.label} />
      </div>
      <${Sessions} sessions=${sessions} label=${range.label} />
    <//>`;
}

function NoServer() {
  return html`
    <${Empty} title="No server has sent anything yet">
      <p>Usage is counted from the first call on: which tools are used, by how many people, and whether they come
        back.</p>
      <p><${Link} to="/start">Connect a server<//></p>
    <//>`;
}

/** About how many days a period has: days and weeks of users need more than hours. */
function days({ from, to }) {
  return (point(to) - point(from)) / 86400000;
}

function point(text) {
  if (!text.startsWith('now')) {
    return Date.parse(text) || Date.now();
  }
  const back = [...text.matchAll(/-(\d+)([smhdwMy])/g)].reduce((sum, [, count, unit]) => sum + count * UNITS[unit], 0);
  const whole = text.match(/\/([smhdwMy])$/);
  return Date.now() - (back + (whole ? UNITS[whole[1]] / 2 : 0)) * 86400000;
}

/** What to do if nobody is named. */
function Hint({ text }) {
  return text ? html`
    <div class="note tone-info" role="status">
      <p><strong>Nobody is named, so users are unknown.</strong> Put the attribute <code>enduser.pseudo.id</code> on the
        SERVER span of each operation, with any id that stays the same for a person. Toolwatch keeps a keyed hash of it
        only. <${Link} to="/start">Get started<//> says how for each SDK, and
        ${' '}<${Link} to="/coverage">Coverage<//> which servers lack it.</p>
    </div>` : null;
}

function Figures({ active, sessions }) {
  const last = active?.points.at(-1);
  const before = active?.points.at(-8);
  const begun = sessions?.services.reduce((sum, row) => sum + row.sessions, 0);
  const moved = name => last && before && before[name] ? `${change(last[name] / before[name] - 1)} in a week` : null;
  return html`
    <${Stats}>
      <${Stat} label="Users today" value=${number(last?.dau)} change=${moved('dau')} />
      <${Stat} label="Users in 7 days" value=${number(last?.wau)} change=${moved('wau')} />
      <${Stat} label="Users in 30 days" value=${number(last?.mau)} change=${moved('mau')} />
      <${Stat} label="Stickiness" value=${percent(last?.stickiness)} change="of the month’s users came today" />
      <${Stat} label="Sessions" value=${number(begun)} change="begun in the period" />
    <//>`;
}

const VIEWS = [
  { id: 'most', label: 'Most used', order: 'calls', keep: tool => tool.calls > 0, none: 'No tool was called' },
  { id: 'growing', label: 'Growing', order: 'growth',
    keep: tool => ['new', 'returned', 'growing'].includes(tool.trend),
    none: 'No tool is new, back or called a tenth more' },
  { id: 'declining', label: 'Declining', order: 'decline', keep: tool => tool.trend === 'shrinking',
    none: 'No tool is called a tenth less' },
  { id: 'stopped', label: 'Stopped', order: 'decline', keep: tool => tool.trend === 'stopped',
    none: 'No tool that was called before is unused now' },
  { id: 'never', label: 'Never used' },
];

function Tools({ period, label }) {
  const chosen = useRoute().params.get('tools');
  const view = VIEWS.find(({ id }) => id === chosen) ?? VIEWS[0];
  return html`
    <${Card} title="Tools" subtitle=${
      view.order ? `${label}, compared with as long before` : 'By what MCP checks list'}>
      <${Tabs} label="Tools" tabs=${VIEWS} active=${view.id}
        onSelect=${id => setParams({ tools: id === 'most' ? null : id }, { replace: true })} />
      ${view.order ? html`<${ToolList} key=${view.id} view=${view} period=${period} />`
        : html`<${NeverUsed} service=${period.service} />`}
    <//>`;
}

function ToolList({ view, period }) {
  const tools = useData('/tools', { ...period, order: view.order, points: PARTS,
    limit: view.id === 'most' ? 200 : 1000 }, { every: EVERY });
  return html`
    <${Async} of=${tools} empty=${data => !data.tools.some(view.keep)}
      whenEmpty=${html`
        <${Empty} title=${`${view.none} in this period`}>
          <p>Choose a longer period above: tools are compared with as long before.</p>
          ${view.id === 'most' && html`<p>If no server sends anything yet, <${Link} to="/start">connect one<//>.</p>`}
        <//>`}>
      ${data => html`<${ToolTable} rows=${data.tools.filter(view.keep)} />`}
    <//>`;
}

const TRENDS = { new: 'info', returned: 'info', growing: 'good', shrinking: 'warn', steady: 'muted', stopped: 'bad' };

function ToolTable({ rows }) {
  const columns = [
    { key: 'tool', title: 'Tool', sort: true, render: row => html`
      <${Link} to="/tool" params=${{ service: row.service, tool: row.tool }}>${toolName(row.tool)}<//>` },
    { key: 'service', title: 'Service', sort: true, render: row => html`
      <${Link} to="/service" params=${{ service: row.service }}>${row.service}<//>` },
    { key: 'calls', title: 'Calls', align: 'right', sort: true, render: row => number(row.calls) },
    { key: 'activity', title: 'Activity', render: row => html`
      <${Sparkline} values=${row.points} label=${`Calls of ${toolName(row.tool)} over time`} />` },
    { key: 'previous_calls', title: 'Before', align: 'right', sort: true, render: row => number(row.previous_calls) },
    { key: 'calls_change', title: 'Change', align: 'right', sort: true,
      render: row => change(row.calls_change) || '–' },
    { key: 'trend', title: 'Trend', sort: true,
      render: row => html`<${Badge} tone=${TRENDS[row.trend]}>${row.trend}<//>` },
    { key: 'users', title: 'Users', align: 'right', sort: true, render: row => number(row.users) },
    { key: 'adoption', title: 'Adoption', align: 'right', sort: true, render: row => percent(row.adoption) },
    { key: 'last_used', title: 'Last used', align: 'right', sort: true,
      render: row => html`<${Time} at=${row.last_used} relative=${true} />` },
  ];
  return html`<${Long} caption="Tools with calls, change and users" columns=${columns} rows=${rows}
    rowKey=${row => `${row.service}\n${row.tool}`} />`;
}

function Clients({ period, label }) {
  const clients = useData('/clients', { ...period, limit: 200 }, { every: EVERY });
  const columns = [
    { key: 'client', title: 'Client', sort: true, width: '9rem' },
    { key: 'version', title: 'Version', sort: true, render: row => row.version || '–' },
    !period.service && { key: 'service', title: 'Service', sort: true, render: row => html`
      <${Link} to="/service" params=${{ service: row.service }}>${row.service}<//>` },
    { key: 'operations', title: 'Operations', align: 'right', sort: true, render: row => number(row.operations) },
    { key: 'users', title: 'Users', align: 'right', sort: true, render: row => number(row.users) },
  ].filter(Boolean);
  return html`
    <${Card} title="Clients" subtitle=${label}>
      <${Async} of=${clients} empty=${data => data.clients.length === 0}
        whenEmpty=${html`
          <${Empty} title="No client is known">
            <p>Clients give their name and version in <code>initialize</code>. Not every SDK sends them:
              ${' '}<${Link} to="/coverage">Coverage<//> says what each server lacks.</p>
          <//>`}>
        ${data => html`<${Long} caption="Clients by name and version" columns=${columns} rows=${data.clients}
          rowKey=${row => `${row.service}\n${row.client}\n${row.version}`} />`}
      <//>
    <//>`;
}

function Sessions({ sessions, label }) {
  const columns = [
    { key: 'service', title: 'Service', sort: true, render: row => html`
      <${Link} to="/service" params=${{ service: row.service }}>${row.service}<//>` },
    { key: 'sessions', title: 'Sessions', align: 'right', sort: true, render: row => number(row.sessions) },
    { key: 'operations_per_session', title: 'Operations each', align: 'right', sort: true,
      render: row => number(row.operations_per_session) },
    { key: 'operations_p95', title: 'p95 of operations', align: 'right', sort: true,
      render: row => number(row.operations_p95) },
    { key: 'mean_seconds', title: 'Mean length', align: 'right', sort: true,
      render: row => duration(row.mean_seconds) },
    { key: 'p50_seconds', title: 'p50', align: 'right', sort: true, render: row => duration(row.p50_seconds) },
    { key: 'p95_seconds', title: 'p95', align: 'right', sort: true, render: row => duration(row.p95_seconds) },
  ];
  return html`
    <${Card} title="Sessions" subtitle=${`Begun in: ${label.toLowerCase()}`}>
      <${Async} of=${sessions} empty=${data => data.services.length === 0}
        whenEmpty=${html`
          <${Empty} title="No session began in this period">
            <p>A session is what a client sends under one session id, or what a known user does without a pause. Choose
              a longer period above, or see in <${Link} to="/coverage">Coverage<//> what the servers send.</p>
          <//>`}>
        ${data => html`<${Table} caption="Sessions by service" columns=${columns} rows=${data.services}
          rowKey=${row => row.service} />`}
      <//>
    <//>`;
}
