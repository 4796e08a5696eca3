/** What the pages of the overview, of a service and of a tool show alike. */
import { html, useMemo, useState } from './html.js';
import { useData } from './api.js';
import { Chart } from './chart.js';
import { change, duration, number, percent, rate, Time, toolName } from './format.js';
import { setParams, useRange, useRoute } from './state.js';
import { Async, Badge, Bar, Card, Link, More, Sparkline, Stat, Stats, Table } from './ui.js';

const OUTCOMES = {
  ok: { label: 'OK', tone: 'good' },
  client_error: { label: 'Caller’s mistake', tone: 'warn' },
  server_error: { label: 'Error', tone: 'bad' },
};
const TRENDS = {
  new: { label: 'New', tone: 'info' },
  returned: { label: 'Is back', tone: 'info' },
  growing: { label: 'Growing', tone: 'good' },
  steady: { label: 'Steady', tone: 'muted' },
  shrinking: { label: 'Shrinking', tone: 'muted' },
  stopped: { label: 'Stopped', tone: 'warn' },
};
const PROBE_TONES = { up: 'good', slow: 'warn', rate_limited: 'warn', unknown: 'muted' };
/** The number of parts of the small charts in lists. */
export const PARTS = 24;
/** The lengths of lists that grow when one asks for more, up to what the API gives at once. */
const LENGTHS = [25, 100, 400, 1000];

/** From which part of calls that fail a figure is pointed out. */
const NOTABLE = 0.01;

export function Outcome({ outcome }) {
  const { label, tone } = OUTCOMES[outcome] ?? { label: outcome ?? 'Unknown', tone: 'muted' };
  return html`<${Badge} tone=${tone}>${label}<//>`;
}

export function Trend({ trend }) {
  const { label, tone } = TRENDS[trend] ?? { label: trend, tone: 'muted' };
  return html`<${Badge} tone=${tone}>${label}<//>`;
}

/** A ratio of errors, pointed out where it is high. */
export function ErrorRatio({ ratio }) {
  return ratio >= NOTABLE ? html`<${Badge} tone="bad">${percent(ratio)}<//>` : percent(ratio);
}

export function probeTone(state) {
  return PROBE_TONES[state] ?? 'bad';
}

/** What is left of an error budget. */
export function Budget({ left }) {
  if (left === null || left === undefined) {
    return '–';
  }
  if (left <= 0) {
    return html`<${Badge} tone="bad">Spent<//>`;
  }
  return html`<span class="budget">${percent(Math.min(1, left))}<${Bar} value=${left}
    tone=${left < 0.25 ? 'warn' : 'good'} /></span>`;
}

/** A list that grows: its limit, how often to read it (long ones less often), and the button that makes it longer. */
export function useLength() {
  const [step, setStep] = useState(0);
  return { limit: LENGTHS[step], every: LENGTHS[step] > 100 ? 60000 : 15000,
    more: cursor => html`<${More} cursor=${step < LENGTHS.length - 1 && cursor}
      onMore=${() => setStep(step + 1)} />` };
}

