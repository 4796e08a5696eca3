/** Toolwatch's own health, what it takes in and passes on, its limits and settings, and who changed what. */
import { html, useState } from '../core/html.js';
import { address, del, refreshSession, useData, useSession } from '../core/api.js';
import { Time, bytes, duration, number, percent } from '../core/format.js';
import { navigate, useRange } from '../core/state.js';
import { Async, Badge, Bar, Card, Empty, Link, More, Page, Search, Stat, Stats, Table } from '../core/ui.js';

export default function System() {
  const system = useData('/system', {}, { every: 5000 });
  const session = useSession();
  return html`
    <${Page} title="System" subtitle="Toolwatch itself: is it well, and is it within its limits?">
      <${Async} of=${system}>${data => html`<${Health} system=${data} />`}<//>
      <${Cardinality} />
      ${system.data?.memory && html`<${Settings} />`}
      ${session && html`<${Session} session=${session} />`}
      ${session?.role === 'admin' && html`<${Audit} />`}
    <//>`;
}

function Health({ system }) {
  const { memory, store, checks } = system;
  const failed = checks.filter(({ up }) => !up).length;
  const used = memory ? memory.used_bytes / memory.max_bytes : 0; // a tenant is told nothing of the process
  const accepted = system.intake.reduce((sum, row) => sum + row.accepted, 0);
  const rejected = system.intake.reduce((sum, row) => sum + row.rejected, 0);
  return html`
    <div class="parts">
      <${Stats}>
        <${Stat} label="State" value=${system.ready ? 'Ready' : 'Not ready'} tone=${system.ready ? 'good' : 'bad'}
          change=${failed === 0 ? memory && 'all checks are up' : `${failed} of ${checks.length} checks are down`} />
        <${Stat} label="Running for" value=${duration(system.uptime_seconds)}
          change=${`${system.version}, ${system.native ? 'native' : 'JVM'}`} />
        ${memory && html`<${Stat} label="Memory" value=${bytes(memory.used_bytes)} change=${`of ${bytes(memory.max_bytes)}`}
          tone=${used > 0.9 ? 'warn' : undefined}><${Bar} value=${used} tone=${used > 0.9 ? 'warn' : 'accent'} /><//>`}
        <${Stat} label="Store" value=${bytes(store.bytes)} change=${store.kind} />
        <${Stat} label="Oldest unwritten" value=${duration(store.unflushed_seconds)}
          tone=${store.unflushed_seconds > 300 ? 'bad' : undefined} change="what a crash would lose" />
        <${Stat} label="Taken in" value=${number(accepted)} tone=${rejected > 0 ? 'warn' : undefined}
          change=${rejected > 0 ? `${number(rejected)} rejected` : 'nothing rejected'} />
      <//>
      <div class="grid">
        <${Card} title=${memory ? 'Checks' : 'Process'}>
          ${memory && html`<${Table} caption="Checks of Toolwatch itself" columns=${CHECKS} rows=${checks} rowKey="name" />`}
          <p class="muted">${system.replica && `Replica ${system.replica}. `}Started
            ${' '}<${Time} at=${system.started_at} />.</p>
        <//>
        <${Card} title="Received" subtitle="since the start">
          <${Table} caption="Accepted and rejected by signal" columns=${INTAKE} rows=${system.intake} rowKey="signal"
            empty=${html`<${NothingReceived} />`} />
        <//>
      </div>
      ${memory && html`<div class="grid">
        <${Card} title="Forwarding" subtitle="to other backends">
          <${Table} caption="Delivered and lost by target" columns=${FORWARD} rows=${system.forward}
            rowKey=${row => `${row.target}\n${row.signal}`} empty=${html`<${NoTarget} />`} />
        <//>
        <${Card} title="Error reports" subtitle="to Sentry and Rollbar">
          <${Table} caption="Reported errors by target" columns=${REPORTS} rows=${system.reports} rowKey="target"
            empty=${html`<${NoReports} />`} />
        <//>
      </div>`}
    </div>`;
}

function NothingReceived() {
  return html`
    <${Empty} title="Nothing has been received">
      <p><${Link} to="/start">Connect a server<//></p>
    <//>`;
}

function NoTarget() {
  return html`
    <${Empty} title="Nothing is forwarded">
      <p>To pass traces, metrics and logs on to Jaeger, Tempo or a Collector, set
        ${' '}<code>toolwatch.forward.targets.NAME.endpoint</code>.</p>
    <//>`;
}

function NoReports() {
  return html`
    <${Empty} title="No errors are reported elsewhere">
      <p>To report new and returning errors, set <code>toolwatch.sentry.dsn</code> or
        ${' '}<code>toolwatch.rollbar.token</code>.</p>
    <//>`;
}

const CHECKS = [
  { key: 'name', title: 'Check' },
  { key: 'up', title: 'State', render: row => html`
    <${Badge} tone=${row.up ? 'good' : 'bad'}>${row.up ? 'up' : 'down'}<//>` },
  { key: 'detail', title: 'Detail', render: row => row.detail || '–' },
];

