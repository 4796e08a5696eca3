/** What all servers are doing, and what is wrong: what changed first. */
import { html, useMemo } from '../core/html.js';
import { useData } from '../core/api.js';
import { Changes, useChanges } from '../core/changes.js';
import { Budget, callsMoved, ErrorRatio, PARTS, probeTone, seconds, Tools, useLength, useOrder }
  from '../core/figures.js';
import { change, duration, number, percent, rate } from '../core/format.js';
import { setParams, useRange, useRoute, useService } from '../core/state.js';
import { Async, Badge, Card, Copy, Empty, Link, Page, Sparkline, Stat, Stats, Table, Tabs } from '../core/ui.js';

const ALL = 1000;

const VIEWS = [{ id: 'services', label: 'Services' }, { id: 'tools', label: 'Tools' }];

export default function Overview() {
  const service = useService();
  const range = useRange();
  const { order, setOrder } = useOrder();
  const { limit, every, more } = useLength();
  const services = useData('/services', { from: range.from, to: range.to, order, points: PARTS,
    limit: service ? ALL : limit }, { every: service ? 60000 : every });
  const none = services.data?.total.services === 0;
  const ever = useData(none ? '/services' : null, { from: 'now-90d', limit: 1 }, { every: 3000 });
  if (none && ever.data?.total.services === 0) {
    return html`<${Start} />`;
  }
  return html`
    <${Page} title="Overview" subtitle=${service ? html`${service} · <${Link} to="/"
        params=${{ service: null }}>Show all services<//>` : range.label}>
      <${Busy} service=${service} services=${services} order=${order} setOrder=${setOrder} more=${more} />
    <//>`;
}

function Busy({ service, services, order, setOrder, more }) {
  const { from, to } = useRange();
  const view = useRoute().params.get('view') === 'tools' ? 'tools' : 'services';
  const ready = services.data !== undefined || services.error !== null;
  const changes = useChanges(service, ready);
  const groups = useData(ready ? '/errors' : null, { service, from, to, status: 'open', outcome: 'server_error', limit: ALL },
    { every: 60000 });
  const beside = useMemo(() => sum(changes.slos.data, changes.probes.data, groups.data),
    [changes.slos.data, changes.probes.data, groups.data]);
  return html`
    <${Changes} of=${changes} />
    <${Async} of=${services} lines=${8}>
      ${data => html`
        <${Totals} total=${service ? data.services.find(row => row.service === service) : data.total} data=${data}
          one=${service !== ''} />
        <${Card}>
          <${Tabs} label="Services or tools" tabs=${VIEWS} active=${view} onSelect=${chosen =>
            setParams({ view: chosen === 'tools' ? chosen : null }, { replace: true })} />
          ${view === 'tools' ? html`<${Tools} service=${service} />` : html`
            <${Services} data=${data} service=${service} beside=${beside} order=${order} setOrder=${setOrder} />
            ${!service && more(data.next_cursor)}`}
        <//>`}
    <//>`;
}

/** The table is drawn again when its figures change, not whenever something else on the page does. */
function Services({ data, service, beside, order, setOrder }) {
  const { kept } = useRoute();
  return useMemo(() => html`<${ServiceTable} period=${seconds(data)} beside=${beside} order=${order}
    setOrder=${setOrder} rows=${service ? data.services.filter(row => row.service === service) : data.services} />`,
    [data, service, beside, order, kept]);
}

function Totals({ total, data, one }) {
  if (!total) {
    return null;
  }
  return html`
    <${Stats}>
      ${!one && html`<${Stat} label="Services" value=${number(total.services)} />`}
      <${Stat} label="Calls" value=${number(total.calls)}
        change=${callsMoved(total.calls, total.calls_change, data)} />
      <${Stat} label="Errors" value=${percent(total.error_ratio)} tone=${total.error_ratio >= 0.01 ? 'bad' : undefined}
        change=${`${number(total.server_errors)} calls failed`} />
      <${Stat} label="Callers’ mistakes" value=${number(total.client_errors)} />
      <${Stat} label="Users" value=${number(total.users)} />
    <//>`;
}