/** The length in seconds of the period that an answer covers. */
export function seconds({ from, to }) {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** How lists of services and tools are sorted, which the address says. */
export function useOrder() {
  const order = useRoute().params.get('order') || 'calls';
  return { order, setOrder: next => setParams({ order: next === 'calls' ? null : next }, { replace: true }) };
}

/** The figures of a service or a tool in the period of `data`, with how they moved since the one before. */
export function Figures({ row, data, adoption }) {
  const failed = row.server_errors > 0;
  return html`
    <${Stats}>
      <${Stat} label="Calls" value=${number(row.calls)} change=${callsMoved(row.calls, row.calls_change, data)} />
      <${Stat} label="Errors" value=${percent(row.error_ratio)} tone=${row.error_ratio >= NOTABLE ? 'bad' : undefined}
        change=${failed ? `${number(row.server_errors)} of ${number(row.calls)} calls` : undefined} />
      <${Stat} label="Callers’ mistakes" value=${number(row.client_errors)}
        change=${row.calls > 0 ? `${percent(row.client_errors / row.calls)} of calls` : undefined} />
      <${Stat} label="Median" value=${duration(row.p50_seconds)} />
      <${Stat} label="95th percentile" value=${duration(row.p95_seconds)} change=${row.p99_seconds !== null
        && `99th: ${duration(row.p99_seconds)}`} />
      <${Stat} label="Users" value=${number(row.users)} change=${adoption ?? moved(row.users_change)} />
    <//>`;
}

/** How often, and how that moved. */
export function callsMoved(calls, ratio, data) {
  return [rate(calls, seconds(data)), moved(ratio)].filter(Boolean).join(', ');
}

function moved(ratio) {
  return ratio === null || ratio === undefined ? undefined : `${change(ratio)} vs. before`;
}

/** Rate, outcomes, errors, durations and users over time, of what /series answers. */
export function SeriesCharts({ of, name }) {
  return html`
    <${Async} of=${of} lines=${8} empty=${data => data.points.length === 0}
        whenEmpty=${html`<p class="none">There is nothing to draw in this period.</p>`}>
      ${({ points, step }) => html`<${Charts} points=${points} step=${step} name=${name} />`}
    <//>`;
}

function Charts({ points, step, name }) {
  const { times, outcomes, durations, errors, users } = useMemo(() => seriesOf(points), [points]);
  const each = stepName(step);
  return html`
    <div class="charts">
      <div class="card"><${Chart} title=${`Calls per ${each}`} times=${times} stacked series=${outcomes} /></div>
      <div class="card"><${Chart} title="Durations" unit="seconds" times=${times} series=${durations} /></div>
      <div class="card"><${Chart} title="Errors, as a part of calls" unit="ratio" times=${times}
        series=${errors} /></div>
      ${users.length > 0 && html`
        <div class="card"><${Chart} title=${`Users of ${name} per ${each}`} times=${times} series=${users} /></div>`}
    </div>`;
}

function seriesOf(points) {
  const column = key => points.map(point => point[key]);
  const users = column('users');
  return {
    times: column('time'),
    outcomes: [
      { name: 'Errors', values: column('server_errors'), tone: 'bad' },
      { name: 'Callers’ mistakes', values: column('client_errors'), tone: 'warn' },
      { name: 'OK', values: column('ok'), tone: 'accent' }],
    durations: [
      { name: 'Median', values: column('p50_seconds'), tone: 'third' },
      { name: '95th percentile', values: column('p95_seconds'), tone: 'accent' },
      { name: '99th percentile', values: column('p99_seconds'), tone: 'second' }],
    errors: [{ name: 'Errors', values: column('error_ratio'), tone: 'bad', kind: 'area' }],
    users: users.some(count => (count ?? null) !== null)
      ? [{ name: 'Users', values: users, tone: 'info', kind: 'bars' }] : [],
  };
}

const STEPS = { '1m': 'minute', '1h': 'hour', '1d': 'day', '1w': 'week' };
const UNITS = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' };

function stepName(step) {
  return STEPS[step] ?? step.replace(/^(\d+)([mhdw])$/, (whole, count, unit) => `${count} ${UNITS[unit]}`);
}

/** The objectives of a service, or of one of its tools. */
export function Objectives({ service, tool }) {
  const of = useData('/slos', { service, limit: 100 }, { every: 30000 });
  const concerns = data => data.slos.filter(one => !tool || !one.tool || one.tool === tool);
  return html`
    <${Card} title="Objectives" actions=${html`<${Link} to="/slo" params=${{ service }}>Service level<//>`}>
      <${Async} of=${of} empty=${data => concerns(data).length === 0}
          whenEmpty=${html`<p class="none">No objective has seen a call yet.</p>`}>
        ${data => html`<${Table} dense caption="Objectives" rowKey=${row => `${row.slo}\n${row.tool}`}
          rows=${concerns(data)} columns=${[
            { key: 'slo', title: 'Objective', render: row => html`${row.slo}<span class="muted"> ${
              promise(row)}</span>` },
            { key: 'good_ratio', title: 'Kept', align: 'right', render: row => percent(row.good_ratio) },
            { key: 'budget_left', title: 'Budget left', align: 'right', render: row => html`<${Budget}
              left=${row.budget_left} />` },
            { key: 'alert', title: 'Burn', align: 'right', render: row => html`<${Burn} slo=${row} />` }]} />`}
      <//>
    <//>`;
}

function promise({ objective, threshold_seconds: threshold, window }) {
  const kept = threshold === null ? 'without errors' : `within ${duration(threshold)}`;
  return `${percent(objective)} ${kept}, ${window}`;
}

export function Burn({ slo }) {
  const burn = `${number(slo.burn_1h)}×`;
  return slo.alert === 'page' ? html`<${Badge} tone="bad">Fast, ${burn}<//>`
    : slo.alert === 'ticket' ? html`<${Badge} tone="warn">Slow, ${burn}<//>`
    : slo.burn_1h === null ? '–'
    : html`<span title="In the last hour; 1× spends the budget exactly in its window">${burn}</span>`;
}

/** Error groups of a service or tool, the most frequent first. */
export function ErrorGroups({ service, tool }) {
  const { from, to } = useRange();
  const of = useData('/errors', { service, tool, from, to, limit: 8 }, { every: 20000 });
  return html`
    <${Card} title="Error groups" actions=${html`<${Link} to="/errors" params=${{ service, tool }}>All errors<//>`}>
      <${Async} of=${of}>
        ${data => html`<${Table} dense caption="Error groups" rowKey="fingerprint" rows=${data.errors}
          empty="No errors in this period." columns=${[
            { key: 'message', title: 'Error', render: row => html`
              <${Link} to="/error" params=${{ fingerprint: row.fingerprint }} class="clip">${
                row.message || row.type}<//>
              <div class="muted"><${GroupState} group=${row} /> ${row.type}</div>` },
            { key: 'events', title: 'Errors', align: 'right', render: row => number(row.events) },
            { key: 'users', title: 'Users', align: 'right', render: row => number(row.users) },
            { key: 'last_seen', title: 'Last', align: 'right', render: row => html`<${Time} at=${row.last_seen}
              relative />` },
          ]} />`}
      <//>
    <//>`;
}

function GroupState({ group }) {
  return group.status === 'open' && group.regressed ? html`<${Badge} tone="bad">Came back<//>`
    : group.status === 'open' ? html`<${Badge} tone="warn">Open<//>`
    : group.status === 'resolved' ? html`<${Badge} tone="good">Resolved<//>`
    : html`<${Badge}>Ignored<//>`;
}

/** The latest traces that were kept of a service or tool. */
export function RecentTraces({ service, tool }) {
  const { from, to } = useRange();
  const of = useData('/traces', { service, tool, from, to, limit: 8 });
  return html`
    <${Card} title="Recent traces" actions=${html`<${Link} to="/traces" params=${{ service, tool }}>All traces<//>`}>
      <${Async} of=${of}>
        ${data => html`<${Table} dense caption="Recent traces" rowKey="trace_id" rows=${data.traces}
          empty="No trace of this period was kept." columns=${[
            { key: 'started', title: 'Began', render: row => html`
              <${Link} to="/trace" class="once" params=${{ trace: row.trace_id }}><${Time} at=${row.started}
                relative /><//>` },
            !tool && { key: 'tool', title: 'Tool', render: row => row.tool === null ? '–' : toolName(row.tool) },
            { key: 'outcome', title: 'Outcome', render: row => html`<${Outcome} outcome=${row.outcome} />` },
            { key: 'duration_seconds', title: 'Duration', align: 'right',
              render: row => duration(row.duration_seconds) },
            { key: 'slowest', title: 'Most time in' }].filter(Boolean)} />`}
      <//>
    <//>`;
}