const INTAKE = [
  { key: 'signal', title: 'Signal' },
  { key: 'accepted', title: 'Accepted', align: 'right', render: row => number(row.accepted) },
  { key: 'rejected', title: 'Rejected', align: 'right', render: row => number(row.rejected) },
  { key: 'share', title: 'Share rejected', align: 'right', render: row => {
    const all = row.accepted + row.rejected;
    return all === 0 ? '–' : percent(row.rejected / all);
  } },
];

const FORWARD = [
  { key: 'target', title: 'Target' },
  { key: 'signal', title: 'Signal' },
  { key: 'delivered', title: 'Delivered', align: 'right', render: row => number(row.delivered) },
  { key: 'refused', title: 'Refused', align: 'right', render: row => html`<${Loss} count=${row.refused} />` },
  { key: 'dropped', title: 'Dropped', align: 'right', render: row => html`<${Loss} count=${row.dropped} />` },
  { key: 'queue', title: 'Waiting', align: 'right', render: row => bytes(row.queue_bytes + row.spool_bytes) },
  { key: 'oldest', title: 'Oldest', align: 'right', render: row => duration(row.oldest_seconds) },
];

const REPORTS = [
  { key: 'target', title: 'Target' },
  { key: 'delivered', title: 'Delivered', align: 'right', render: row => number(row.delivered) },
  { key: 'deduplicated', title: 'Known already', align: 'right', render: row => number(row.deduplicated) },
  { key: 'dropped', title: 'Dropped', align: 'right', render: row => html`<${Loss} count=${row.dropped} />` },
];

function Loss({ count }) {
  return count > 0 ? html`<${Badge} tone="bad">${number(count)}<//>` : number(count);
}

/* Limits on series. */

function Cardinality() {
  const cardinality = useData('/cardinality', { limit: 5 }, { every: 15000 });
  return html`
    <${Card} title="Names and series" subtitle="limits on what senders can make up">
      <${Async} of=${cardinality}>${data => html`<${Families} data=${data} />`}<//>
    <//>`;
}

function Families({ data }) {
  const folding = data.families.filter(family => family.folded > 0);
  return html`
    <div>
      <p>
        ${folding.length === 0 && data.services_folded === 0
          ? html`<${Badge} tone="good">All names fit<//> Nothing counts as <code>__other__</code>.`
          : html`<${Badge} tone="warn">Some names are folded<//> They count as <code>__other__</code>; totals stay
            exact. Raise <code>toolwatch.cardinality.max-series</code>, or find out who sends so many names.`}
        ${' '}${number(data.services)} of ${number(data.services_limit)} services have a name of their own.
      </p>
      <${Table} caption="Series by family" rowClass=${() => 'family'} columns=${FAMILIES} rows=${data.families}
        rowKey="family" />
    </div>`;
}

const FAMILIES = [
  { key: 'family', title: 'Family', sort: true, render: row => html`<code>${row.family}</code>` },
  { key: 'used', title: 'Series', align: 'right', sort: true, render: row => number(row.used) },
  { key: 'room', title: 'Of the limit', width: '9rem', render: row => {
    const room = row.limit - row.reserved;
    return html`
      <div class="spending"><span>${percent(row.used / room)} of ${number(room)}</span>
        <${Bar} value=${row.used} max=${room} tone=${row.used > 0.8 * room ? 'warn' : 'accent'} /></div>`;
  } },
  { key: 'demand', title: 'Asked for', align: 'right', sort: true, render: row => number(row.demand) },
  { key: 'folded', title: 'Folded', align: 'right', sort: true, render: row => row.folded > 0
    ? html`<${Badge} tone="warn">${number(row.folded)}<//>` : '0' },
  { key: 'services', title: 'Who folds or uses most', render: row => html`<${Users} services=${row.services} />` },
];

function Users({ services }) {
  const folding = services.filter(service => service.folded > 0);
  const shown = folding.length > 0 ? folding : services.filter(service => service.used > 0);
  return shown.length === 0 ? '–' : html`
    <span>${shown.slice(0, 3).map(({ service, used, folded, examples }, index) => html`
      <span key=${service}>${index > 0 && ', '}${service} (${folded > 0
        ? `${number(folded)} folded${examples.length > 0 ? `, such as ${examples.slice(0, 3).join(', ')}` : ''}`
        : number(used)})</span>`)}</span>`;
}

/* Settings. */

function Settings() {
  const settings = useData('/settings', {}, { every: 0 });
  const [text, setText] = useState('');
  const [changed, setChanged] = useState(true);
  return html`
    <${Card} title="Settings in force">
      <div class="filters">
        <${Search} label="Find a setting" placeholder="Find a setting" value=${text} onSearch=${setText} />
        <label class="check"><input type="checkbox" checked=${changed}
          onChange=${event => setChanged(event.target.checked)} /> Only those that were set</label>
      </div>
      <${Async} of=${settings}>
        ${data => html`<${SettingList} settings=${data.settings} text=${text} changed=${changed} />`}
      <//>
    <//>`;
}

