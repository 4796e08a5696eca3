/** Traces that were kept: search, and why each one was kept. */
import { html, useMemo, useState } from '../core/html.js';
import { Time, duration, number, toolName } from '../core/format.js';
import { href, navigate, useRange, useService } from '../core/state.js';
import { Async, Badge, Bar, Card, Empty, Failure, Field, Link, More, Page, Select, Table } from '../core/ui.js';
import { AllServices, OutcomeBadge, ToolFilter, Typed, isTool, usePages, useParams } from './inspect.js';

const PAGE = 50;
const DEFAULTS = { outcome: '', tool: '', min_duration: '' };
const DURATION = /^(\d+(\.\d+)?|(\d+(\.\d+)?(ms|s|m|h))+)$/;
const TRACE_ID = /^[0-9a-f]{32}$/;

const OUTCOMES = [
  { value: '', label: 'Any outcome' },
  { value: 'server_error', label: 'Server errors' },
  { value: 'client_error', label: "Callers' errors" },
  { value: 'ok', label: 'OK' },
];

const REASONS = {
  error: { tone: 'bad', short: 'Error', text: 'because something in it failed' },
  slow: { tone: 'warn', short: 'Slow', text: 'because its call was slower than the p99 of its tool' },
  rare: { tone: 'info', short: 'Rare', text: 'because it was one of the first of its minute' },
  sampled: { tone: 'muted', short: 'Sampled', text: 'by chance, as a share of all is' },
};

/** Why a trace was kept, to go on after "kept". */
export function reasonText(reason) {
  return REASONS[reason]?.text ?? `as ${reason}`;
}

export default function Traces() {
  const range = useRange();
  const service = useService();
  const [wanted, set] = useParams(DEFAULTS);
  const valid = wanted.min_duration === '' || DURATION.test(wanted.min_duration);
  const pages = usePages('/traces', {
    service, from: range.from, to: range.to, limit: PAGE, outcome: wanted.outcome, tool: wanted.tool,
    min_duration: valid ? wanted.min_duration : '',
  }, 'traces', row => row.trace_id);
  return html`
    <${Page} title="Traces" subtitle="Errors, slow calls, a few of everything and a share of the rest are kept">
      <div class="filters">
        <${Select} label="Outcome" value=${wanted.outcome} options=${OUTCOMES}
          onChange=${outcome => set({ outcome })} />
        <${ToolFilter} service=${service} tool=${wanted.tool} onPick=${tool => set({ tool })} />
        <${Typed} label="Longer than" value=${wanted.min_duration} placeholder="250ms, 1.5s, 2m"
          onTyped=${text => set({ min_duration: text })}
          error=${valid ? null : 'A duration such as 250ms, 1.5s or 2m'} />
        <${ById} />
      </div>
      <${Async} of=${pages.first} lines=${8} empty=${data => data.traces.length === 0}
        whenEmpty=${html`<${Nothing} wanted=${wanted} set=${set} service=${service} range=${range} />`}>
        ${() => html`<${List} pages=${pages} />`}
      <//>
    <//>`;
}

function ById() {
  const [text, setText] = useState('');
  const id = text.trim().toLowerCase();
  const [tried, setTried] = useState(false);
  const open = event => {
    event.preventDefault();
    if (TRACE_ID.test(id)) {
      navigate(href('/trace', { trace: id }));
    } else {
      setTried(true);
    }
  };
  return html`
    <form class="by-id" onSubmit=${open}>
      <${Field} label="Trace id" value=${text} onInput=${setText} autocomplete="off" spellcheck=${false}
        error=${tried && !TRACE_ID.test(id) ? 'It has 32 hexadecimal digits' : null} />
      <button type="submit" class="button">Open</button>
    </form>`;
}

function Nothing({ wanted, set, service, range }) {
  const filtered = Object.values(wanted).some(value => value !== '');
  return html`
    <${Empty} title=${filtered ? 'No kept trace fits these filters'
      : `No trace was kept: ${range.label.toLowerCase()}`}>
      ${filtered
        ? html`<p>Choose a longer period above, or <button type="button" class="plain" onClick=${() => set(DEFAULTS)}>
            remove the filters</button>. A trace is found by the service of its call.</p>`
        : html`<p>${service ? `Nothing of ${service} was kept. ` : ''}Choose a longer period above, or
            ${' '}<${Link} to="/start">send spans<//>. If spans come and no trace is kept, see
            ${' '}<code>toolwatch.traces.*</code> among the <${Link} to="/system">settings<//>.</p>`}
      <${AllServices} service=${service} to="/traces" />
    <//>`;
}

function List({ pages }) {
  const { rows, cursor, more, failure } = pages;
  const longest = useMemo(() => Math.max(...rows.map(row => row.duration_seconds)), [rows]);
  const columns = useMemo(() => columnsOf(longest), [longest]);
  return html`
    <${Card} class="rows trace-rows">
      <${Reasons} rows=${rows} />
      <${Table} caption="Traces" columns=${columns} rows=${rows} rowKey="trace_id" dense />
      ${failure && html`<${Failure} error=${failure} retry=${more} />`}
      <${More} cursor=${cursor} onMore=${more} />
    <//>`;
}

function Reasons({ rows }) {
  return html`
    <ul class="reasons">
      ${Object.entries(REASONS).map(([reason, { tone, short, text }]) => {
        const count = rows.filter(row => row.reason === reason).length;
        return count > 0 && html`
          <li key=${reason}><${Badge} tone=${tone}>${short}<//> <strong>${number(count)}</strong>
            <span class="muted"> kept ${text}</span></li>`;
      })}
    </ul>`;
}

function columnsOf(longest) {
  return [
    { key: 'started', title: 'Began', render: row => html`<${Link} to="/trace" params=${{ trace: row.trace_id }}
      class="nowrap"><${Time} at=${row.started} /><//>` },
    { key: 'tool', title: 'Call', render: row => html`<${Call} row=${row} />` },
    { key: 'outcome', title: 'Outcome', render: row => html`<${OutcomeBadge} outcome=${row.outcome} />` },
    { key: 'duration_seconds', title: 'Duration', align: 'right', sort: true, render: row => html`
      <span class="figure-bar">${duration(row.duration_seconds)}
        <${Bar} value=${row.duration_seconds} max=${longest} /></span>` },
    { key: 'spans', title: 'Spans', align: 'right', sort: true, render: row => number(row.spans) },
    { key: 'slowest', title: 'Most time in', render: row => html`<div class="short-text">${row.slowest ?? '–'}</div>` },
    { key: 'reason', title: 'Kept', render: row => html`<${Badge} tone=${REASONS[row.reason]?.tone}
      title=${`Kept ${reasonText(row.reason)}`}>${REASONS[row.reason]?.short ?? row.reason}<//>` },
  ];
}

function Call({ row }) {
  return html`
    <div class="trace-call"><${Link} to="/trace" params=${{ trace: row.trace_id }}>${isTool(row.tool) ? row.tool
      : row.tool ? toolName(row.tool) : 'No tool call'}<//>
      <div class="muted">${row.service}</div></div>`;
}