/** Where the time of calls goes, and which of it is spent in dependencies. */
export function Hotspots({ service, tool }) {
  const { from, to } = useRange();
  const of = useData('/traces/hotspots', { service, tool, from, to, limit: tool ? 12 : 100 }, { every: 60000 });
  return html`
    <${Card} title="Where the time goes" subtitle="Self time of spans in calls">
      <${Async} of=${of}>
        ${data => html`<${Table} dense caption="Where the time goes" rowKey="key" rows=${bySpan(data.hotspots)}
          empty="No trace of this period has spans below its calls." columns=${[
            { key: 'span', title: 'Span', render: row => html`${row.span} ${row.kind === 'client' && html`<${Badge}
              tone="info">Dependency<//>`}` },
            { key: 'share', title: 'Share', align: 'right', render: row => html`
              <span class="share">${percent(row.share)}<${Bar} value=${row.share} /></span>` },
            { key: 'perCall', title: 'Per call', align: 'right', render: row => `${number(row.perCall)}×` },
            { key: 'each', title: 'Each', align: 'right', render: row => duration(row.each) }]} />`}
      <//>
    <//>`;
}

/** Adds up the tools of a service: what one span's name takes of the time of all calls. */
function bySpan(hotspots) {
  const spans = new Map();
  const tools = new Map();
  let all = 0;
  for (const { tool, span, kind, calls, self_seconds: self, tool_calls: toolCalls } of hotspots) {
    const key = `${kind}\n${span}`;
    const sum = spans.get(key) ?? { key, span, kind, calls: 0, self: 0 };
    sum.calls += calls;
    sum.self += self;
    all += self;
    tools.set(tool, toolCalls);
    spans.set(key, sum);
  }
  const calls = [...tools.values()].reduce((sum, one) => sum + one, 0);
  return [...spans.values()].sort((a, b) => b.self - a.self).slice(0, 10).map(one => ({ ...one,
    share: one.self / all, perCall: one.calls / calls, each: one.self / one.calls }));
}

/** The probes that tell a service's state. */
export function ServiceProbes({ service }) {
  const of = useData('/probes', { service }, { every: 20000 });
  return html`
    <${Card} title="Checks" actions=${html`<${Link} to="/checks" params=${{ service }}>All checks<//>`}>
      <${Async} of=${of}>
        ${data => html`<${Table} dense caption="Checks" rowKey="probe" rows=${data.probes}
          empty="No probe checks this service. The page of all checks says how to add one." columns=${[
            { key: 'probe', title: 'Probe', render: row => html`<${Link} to="/check"
              params=${{ probe: row.probe }}>${row.probe}<//>` },
            { key: 'state', title: 'State', render: row => html`<${Badge} tone=${probeTone(row.state)}
              title=${row.message}>${row.state.replace('_', ' ')}<//>` },
            { key: 'uptime_ratio', title: 'Up, 24 h', align: 'right', render: row => percent(row.uptime_ratio) },
            { key: 'tools', title: 'Tools', align: 'right', render: row => number(row.tools) }]} />`}
      <//>
    <//>`;
}

