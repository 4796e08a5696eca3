/** Coverage: what the instrumentation of each service lacks, the worst first. */
import { html, useEffect, useMemo, useState } from '../core/html.js';
import { get, useData } from '../core/api.js';
import { number, percent } from '../core/format.js';
import { useService } from '../core/state.js';
import { Async, Badge, Bar, Copy, Empty, Link, Page, Stat, Stats, Table } from '../core/ui.js';
import { AllServices, Choice, Typed, emptyIfUnknown, useParams } from './inspect.js';

const PAGE = 1000;
const MOST_PAGES = 12;
const EVERY = 60000;
const SHOWN = 30;
const NOTHING = { coverage: [], next_cursor: null };
const DEFAULTS = { show: 'lacking', find: '' };

const CHECKS = {
  server_spans: ['Server spans', 'Operations with a span of their request'],
  client_context: ['Client context', "Operations whose trace goes on above the service, in the agent"],
  tool_names: ['Tool names', 'Calls that name their tool'],
  error_types: ['Error types', 'Failed operations that say how they failed'],
  sessions: ['Sessions', 'Operations with the id of a session'],
  users: ['Users', 'Operations with the identity of a user'],
  dependencies: ['Dependencies', 'Calls below which spans of the service were received'],
  exceptions: ['Exceptions', 'Errors with a stack trace'],
  service_version: ['Service version', 'Operations that say the version of the service'],
  runtime_metrics: ['Runtime metrics', 'Metrics of the process: memory, CPU, garbage collection'],
  tools_seen: ['Tools seen', 'Tools that were ever called, of those that are listed'],
};

const STATES = {
  missing: { tone: 'bad', text: 'Missing', weight: 2 },
  partial: { tone: 'warn', text: 'Partial', weight: 1 },
  unknown: { tone: 'muted', text: 'Unknown', weight: 0 },
  ok: { tone: 'good', text: 'OK', weight: 0 },
};
const ORDER = Object.keys(STATES);

export default function Coverage() {
  const service = useService();
  const coverage = useCoverage(service);
  const [wanted, set] = useParams(DEFAULTS);
  return html`
    <${Page} title="Coverage"
        subtitle="What the servers do not send, and what to switch on. Of the last half to whole hour">
      <${Async} of=${coverage} lines=${10} empty=${data => data.length === 0}
        whenEmpty=${html`<${Nothing} service=${service} />`}>
        ${services => html`<${Shown} services=${services} wanted=${wanted} set=${set} />`}
      <//>
    <//>`;
}

/** The checks of all services, from all pages: the worst may be on the last one. */
function useCoverage(service) {
  const first = emptyIfUnknown(useData('/coverage', { service, limit: PAGE }, { every: EVERY }),
    NOTHING);
  const [rest, setRest] = useState({ service: null, rows: [], error: null });
  const cursor = first.stale ? null : first.data?.next_cursor ?? null;
  useEffect(() => {
    if (cursor === null) {
      return undefined;
    }
    const control = new AbortController();
    further(service, cursor, control.signal).then(
      rows => setRest({ service, rows, error: null }),
      error => control.signal.aborted || setRest({ service, rows: [], error }));
    return () => control.abort();
  }, [first.data]);
  const known = cursor === null || rest.service === service;
  const data = useMemo(() => (first.data && known
    ? byService([...first.data.coverage, ...(cursor === null ? [] : rest.rows)]) : undefined),
  [first.data, known, rest]);
  const error = first.error ?? (cursor === null ? null : rest.error);
  return { ...first, data, loading: first.loading || !known, error };
}

async function further(service, start, signal) {
  const rows = [];
  let cursor = start;
  for (let page = 1; page < MOST_PAGES && cursor; page++) {
    const answer = await get('/coverage', { service, limit: PAGE, cursor }, { signal });
    rows.push(...answer.coverage);
    cursor = answer.next_cursor;
  }
  return rows;
}

/** Services with their checks, the worst of each; those that lack most come first. */
function byService(rows) {
  const services = new Map();
  for (const row of rows) {
    const service = services.get(row.service) ?? { name: row.service, emitter: row.emitter, checks: [], counts: {} };
    service.checks.push(row);
    service.counts[row.state] = (service.counts[row.state] ?? 0) + 1;
    services.set(row.service, service);
  }
  for (const service of services.values()) {
    service.checks.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state)
      || (one.ratio ?? 1) - (other.ratio ?? 1));
    service.lack = service.checks.reduce((sum, check) => sum + (STATES[check.state]?.weight ?? 0), 0);
    service.sends = service.checks.some(check => check.state !== 'unknown' && check.check !== 'runtime_metrics');
  }
  return [...services.values()].sort((one, other) => other.sends - one.sends || other.lack - one.lack
    || one.name.localeCompare(other.name));
}

