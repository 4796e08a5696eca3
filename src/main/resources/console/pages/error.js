/** One error group: what failed, where in the code, since which version, for whom, and what was decided about it. */
import { html, useMemo, useState } from '../core/html.js';
import { useData } from '../core/api.js';
import { Chart } from '../core/chart.js';
import { Time, number, toolName } from '../core/format.js';
import { useRange, useRoute } from '../core/state.js';
import { Async, Card, Copy, Empty, Failure, Link, Loading, Page, Stat, Stats, Table } from '../core/ui.js';
import { Decision } from './decision.js';
import { StatusBadge, versions } from './errors.js';
import { OutcomeBadge, isTool, typeName } from './inspect.js';
import { hoursOf } from './periods.js';
import { StackTrace, traceText } from './stack.js';

const WHY = {
  stack_trace: 'Their exceptions have the same types, and the same functions of your application threw them.',
  library_stack_trace: 'Their exceptions have the same types, frames, tool and message without its variable parts. '
    + 'No frame belongs to your application; toolwatch.errors.in-app says what does.',
  message: 'They have the same type, tool and message without its variable parts. There is no stack trace: with '
    + 'exception.stacktrace they would be grouped by the place in the code.',
  type: 'They have the same type and tool. There is neither a message nor a stack trace.',
  mcp_code: 'MCP itself tells of the error: they have the same tool and code.',
  overflow: 'There are more groups than the limit: this one has all other errors of the service. Raise '
    + 'toolwatch.errors.max-groups to tell them apart.',
};

export default function ErrorGroup() {
  const { params } = useRoute();
  const fingerprint = params.get('fingerprint') || '';
  const range = useRange();
  const path = fingerprint ? `/errors/${encodeURIComponent(fingerprint)}` : null;
  const answer = useData(path, { from: range.from, to: range.to });
  if (answer.data) {
    return html`<${Shown} key=${fingerprint} answer=${answer} range=${range} />`;
  }
  const unknown = path === null || answer.error?.status === 404 || answer.error?.status === 400;
  return html`
    <${Page} title="Error group" subtitle=${fingerprint}>
      ${unknown ? html`
        <${Empty} title="There is no such error group">
          <p>It may have given its place to another one, or the address is not complete.
            ${' '}<${Link} to="/errors">All error groups<//></p>
        <//>`
      : answer.error ? html`<${Failure} error=${answer.error} retry=${answer.reload} />`
      : html`<${Loading} lines=${10} />`}
    <//>`;
}

function Shown({ answer, range }) {
  const [changed, setChanged] = useState(null);
  const polled = answer.data;
  const group = changed && changed.after >= (answer.updated ?? 0) ? withState(polled, changed.group) : polled;
  const onChange = next => {
    setChanged({ group: next, after: Date.now() });
    answer.reload();
  };
  return html`
    <${Page} title=${typeName(group.type)} subtitle=${group.message}>
      <p class="facts">
        <${StatusBadge} group=${group} />
        <${OutcomeBadge} outcome=${group.outcome} />
        <span><${Link} to="/service" params=${{ service: group.service }}>${group.service}<//></span>
        ${group.tools.length > 0 && html`<span><${Tools} group=${group} /></span>`}
      </p>
      <${Decision} group=${group} onChange=${onChange} />
      <${Figures} group=${group} range=${range} />
      <${Async} of=${answer}>${() => html`<${Trend} group=${group} />`}<//>
      <${Samples} group=${group} />
      <${Card} title="Why these errors are one group">
        <p>${WHY[group.grouped_by] ?? group.grouped_by}</p>
        <p class="muted">Fingerprint <code>${group.fingerprint}</code> <${Copy} text=${group.fingerprint}
          label="Copy" /></p>
      <//>
    <//>`;
}

const STATE = ['status', 'regressed', 'changed_at', 'changed_by', 'resolved_version', 'ignored_until',
  'ignored_until_events'];

/** The polled group with the state that a change has just answered. */
function withState(group, changed) {
  return { ...group, ...Object.fromEntries(STATE.map(name => [name, changed[name]])) };
}