/** The clients of a service. */
export function Clients({ service }) {
  const { from, to } = useRange();
  const of = useData('/clients', { service, from, to, limit: 8 }, { every: 60000 });
  return html`
    <${Card} title="Clients">
      <${Async} of=${of}>
        ${data => html`<${Table} dense caption="Clients" rowKey=${row => `${row.client}\n${row.version}`}
          rows=${data.clients} empty="No client gave its name in this period." columns=${[
            { key: 'client', title: 'Client', render: row => html`${row.client} <span class="muted">${
              row.version}</span>` },
            { key: 'operations', title: 'Operations', align: 'right', render: row => number(row.operations) },
            { key: 'users', title: 'Users', align: 'right', render: row => number(row.users) }]} />`}
      <//>
    <//>`;
}

/** What the instrumentation of a service lacks. */
export function Gaps({ service }) {
  const of = useData('/coverage', { service, limit: 100 }, { every: 60000 });
  const lacking = data => data.coverage.filter(one => one.state === 'missing' || one.state === 'partial');
  return html`
    <${Card} title="Gaps in the instrumentation" actions=${html`<${Link} to="/coverage"
        params=${{ service }}>Coverage<//>`}>
      <${Async} of=${of}>
        ${data => html`<${Table} dense caption="Gaps in the instrumentation" rowKey="check" rows=${lacking(data)}
          empty=${data.coverage.length > 0 ? 'Nothing is missing.' : 'Nothing has come from this service lately.'}
          columns=${[
            { key: 'check', title: 'What', render: row => row.check.replaceAll('_', ' ') },
            { key: 'state', title: 'State', render: row => html`<${Badge}
              tone=${row.state === 'missing' ? 'bad' : 'warn'}>${row.state}<//>` },
            { key: 'advice', title: 'Advice', render: row => html`<span class="clip" title=${row.advice}>${
              row.advice}</span>` },
          ]} />`}
      <//>
    <//>`;
}

/** The tools of a service, or of all of them. */
export function Tools({ service }) {
  const { from, to } = useRange();
  const { order, setOrder } = useOrder();
  const { limit, every, more } = useLength();
  const of = useData('/tools', { service, from, to, order, points: PARTS, limit }, { every });
  return html`
    <${Async} of=${of} lines=${6}>
      ${data => html`
        <${ToolTable} rows=${data.tools} order=${order} setOrder=${setOrder} withService=${!service} />
        ${more(data.next_cursor)}`}
    <//>`;
}

function ToolTable({ rows, order, setOrder, withService }) {
  const columns = [
    { key: 'tool', title: 'Tool', render: row => html`<${Link} to="/tool"
      params=${{ service: row.service, tool: row.tool }}>${toolName(row.tool)}<//>` },
    withService && { key: 'service', title: 'Service' },
    { key: 'points', title: 'Activity', wide: true, render: row => html`<${Sparkline} values=${row.points}
      label=${`Calls of ${row.tool} over time`} />` },
    { key: 'calls', title: 'Calls', align: 'right', sort: 'calls', render: row => number(row.calls) },
    { key: 'errors', title: 'Errors', align: 'right', sort: 'errors', render: row => html`<${ErrorRatio}
      ratio=${row.error_ratio} />` },
    !withService && { key: 'p50', title: 'Median', align: 'right', render: row => duration(row.p50_seconds) },
    { key: 'p95', title: '95th perc.', align: 'right', sort: 'p95', render: row => duration(row.p95_seconds) },
    { key: 'users', title: 'Users', align: 'right', sort: 'users', render: row => number(row.users) },
    !withService && { key: 'adoption', title: 'Adoption', align: 'right', render: row => percent(row.adoption) },
    { key: 'trend', title: 'Trend', sort: 'growth', render: row => html`<${Trend} trend=${row.trend} />` },
    { key: 'change', title: 'Change', align: 'right', render: row => change(row.calls_change) || '–' },
  ].filter(Boolean);
  return html`<${Table} caption="Tools" rowKey=${row => `${row.service}\n${row.tool}`} rows=${rows}
    columns=${columns} sort=${`-${order}`} onSort=${next => setOrder(next.replace('-', ''))}
    empty="No tool was called in this period." />`;
}