function Nothing({ service }) {
  return html`
    <${Empty} title=${service ? `Nothing was received of ${service}` : 'No service has sent anything'}>
      <p>Coverage is of the last half to whole hour, and of what this replica has received since it was started.</p>
      <p><${Link} to="/start">Connect a server<//>, or wait for the next call.</p>
      <${AllServices} service=${service} to="/coverage" />
    <//>`;
}

function Shown({ services, wanted, set }) {
  const [most, setMost] = useState(SHOWN);
  const lacking = services.filter(service => service.lack > 0);
  const fitting = (wanted.show === 'lacking' ? lacking : services)
    .filter(service => service.name.toLowerCase().includes(wanted.find.toLowerCase()));
  return html`
    <div class="stacked">
      <${Figures} services=${services} lacking=${lacking} />
      <div class="filters">
        <${Choice} label="Services" value=${wanted.show} onChange=${show => set({ show })} options=${[
          { id: 'lacking', label: `That lack something (${number(lacking.length)})` },
          { id: 'all', label: `All (${number(services.length)})` },
        ]} />
        ${services.length > 5 && html`<${Typed} label="Find a service" value=${wanted.find}
          onTyped=${find => set({ find })} />`}
      </div>
      ${fitting.length === 0 && html`
        <${Empty} title=${wanted.find ? 'No service has that in its name' : 'No service lacks anything'}>
          <p><button type="button" class="plain"
            onClick=${() => set({ show: 'all', find: '' })}>Show all services</button></p>
        <//>`}
      ${fitting.slice(0, most).map((service, place) => html`
        <${Service} key=${service.name} service=${service} open=${place === 0 || fitting.length === 1} />`)}
      ${fitting.length > most && html`<p class="more"><button type="button" class="button"
        onClick=${() => setMost(most + SHOWN)}>Show more</button></p>`}
    </div>`;
}

function Figures({ services, lacking }) {
  const checks = services.flatMap(service => service.checks);
  const known = checks.filter(check => check.state !== 'unknown');
  const count = state => checks.filter(check => check.state === state).length;
  return html`
    <${Stats}>
      <${Stat} label="Services that lack something"
        value=${`${number(lacking.length)} of ${number(services.length)}`} />
      <${Stat} label="Checks OK, of those known"
        value=${known.length > 0 ? percent(count('ok') / known.length) : '–'} />
      <${Stat} label="Missing" value=${number(count('missing'))} tone=${count('missing') > 0 ? 'bad' : null} />
      <${Stat} label="Partial" value=${number(count('partial'))} tone=${count('partial') > 0 ? 'warn' : null} />
    <//>`;
}

function Service({ service, open }) {
  return html`
    <details class="card coverage rows coverage-rows" open=${open}>
      <summary>
        <h2>${service.name}</h2>
        <span class="coverage-counts">${ORDER.map(state => service.counts[state] > 0 && html`
          <${Badge} key=${state} tone=${STATES[state].tone}>${number(service.counts[state])}
            ${' '}${STATES[state].text}<//>`)}
        </span>
      </summary>
      <p class="facts"><span class="muted">Emitter: ${service.emitter}</span>
        <span><${Link} to="/service" params=${{ service: service.name }}>Open the service<//></span>
        <span><${Copy} text=${adviceText(service)} label="Copy the advice" /></span></p>
      <${Table} caption=${`Checks of ${service.name}`} columns=${COLUMNS} rows=${service.checks} rowKey="check"
        dense />
    </details>`;
}

function adviceText(service) {
  return [`What the instrumentation of ${service.name} lacks:`,
    ...service.checks.filter(check => check.state === 'missing' || check.state === 'partial')
      .map(check => `- ${nameOf(check.check)} (${percent(check.ratio)}): ${adviceOf(check)}`)].join('\n');
}

/** The advice without the emitter, which is said once for all checks. */
function adviceOf(row) {
  const emitter = `Emitter: ${row.emitter}. `;
  return row.advice.startsWith(emitter) ? row.advice.slice(emitter.length) : row.advice;
}

function nameOf(check) {
  return CHECKS[check]?.[0] ?? check;
}

const COLUMNS = [
  { key: 'check', title: 'Check', render: row => html`<div class="coverage-check"><strong>${nameOf(row.check)}</strong>
    <div class="muted">${CHECKS[row.check]?.[1]}</div></div>` },
  { key: 'state', title: 'State', render: row => html`<${Badge} tone=${STATES[row.state]?.tone}>${
    STATES[row.state]?.text ?? row.state}<//>` },
  { key: 'ratio', title: 'Share', align: 'right', render: row => (row.ratio === null ? '–'
    : html`<span class="figure-bar">${percent(row.ratio)}
        <${Bar} value=${row.ratio} tone=${STATES[row.state]?.tone} /></span>`) },
  { key: 'advice', title: 'What to do', render: row => html`<div class="coverage-advice">${row.advice
    ? adviceOf(row) : html`<span class="muted">Nothing</span>`}</div>` },
];
