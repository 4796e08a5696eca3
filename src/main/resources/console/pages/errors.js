/** Errors: what is broken, since when, for how many users, in which versions. */
import { html, useMemo } from '../core/html.js';
import { get } from '../core/api.js';
import { Time, number, toolName } from '../core/format.js';
import { useRange, useService } from '../core/state.js';
import { Async, Badge, Card, Empty, Failure, Link, More, Page, Select, Table } from '../core/ui.js';
import {
  AllServices, Columns, OUTCOME_OPTIONS, OutcomeBadge, ToolFilter, typeName, useEach, usePages, useParams,
} from './inspect.js';
import { hoursOf, isShort } from './periods.js';

const PAGE = 25;
const MOST_BARS = 32;
const DEFAULTS = { status: 'open', outcome: '', tool: '', order: 'last_seen' };

const STATUSES = [
  { value: 'open', label: 'Open' },
  { value: 'regressed', label: 'Came back' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'ignored', label: 'Ignored' },
  { value: 'all', label: 'Any status' },
];

const ORDERS = [
  { value: 'last_seen', label: 'Last seen' },
  { value: 'events', label: 'Most errors' },
  { value: 'users', label: 'Most users' },
];

export default function Errors() {
  const range = useRange();
  const service = useService();
  const [wanted, set] = useParams(DEFAULTS);
  const pages = usePages('/errors', {
    service, from: range.from, to: range.to, limit: PAGE, outcome: wanted.outcome, tool: wanted.tool,
    order: wanted.order, status: wanted.status === 'all' ? '' : wanted.status,
  }, 'errors', row => row.fingerprint);
  return html`
    <${Page} title="Errors" subtitle=${`Groups of errors that happened in the period: ${range.label.toLowerCase()}`}>
      <div class="filters">
        <${Select} label="Status" value=${wanted.status} options=${STATUSES} onChange=${status => set({ status })} />
        <${Select} label="Whose fault" value=${wanted.outcome} options=${OUTCOME_OPTIONS}
          onChange=${outcome => set({ outcome })} />
        <${ToolFilter} service=${service} tool=${wanted.tool} onPick=${tool => set({ tool })} />
        <${Select} label="Order" value=${wanted.order} options=${ORDERS} onChange=${order => set({ order })} />
      </div>
      <${Async} of=${pages.first} lines=${8} empty=${data => data.errors.length === 0}
        whenEmpty=${html`<${Nothing} wanted=${wanted} set=${set} service=${service} range=${range} />`}>
        ${() => html`<${List} pages=${pages} range=${range} />`}
      <//>
    <//>`;
}

function Nothing({ wanted, set, service, range }) {
  const filtered = wanted.status !== 'open' || wanted.outcome !== '' || wanted.tool !== '';
  if (filtered) {
    return html`
      <${Empty} title="No error group fits these filters">
        <p>Choose a longer period above, or <button type="button" class="plain"
          onClick=${() => set(DEFAULTS)}>show all open groups</button>.</p>
        <${AllServices} service=${service} to="/errors" />
      <//>`;
  }
  return html`
    <${Empty} title=${`No open errors: ${range.label.toLowerCase()}`}>
      <p>Nothing failed, or all that failed is resolved or ignored:
        ${' '}<button type="button" class="plain"
          onClick=${() => set({ status: 'all' })}>show any status</button>.</p>
      <p>If your servers do fail, <${Link} to="/coverage">coverage<//> says what their instrumentation lacks.</p>
      <${AllServices} service=${service} to="/errors" />
    <//>`;
}

function List({ pages, range }) {
  const { rows, cursor, more, failure } = pages;
  const trends = useTrends(rows, range);
  const columns = useMemo(() => columnsOf(trends), [trends]);
  return html`
    <${Card} class="rows error-rows">
      <${Table} caption="Error groups" columns=${columns} rows=${rows} rowKey="fingerprint"
        rowClass=${row => (row.status === 'open' ? '' : 'is-quiet')} />
      ${failure && html`<${Failure} error=${failure} retry=${more} />`}
      <${More} cursor=${cursor} onMore=${more} />
    <//>`;
}

/** The listing has no errors by hour: each group is asked for its own, of a day at least. */
function useTrends(rows, range) {
  const keys = rows.map(row => row.fingerprint);
  const from = range.to === 'now' && isShort(range) ? 'now-23h' : range.from;
  return useEach(keys, `${from} ${range.to}`, async (fingerprint, signal) => {
    const group = await get(`/errors/${encodeURIComponent(fingerprint)}`, { from, to: range.to }, { signal });
    return hoursOf(group, MOST_BARS);
  });
}

function columnsOf(trends) {
  return [
    { key: 'error', title: 'Error', render: row => html`<${Title} row=${row} />` },
    { key: 'trend', title: 'Trend',
      render: row => html`<${Trend} row=${row} parts=${trends.get(row.fingerprint)} />` },
    { key: 'events', title: 'Errors', align: 'right', render: row => number(row.events) },
    { key: 'users', title: 'Users', align: 'right', render: row => users(row.users) },
    { key: 'last_seen', title: 'Last seen', render: row => html`<${Time} at=${row.last_seen} relative />` },
    { key: 'first_seen', title: 'First seen', render: row => html`<${Time} at=${row.first_seen} relative />` },
    { key: 'versions', title: 'Versions', render: row => html`<div class="short-text">${versions(row)}</div>` },
    { key: 'status', title: 'Status', render: row => html`<${StatusBadge} group=${row} />` },
  ];
}

function users(count) {
  return count === null ? html`<span class="muted" title="No error names its user">unknown</span>` : number(count);
}

function Title({ row }) {
  return html`
    <div class="error-title">
      <${Link} to="/error" params=${{ fingerprint: row.fingerprint }}>
        <strong>${typeName(row.type)}</strong> <span class="error-message">${row.message}</span>
      <//>
      <div class="facts">
        <${OutcomeBadge} outcome=${row.outcome} />
        <span>${row.service}</span>
        ${row.tools.length > 0 && html`<span>${toolList(row.tools)}</span>`}
      </div>
    </div>`;
}

function toolList(tools) {
  const shown = tools.slice(0, 2).map(toolName).join(', ');
  return tools.length > 2 ? `${shown} and ${tools.length - 2} more` : shown;
}

function Trend({ row, parts }) {
  if (parts === undefined) {
    return html`<span class="muted" aria-label="Loading">…</span>`;
  }
  if (parts === null) {
    return html`<span class="muted">–</span>`;
  }
  const most = Math.max(...parts.values);
  const hours = parts.hours === 1 ? 'hour' : `${parts.hours} hours`;
  return html`<${Columns} values=${parts.values} tone=${row.outcome === 'server_error' ? 'bad' : 'warn'}
    label=${`${number(parts.values.length)} parts of ${hours}, ${number(most)} errors at most`} />`;
}

/** The versions of the service in which the errors of a group were first and last seen. */
export function versions(group) {
  const { first_version: first, last_version: last } = group;
  if (!first && !last) {
    return html`<span class="muted" title="The service does not send service.version">unknown</span>`;
  }
  return first === last ? first : `${first ?? 'unknown'} to ${last ?? 'unknown'}`;
}

/** Whether a group is open, came back, is resolved or ignored. */
export function StatusBadge({ group }) {
  switch (group.status) {
    case 'resolved':
      return html`<${Badge} tone="good">Resolved<//>`;
    case 'ignored':
      return html`<${Badge} tone="muted">Ignored<//>`;
    default:
      return group.regressed ? html`<${Badge} tone="bad">Came back<//>` : html`<${Badge} tone="warn">Open<//>`;
  }
}
