/** One kept trace: its waterfall, where its time went, and what each span has. */
import { html, useCallback, useEffect, useMemo, useState } from '../core/html.js';
import { address, useData } from '../core/api.js';
import { Time, duration, number, percent } from '../core/format.js';
import { useRoute } from '../core/state.js';
import { Badge, Card, Copy, Empty, Failure, Link, Loading, Page } from '../core/ui.js';
import { OutcomeBadge, isTool } from './inspect.js';
import { SpanDetails } from './span.js';
import { ancestorsOf, hottest, matching, treeOf } from './spans.js';
import { Chip, Waterfall, toneOf } from './waterfall.js';
import { reasonText } from './traces.js';

const HOT = 8;
const NONE = new Set();

export default function Trace() {
  const { params } = useRoute();
  const id = (params.get('trace') || '').trim().toLowerCase();
  const valid = /^[0-9a-f]{32}$/.test(id);
  const answer = useData(valid ? `/traces/${id}` : null, {}, { every: 0 });
  if (!valid) {
    return html`<${Page} title="Trace">
      <${Empty} title="That is not the id of a trace">
        A trace id has 32 hexadecimal digits. <${Link} to="/traces">Search the traces that were kept<//>, or
        correct the address.
      <//>
    <//>`;
  }
  if (answer.data) {
    return html`<${Shown} key=${id} trace=${answer.data} />`;
  }
  return html`<${Page} title="Trace" subtitle=${id}>
    ${answer.error ? html`<${Missing} id=${id} error=${answer.error} retry=${answer.reload} />`
      : html`<${Loading} lines=${8} />`}
  <//>`;
}

function Missing({ id, error, retry }) {
  const elsewhere = useTraceLink(id);
  if (error.status !== 404) {
    return html`<${Failure} error=${error} retry=${retry} />`;
  }
  return html`<${Empty} title="This trace was not kept">
    Errors, slow calls, a few of everything and a share of the rest are kept, as long as there is room.
    ${' '}<${Link} to="/traces">Search the traces that were kept<//>${elsewhere
      && html`, or <a href=${elsewhere.url}>look for it at ${elsewhere.host}</a>`}. More are kept with a higher
    ${' '}<code>toolwatch.traces.ratio</code>, and longer with a higher <code>toolwatch.traces.keep</code>.
  <//>`;
}

/** Where Jaeger or Tempo has the trace, as the settings say; null if they say nothing. */
function useTraceLink(id) {
  const system = useData('/system', {}, { every: 0 });
  const template = system.data?.links?.trace;
  return useMemo(() => linkOf(template, id), [template, id]);
}

function linkOf(template, id) {
  try {
    const url = new URL(template.replaceAll('{trace_id}', id));
    return url.protocol === 'https:' || url.protocol === 'http:' ? { url: url.href, host: url.host } : null;
  } catch {
    return null;
  }
}

function Shown({ trace }) {
  const tree = useMemo(() => treeOf(trace), [trace]);
  const { params } = useRoute();
  const [selected, setSelected] = useState(() => firstSelected(tree, params.get('span')));
  const [view, setView] = useState({ from: tree.from, to: tree.to });
  const [collapsed, setCollapsed] = useState(NONE);
  const [criticalOnly, setCriticalOnly] = useState(false);
  const [find, setFind] = useState('');
  const found = useMemo(() => matching(tree.spans, find), [tree, find]);
  const marked = useMemo(() => new Set(found), [found]);

  const select = useCallback(place => {
    setSelected(place);
    setCollapsed(hidden => withOpen(hidden, ancestorsOf(tree.spans, place)));
  }, [tree]);
  const show = place => {
    if (criticalOnly && !tree.spans[place].critical) {
      setCriticalOnly(false);
    }
    select(place);
  };
  useEffect(() => setSelected(place => (place < tree.spans.length ? place : -1)), [tree]);

  const span = tree.spans[selected];
  return html`<${Page} title=${titleOf(trace, tree)} subtitle=${html`<${Subtitle} trace=${trace} />`}
      actions=${html`<${Actions} trace=${trace} />`}>
    <${Facts} trace=${trace} tree=${tree} />
    <${Notices} trace=${trace} tree=${tree} />
    <${Services} tree=${tree} />
    <${Toolbar} tree=${tree} find=${find} setFind=${setFind} found=${found} selected=${selected} show=${show}
      collapsed=${collapsed} setCollapsed=${setCollapsed} criticalOnly=${criticalOnly}
      setCriticalOnly=${setCriticalOnly} view=${view} setView=${setView} />
    <div class="trace-body">
      <${Waterfall} tree=${tree} view=${view} selected=${selected} onSelect=${select} collapsed=${collapsed}
        onCollapse=${setCollapsed} criticalOnly=${criticalOnly} marked=${marked} />
      ${span && html`<${SpanDetails} key=${selected} trace=${trace} tree=${tree} span=${span} onSelect=${show}
        onZoom=${() => setView(zoomedTo(span))} />`}
    </div>
    <${Hotspots} tree=${tree} show=${show} />
  <//>`;
}