function Tools({ group }) {
  return group.tools.map((tool, place) => html`${place > 0 && ', '}${isTool(tool)
    ? html`<${Link} to="/tool" params=${{ service: group.service, tool }}>${tool}<//>`
    : toolName(tool)}`);
}

function Figures({ group, range }) {
  return html`
    <${Stats}>
      <${Stat} label=${`Errors, ${range.label.toLowerCase()}`} value=${number(group.events)} />
      <${Stat} label="Errors of all time" value=${number(group.total_events)} />
      <${Stat} label="Users in the period" value=${number(group.users)}
        change=${group.users === null ? 'No error names its user' : null} />
      <${Stat} label="First seen" value=${html`<${Time} at=${group.first_seen} relative />`}
        change=${group.first_version && `in ${group.first_version}`} />
      <${Stat} label="Last seen" value=${html`<${Time} at=${group.last_seen} relative />`}
        change=${group.last_version && `in ${group.last_version}`} />
      <${Stat} label="Versions" value=${versions(group)} />
    <//>`;
}

function Trend({ group }) {
  const parts = useMemo(() => hoursOf(group), [group.from, group.to, JSON.stringify(group.series)]);
  const times = useMemo(() => [...parts.times, group.to], [parts, group.to]);
  const series = useMemo(() => [{ name: 'Errors', values: [...parts.values, null], kind: 'bars',
    tone: group.outcome === 'server_error' ? 'bad' : 'warn' }], [parts, group.outcome]);
  const marks = useMemo(() => [
    { time: group.first_seen, label: 'First seen', tone: 'info' },
    group.changed_at && { time: group.changed_at, label: 'Status changed', tone: 'good' },
  ].filter(Boolean), [group.first_seen, group.changed_at]);
  return html`
    <${Card}>
      ${group.events === 0
        ? html`<p class="muted">None in the period. The last one was <${Time} at=${group.last_seen} relative />:
            choose a longer period above.</p>`
        : html`<${Chart} title=${`Errors by ${parts.hours === 1 ? 'hour' : `${parts.hours} hours`}`} unit="count"
            times=${times} series=${series} marks=${marks} height=${160} />`}
    <//>`;
}

/** The stack trace of the sample that is chosen, and the samples to choose from. */
function Samples({ group }) {
  const [chosen, setChosen] = useState(0);
  const sample = group.samples[Math.min(chosen, group.samples.length - 1)];
  if (!sample) {
    return html`
      <${Card} title="Stack trace"><${Empty} title="No sample was kept">
        <p>Errors are counted, but there was no room for their stack traces:
          ${' '}<code>toolwatch.errors.samples</code>.</p><//><//>`;
  }
  const newest = sample === group.samples[0];
  return html`
    <${Card} title="Stack trace" subtitle=${html`${newest ? 'Of the newest sample' : 'Of the sample'}, <${Time}
        at=${sample.time} />`}
        actions=${html`<${Copy} text=${traceText(sample.exceptions)} label="Copy as text" />`}>
      <${StackTrace} key=${sample.time} exceptions=${sample.exceptions} language=${sample.language} />
    <//>
    <${Card} class="rows sample-rows" title="Samples" subtitle="The newest, the oldest, and some between">
      <${Table} caption="Samples" rows=${group.samples} rowKey=${row => `${row.time} ${row.span_id}`}
        rowClass=${row => (row === sample ? 'is-chosen' : '')}
        columns=${columnsOf(group, sample, setChosen)} />
    <//>`;
}

function columnsOf(group, shown, setChosen) {
  return [
    { key: 'time', title: 'Time', render: row => html`<${Time} at=${row.time} />` },
    { key: 'version', title: 'Version', render: row => html`<div class="short-text">${row.version ?? '–'}</div>` },
    { key: 'tool', title: 'Tool', render: row => html`<div class="short-text">${row.tool ? toolName(row.tool) : '–'}</div>` },
    { key: 'user', title: 'User', render: row => (row.user
      ? html`<code title="A pseudonym">${row.user.slice(0, 8)}</code>` : '–') },
    { key: 'message', title: 'Message',
      render: row => html`<span class="error-message">${row.message ?? '–'}</span>` },
    { key: 'trace', title: 'Trace', render: row => (row.trace_id
      ? html`<${Link} to="/trace" params=${{ trace: row.trace_id, span: row.span_id }}>Trace<//>`
      : html`<span class="muted">none</span>`) },
    { key: 'show', title: 'Stack trace', render: row => (row === shown ? html`<span class="muted">shown above</span>`
      : html`<button type="button" class="button small" onClick=${() => setChosen(group.samples.indexOf(row))}>
          Show</button>`) },
  ];
}