function SettingList({ settings, text, changed }) {
  const wanted = text.toLowerCase();
  const rows = settings.filter(row => (!changed || row.source !== 'default')
    && `${row.name} ${row.value ?? ''}`.toLowerCase().includes(wanted));
  return html`
    <p class="muted" role="status">${number(rows.length)} of ${number(settings.length)} settings</p>
    <${Table} caption="Settings, values and where they are from" dense=${true} columns=${SETTINGS} rows=${rows}
      rowKey="name" empty=${html`
        <${Empty} title="No setting is like this">
          <p>${changed ? 'Nothing else was set: untick the box to search all settings. ' : ''}Every setting is described
            at <a href="/docs/settings">/docs/settings</a>.</p>
        <//>`} />`;
}

const SOURCES = { default: 'default', file: 'file', environment: 'environment', system: 'system property' };

const SETTINGS = [
  { key: 'name', title: 'Setting', sort: true, render: row => html`<code>${row.name}</code>` },
  { key: 'value', title: 'Value', render: row => row.secret ? html`<span class="muted">hidden</span>`
    : row.value === null || row.value === '' ? html`<span class="muted">not set</span>`
    : html`<code>${row.value}</code>` },
  { key: 'source', title: 'From', sort: true, render: row => SOURCES[row.source] ?? row.source },
  { key: 'default', title: 'Default', render: row => row.secret || row.default === null || row.default === '' ? '–'
    : html`<code>${row.default}</code>` },
];

/* Who looks, and who changed what. */

function Session({ session }) {
  async function leave() {
    try {
      await del('/session');
    } finally {
      refreshSession();
      navigate('/login');
    }
  }
  if (session.authentication === 'none') {
    return html`
      <${Card} title="Access">
        <p><${Badge} tone="info">Open<//> No tokens are configured: whoever reaches this port may read and change
          everything. To require tokens, set <code>toolwatch.auth.tokens.NAME.token</code> and
          ${' '}<code>toolwatch.auth.tokens.NAME.roles</code>.</p>
      <//>`;
  }
  return html`
    <${Card} title="Access" actions=${html`<button type="button" class="button" onClick=${leave}>Sign out</button>`}>
      <p>You are signed in as <strong>${session.name}</strong> with the role <strong>${session.role}</strong>:
        ${' '}${session.canChange ? 'you may read and change.'
          : 'you may read. To change something, sign in with a token that has the role admin.'}
        ${session.expiresAt && html` The session ends <${Time} at=${session.expiresAt} relative=${true} />.`}</p>
    <//>`;
}

function Audit() {
  const range = useRange();
  const [limit, setLimit] = useState(50);
  const params = { from: range.from, to: range.to, limit };
  const audit = useData('/audit', params, { every: 30000 });
  return html`
    <${Card} title="Who did what" subtitle=${range.label}
      actions=${html`<a class="button" download href=${
        address('/audit', { ...params, limit: 1000, format: 'csv' })}>CSV</a>`}>
      <${Async} of=${audit} empty=${data => data.audit.length === 0}
        whenEmpty=${html`
          <${Empty} title="Nothing was done in this period">
            <p>Changes, sign-ins, reports, lists of users and refusals are recorded. Choose a longer period above.</p>
          <//>`}>
        ${data => html`
          <${Table} caption="Audit trail" columns=${AUDIT} rows=${data.audit}
            rowKey=${row => `${row.time}${row.action}${row.subject}${row.who}`} />
          <${More} cursor=${limit < 1000 && data.next_cursor} onMore=${() => setLimit(Math.min(1000, limit * 4))} />`}
      <//>
    <//>`;
}

const ACTIONS = {
  'error.resolve': 'resolved an error',
  'error.ignore': 'ignored an error',
  'error.reopen': 'opened an error again',
  'maintenance.schedule': 'agreed on maintenance',
  'maintenance.cancel': 'withdrew maintenance',
  'user.erase': 'had a user erased',
  'user.erased': 'erased a user',
  'user.look-up': 'looked up',
  'users.export': 'read the list of users',
  'report.make': 'made a report',
  'session.sign-in': 'signed in',
  'session.sign-out': 'signed out',
  'session.sum': 'sums up',
  'read.sum': 'sums up',
  'access.refuse': 'refused access',
};

const AUDIT = [
  { key: 'time', title: 'When', render: row => html`<${Time} at=${row.time} />` },
  { key: 'who', title: 'Who' },
  { key: 'action', title: 'What', render: row => ACTIONS[row.action] ?? row.action },
  { key: 'subject', title: 'Of', render: row => row.action.startsWith('error.')
    ? html`<${Link} to="/error" params=${{ fingerprint: row.subject }}><code>${row.subject}</code><//>`
    : html`<code>${row.subject}</code>` },
  { key: 'detail', title: 'Detail', render: row => row.detail || '–' },
];