function firstSelected(tree, id) {
  return tree.places.get(id) ?? (tree.spans.length > 0 ? 0 : -1);
}

function withOpen(hidden, places) {
  if (!places.some(place => hidden.has(place))) {
    return hidden;
  }
  const open = new Set(hidden);
  places.forEach(place => open.delete(place));
  return open;
}

/** A span with some time around it; one without a duration gets a millisecond. */
function zoomedTo(span) {
  const margin = Math.max(span.duration_seconds * 0.05, 0.0005);
  return { from: span.start - margin, to: span.end + margin };
}

function titleOf(trace, tree) {
  return trace.tool ? `Call of ${trace.tool}` : tree.spans[0]?.title ?? 'Trace';
}

function Subtitle({ trace }) {
  return html`<${Link} to="/service" params=${{ service: trace.service }}>${trace.service}<//>${isTool(trace.tool)
    && html` · <${Link} to="/tool" params=${{ service: trace.service, tool: trace.tool }}>${trace.tool}<//>`}`;
}

function Facts({ trace, tree }) {
  return html`<p class="facts">
    <${OutcomeBadge} outcome=${trace.outcome} />
    <span><strong>${duration(tree.to - tree.from)}</strong></span>
    <span><${Time} at=${trace.started} /></span>
    <span>${number(tree.spans.length)} ${tree.spans.length === 1 ? 'span' : 'spans'}</span>
    <span>kept ${reasonText(trace.reason)}</span>
    <span><code>${trace.trace_id}</code> <${Copy} text=${trace.trace_id} label="Copy the id" /></span>
  </p>`;
}

function Actions({ trace }) {
  const elsewhere = useTraceLink(trace.trace_id);
  return html`
    ${elsewhere && html`<a class="button" href=${elsewhere.url}>Open at ${elsewhere.host}</a>`}
    <a class="button" href=${address(`/traces/${trace.trace_id}`, { format: 'otlp' })}
      download=${`${trace.trace_id}.otlp.json`}>Download as OTLP</a>`;
}