/** What else is known of each service: its objective with the least budget, its probes and its open errors. */
function sum(slos, probes, groups) {
  const beside = new Map();
  const of = service => {
    if (!beside.has(service)) {
      beside.set(service, { left: null, probes: [], errors: 0 });
    }
    return beside.get(service);
  };
  for (const slo of slos?.slos ?? []) {
    const one = of(slo.service);
    one.left = slo.budget_left === null ? one.left : Math.min(one.left ?? Infinity, slo.budget_left);
  }
  for (const probe of probes?.probes ?? []) {
    if (probe.service) {
      of(probe.service).probes.push(probe);
    }
  }
  for (const group of groups?.errors ?? []) {
    of(group.service).errors++;
  }
  return { of: service => beside.get(service) ?? { left: null, probes: [], errors: 0 },
    more: groups?.next_cursor ? '+' : '', probes: (probes?.probes ?? []).some(probe => probe.service) };
}

function ServiceTable({ rows, period, beside, order, setOrder }) {
  const columns = [
    { key: 'service', title: 'Service', render: row => html`<${Link} to="/service"
      params=${{ service: row.service }}>${row.service}<//>` },
    { key: 'points', title: 'Activity', wide: true, render: row => html`<${Sparkline} values=${row.points}
      label=${`Calls of ${row.service} over time`} />` },
    { key: 'calls', title: 'Calls', align: 'right', sort: 'calls', render: row => number(row.calls) },
    { key: 'rate', title: 'Rate', align: 'right', wide: true, render: row => rate(row.calls, period) },
    { key: 'growth', title: 'Change', align: 'right', sort: 'growth', render: row => change(row.calls_change) || '–' },
    { key: 'errors', title: 'Errors', align: 'right', sort: 'errors', render: row => html`<${ErrorRatio}
      ratio=${row.error_ratio} />` },
    { key: 'p95', title: '95th perc.', align: 'right', sort: 'p95', render: row => duration(row.p95_seconds) },
    { key: 'users', title: 'Users', align: 'right', sort: 'users', render: row => number(row.users) },
    { key: 'budget', title: 'Budget left', align: 'right', render: row => html`<${Budget}
      left=${beside.of(row.service).left} />` },
    beside.probes && { key: 'probes', title: 'Checks', render: row => html`<${Probes}
      probes=${beside.of(row.service).probes} />` },
    { key: 'groups', title: 'Open errors', align: 'right', render: row => html`<${Groups} service=${row.service}
      count=${beside.of(row.service).errors} more=${beside.more} />` },
  ].filter(Boolean);
  return html`<${Table} caption="Services" rowKey="service" rows=${rows} columns=${columns} sort=${`-${order}`}
    onSort=${next => setOrder(next.replace('-', ''))} empty=${html`
      <${Empty} title="No calls in this period">
        <p>Choose a longer time range above, or look at the <${Link} to="/"
          params=${{ from: 'now-30d', to: null, service: null }}>last 30 days of all services<//>.</p>
      <//>`} />`;
}

/** The worst that the probes of a service found. */
function Probes({ probes }) {
  if (probes.length === 0) {
    return '–';
  }
  const worst = probes.find(probe => probeTone(probe.state) === 'bad')
    ?? probes.find(probe => probe.state !== 'up') ?? probes[0];
  return html`<${Badge} tone=${probeTone(worst.state)} title=${`${worst.probe}: ${worst.message}`}>${
    worst.state.replace('_', ' ')}<//>`;
}

function Groups({ service, count, more }) {
  return count === 0 ? '0' : html`<${Link} to="/errors" params=${{ service, status: 'open' }}
    aria-label=${`${count}${more} open errors of ${service}`}>${number(count)}${more}<//>`;
}

/** An empty store: how to fill it. */
function Start() {
  const setting = `OTEL_EXPORTER_OTLP_ENDPOINT=http://${location.hostname}:4318`;
  return html`
    <${Page} title="Overview">
      <${Card}>
        <${Empty} title="Nothing has been received yet">
          <p>Point the OpenTelemetry SDK of an MCP server here. This page shows it as soon as its first span
            arrives.</p>
          <p class="recipe"><code>${setting}</code> <${Copy} text=${setting} /></p>
          <p><${Link} to="/start">How to do it in each language<//></p>
        <//>
      <//>
    <//>`;
}
