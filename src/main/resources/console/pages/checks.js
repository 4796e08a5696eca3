/** Checks: what probes find of the servers and of what they depend on, the worst first. */
import { html, useMemo } from '../core/html.js';
import { get, useData } from '../core/api.js';
import { Time, duration, number, percent } from '../core/format.js';
import { useRange, useService } from '../core/state.js';
import { Async, Card, Copy, Empty, Link, Page, Select, Stat, Stats, Table } from '../core/ui.js';
import { AllServices, Typed, emptyIfUnknown, useEach, useParams } from './inspect.js';
import { Beats, Certificate, Since, StateBadge, certificateDays, isBad, kindName, rankOf } from './probes.js';
import { stepFor } from './periods.js';

const MOST = 1000;
const BEATS = 40;
const FEW = 20;
const OFTEN = 60000;
const SELDOM = 300000;
const DEFAULTS = { state: '', find: '' };

const SETTINGS = `toolwatch.probes.orders.kind=mcp
toolwatch.probes.orders.url=https://orders.example.com/mcp
toolwatch.probes.orders.service=acme/orders

toolwatch.probes.vectors.kind=qdrant
toolwatch.probes.vectors.url=http://qdrant:6333`;

const STATES = [
  { value: '', label: 'Any state' },
  { value: 'bad', label: 'Needs attention' },
  { value: 'up', label: 'Up' },
];

export default function Checks() {
  const range = useRange();
  const service = useService();
  const [wanted, set] = useParams(DEFAULTS);
  const probes = emptyIfUnknown(useData('/probes', { service, limit: MOST }, { every: 5000 }), { probes: [] });
  return html`
    <${Page} title="Checks" subtitle="Probes ask the servers, and what they depend on, also when nobody else does">
      <${Async} of=${probes} lines=${8} empty=${data => data.probes.length === 0}
        whenEmpty=${html`<${Nothing} service=${service} />`}>
        ${data => html`<${Shown} probes=${data.probes} wanted=${wanted} set=${set} range=${range} />`}
      <//>
    <//>`;
}

function Nothing({ service }) {
  return html`
    <${Empty} title=${service ? `No probe tells the state of ${service}` : 'No probes are set up'}>
      <p>A probe is a few settings. It checks an MCP server (its tools, their changes, a call), a service such as Jira,
        GitHub or PostgreSQL, a certificate or a port:</p>
      <pre class="code">${SETTINGS}</pre>
      <p><${Copy} text=${SETTINGS} label="Copy the settings" /></p>
      <p>Try it with <code>--probe orders</code> on the command line, then restart Toolwatch.</p>
      <${AllServices} service=${service} to="/checks" />
    <//>`;
}

function Shown({ probes, wanted, set, range }) {
  const rows = useMemo(() => sorted(probes).filter(probe => fits(probe, wanted)),
    [probes, wanted.state, wanted.find]);
  const beats = useBeats(rows, range);
  const columns = useMemo(() => columnsOf(beats), [beats]);
  return html`
    <div class="stacked">
      <${Figures} probes=${probes} />
      ${probes.length > 5 && html`
        <div class="filters">
          <${Select} label="State" value=${wanted.state} options=${STATES} onChange=${state => set({ state })} />
          <${Typed} label="Find" value=${wanted.find} onTyped=${find => set({ find })}
            placeholder="Name, kind or target" />
        </div>`}
      <${Card} class="rows probe-rows">
        <${Table} caption="Probes" columns=${columns} rows=${rows} rowKey="probe"
          empty=${html`<${Empty} title="No probe fits"><p><button type="button" class="plain"
            onClick=${() => set(DEFAULTS)}>Show all probes</button></p><//>`} />
      <//>
    </div>`;
}

function sorted(probes) {
  return [...probes].sort((one, other) => rankOf(one.state) - rankOf(other.state)
    || one.probe.localeCompare(other.probe));
}

function fits(probe, { state, find }) {
  const text = find.toLowerCase();
  return (state === '' || (state === 'up' ? probe.state === 'up' : probe.state !== 'up'))
    && [probe.probe, probe.kind, probe.target, probe.service ?? ''].some(part => part.toLowerCase().includes(text));
}

/** The listing has no history: each probe is asked for its own. */
function useBeats(rows, range) {
  const step = stepFor(range, BEATS);
  const round = Math.floor(Date.now() / (rows.length > FEW ? SELDOM : OFTEN));
  return useEach(rows.map(row => row.probe), `${range.from} ${range.to} ${step}`, async (probe, signal) => {
    const history = await get(`/probes/${encodeURIComponent(probe)}/history`,
      { from: range.from, to: range.to, step }, { signal });
    return history.points.slice(-BEATS - 2);
  }, round);
}

function Figures({ probes }) {
  const failing = probes.filter(probe => isBad(probe.state)).length;
  const warned = probes.filter(probe => probe.state === 'slow' || probe.state === 'rate_limited').length;
  const up = probes.filter(probe => probe.state === 'up').length;
  const next = probes.filter(probe => probe.tls_expires_at !== null)
    .sort((one, other) => certificateDays(one) - certificateDays(other))[0];
  return html`
    <${Stats}>
      <${Stat} label="Up" value=${`${number(up)} of ${number(probes.length)}`} tone=${failing > 0 ? null : 'good'} />
      <${Stat} label="Failing" value=${number(failing)} tone=${failing > 0 ? 'bad' : null} />
      <${Stat} label="Slow or limited" value=${number(warned)} tone=${warned > 0 ? 'warn' : null} />
      ${next && html`<${Stat} label="Next certificate to expire" value=${html`<${Certificate} probe=${next} />`}
        change=${next.probe} />`}
    <//>`;
}

function columnsOf(beats) {
  return [
    { key: 'probe', title: 'Probe', render: row => html`<${Name} row=${row} />` },
    { key: 'state', title: 'State', render: row => html`<${State} row=${row} />` },
    { key: 'beats', title: 'History',
      render: row => html`<${History} row=${row} points=${beats.get(row.probe)} />` },
    { key: 'uptime_ratio', title: 'Uptime 24 h', align: 'right', sort: true,
      render: row => percent(row.uptime_ratio) },
    { key: 'mean_seconds', title: 'Mean time', align: 'right', sort: true,
      render: row => duration(row.mean_seconds) },
    { key: 'tls_expires_at', title: 'Certificate', sort: true,
      render: row => html`<${Certificate} probe=${row} />` },
    { key: 'tools', title: 'Tools', align: 'right', sort: true, render: row => html`<${Tools} row=${row} />` },
  ];
}

function Name({ row }) {
  return html`
    <div class="probe-name"><${Link} to="/check" params=${{ probe: row.probe }}><strong>${row.probe}</strong><//>
      <div class="muted">${kindName(row.kind)}</div><div class="muted">${row.target}</div></div>`;
}

function History({ row, points }) {
  return points === undefined ? html`<span class="muted" aria-label="Loading">…</span>`
    : points === null ? html`<span class="muted">–</span>`
    : html`<${Beats} points=${points} label=${row.probe} small />`;
}

function Tools({ row }) {
  if (row.tools === null) {
    return '–';
  }
  return html`${number(row.tools)}${row.tools_changed_at && html`<div class="muted tools-changed">changed
    ${' '}<${Time} at=${row.tools_changed_at} relative /></div>`}`;
}

function State({ row }) {
  return html`
    <div class="probe-state"><${StateBadge} state=${row.state} />
      ${' '}<span class="muted nowrap"><${Since} probe=${row} /></span>
      ${row.state !== 'up' && row.message && html`<div class="probe-message">${row.message}</div>`}</div>`;
}