function Notices({ trace, tree }) {
  const orphans = tree.spans.filter(span => span.orphan).length;
  const moved = tree.spans.filter(span => span.clock_shift_seconds !== 0).length;
  const endless = tree.spans.filter(span => span.duration_seconds === 0).length;
  const notices = [
    orphans > 0 && ['warn', `${spansText(orphans)} ${orphans === 1 ? 'begins' : 'begin'} below a parent that was not
      received: spans are missing. The parent's service does not send here, or its span came too late.`],
    trace.spans_omitted > 0 && ['warn', `${spansText(trace.spans_omitted)} more than an answer may have: not shown
      here, but in the download.`],
    trace.spans_malformed > 0 && ['bad', `${spansText(trace.spans_malformed)} could not be read: what was sent is not
      OTLP. See the sender's exporter.`],
    moved > 0 && ['info', `${spansText(moved)} ${moved === 1 ? 'is' : 'are'} drawn at another time than sent: the clock
      of the service differs from its caller's. By their own clocks the trace took
      ${duration(trace.duration_seconds)}.`],
    endless > 0 && ['info', `${spansText(endless)} without a duration: no end was sent, or the same time as the
      start.`],
  ].filter(Boolean);
  return notices.length > 0 && html`<ul class="notices">
    ${notices.map(([tone, text]) => html`
      <li key=${text}><${Badge} tone=${tone}>${TONE_WORDS[tone]}<//> ${text}</li>`)}
  </ul>`;
}

const TONE_WORDS = { warn: 'Missing', bad: 'Unreadable', info: 'Note' };

function spansText(count) {
  return count === 1 ? '1 span' : `${number(count)} spans`;
}

function Services({ tree }) {
  const all = tree.services.reduce((sum, service) => sum + service.self, 0);
  return html`<ul class="trace-services" aria-label="Services">
    ${tree.services.map(service => html`<li key=${service.name}>
      <${Chip} service=${service.number} />
      <${Link} to="/service" params=${{ service: service.name }}>${service.name}<//>
      <span class="muted">${spansText(service.spans)}${all > 0
        && `, ${percent(service.self / all)} of the time`}</span>
      ${service.errors > 0 && html`<${Badge} tone="bad">${number(service.errors)} failed<//>`}
    </li>`)}
  </ul>`;
}

function Toolbar({ tree, find, setFind, found, selected, show, collapsed, setCollapsed, criticalOnly,
  setCriticalOnly, view, setView }) {
  const failed = useMemo(() => tree.spans.filter(span => span.status === 'error').map(span => span.place), [tree]);
  const parents = useMemo(
    () => tree.spans.filter(span => span.after > span.place + 1 && span.depth > 0).map(span => span.place), [tree]);
  const zoomed = view.from !== tree.from || view.to !== tree.to;
  const next = places => show(places.find(place => place > selected) ?? places[0]);
  const onKeyDown = event => {
    if (event.key === 'Enter' && found.length > 0) {
      next(found);
    }
  };
  return html`<div class="trace-tools">
    <label class="trace-find"><span>Find in this trace</span>
      <input type="search" value=${find} placeholder="Name, service, or value of an attribute"
        onInput=${event => setFind(event.currentTarget.value)} onKeyDown=${onKeyDown} /></label>
    <span class="muted" role="status">${find.trim() !== '' && (found.length === 0 ? 'No span has that'
      : `${spansText(found.length)}: Enter goes to the next`)}</span>
    ${failed.length > 0 && html`<button type="button" class="button" onClick=${() => next(failed)}>
      Next failed span (${number(failed.length)})</button>`}
    <button type="button" class="button" aria-pressed=${String(criticalOnly)}
      onClick=${() => setCriticalOnly(!criticalOnly)}>◆ Critical path only</button>
    ${parents.length > 0 && (collapsed.size === 0
      ? html`<button type="button" class="button"
          onClick=${() => setCollapsed(new Set(parents))}>Collapse all</button>`
      : html`<button type="button" class="button" onClick=${() => setCollapsed(NONE)}>Expand all</button>`)}
    ${zoomed && html`<button type="button" class="button"
      onClick=${() => setView({ from: tree.from, to: tree.to })}>Show the whole time</button>`}
    <p class="trace-legend muted">Solid: self time. Pale: children run. Line below and ◆: critical path, which
      determines when the call ends. Arrow keys move, → and ← expand and collapse.</p>
  </div>`;
}

function Hotspots({ tree, show }) {
  const rows = useMemo(() => hottest(tree.spans, HOT), [tree]);
  return rows.length > 1 && html`<${Card} title="Where the time went">
    <ol class="hotspots">
      ${rows.map(row => html`<li key=${row.key}>
        <span class="hotspot-share" aria-hidden="true"><span class=${toneOf(row.first.tone)}
          style=${{ width: `${row.share * 100}%` }}></span></span>
        <span class="hotspot-figure">${percent(row.share)}</span>
        <span class="hotspot-figure muted">${duration(row.self)}</span>
        <span class="hotspot-name"><button type="button" class="plain" onClick=${() => show(row.first.place)}>
          ${row.name}</button> <span class="muted">${row.service}${row.spans > 1
            && `, ${number(row.spans)} times`}</span></span>
      </li>`)}
    </ol>
    <p class="muted">Shares of self time: the time of a span in which none of its children runs.</p>
  <//>`;
}
