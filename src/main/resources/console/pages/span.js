/** The details of one span. */
import { html } from '../core/html.js';
import { duration, percent } from '../core/format.js';
import { Badge, Copy, Link } from '../core/ui.js';
import { isTool, words } from './inspect.js';
import { Chip } from './waterfall.js';

const REDACTED = '[redacted]';

/** What a span has: beside the waterfall, or below it. */
export function SpanDetails({ trace, tree, span, onSelect, onZoom }) {
  const parent = span.parent >= 0 ? tree.spans[span.parent] : null;
  const resource = trace.resources[span.resource];
  const tool = span.attributes['gen_ai.tool.name'];
  return html`<section class="span-details" aria-label="The selected span">
    <header>
      <h2>${span.title}</h2>
      <p class="facts">
        <span><${Chip} service=${span.tone} /> ${span.service}</span>
        <span class="muted">${words(span.kind)}</span>
        ${span.status === 'error' && html`<${Badge} tone="bad">Failed<//>`}
        ${span.critical && html`<${Badge} tone="info">Critical path<//>`}
      </p>
      ${span.message && html`<p class="span-message">${span.message}</p>`}
    </header>
    <dl class="pairs">
      <${Pair} name="Duration">${span.duration_seconds > 0
        ? duration(span.duration_seconds) : 'None: no end was sent'}<//>
      <${Pair} name="Self time">${selfText(span)}<//>
      <${Pair} name="Begins after">${duration(span.start - tree.from)}<//>
      ${span.clock_shift_seconds !== 0 && html`<${Pair} name="Clock">drawn
        ${' '}${duration(Math.abs(span.clock_shift_seconds))} ${span.clock_shift_seconds > 0 ? 'later' : 'earlier'}<//>`}
      ${parent && html`<${Pair} name="Parent"><button type="button" class="plain"
        onClick=${() => onSelect(span.parent)}>${parent.title}</button><//>`}
      ${span.orphan && html`<${Pair} name="Parent">${span.parent_span_id}, not received<//>`}
      ${isTool(tool) && html`<${Pair} name="Tool"><${Link} to="/tool"
        params=${{ service: span.service, tool: String(tool) }}>${String(tool)}<//><//>`}
      ${span.scope && html`<${Pair} name="Made by">${span.scope}<//>`}
      <${Pair} name="Span id"><code>${span.span_id}</code>
        ${' '}<${Copy} text=${span.span_id} label="Copy the id" /><//>
    </dl>
    <p><button type="button" class="button" onClick=${onZoom}>Zoom to this span</button></p>
    ${span.events.length > 0 && html`<h3>Events</h3>
      <ol class="span-events">${span.events.map((event, place) => html`
        <li key=${place}><${Event} event=${event} span=${span} tree=${tree} /></li>`)}</ol>`}
    <${Attributes} title="Attributes" attributes=${span.attributes} open />
    ${span.links.length > 0 && html`<h3>Links</h3>
      <ul class="plain-list">${span.links.map((link, place) => html`
        <li key=${place}><${LinkedSpan} link=${link} trace=${trace} tree=${tree} onSelect=${onSelect} /></li>`)}</ul>`}
    ${resource && html`<${Attributes} title="Sent by" attributes=${resource.attributes} />`}
  </section>`;
}

function selfText(span) {
  const share = span.duration_seconds > 0 ? ` (${percent(span.self_seconds / span.duration_seconds)})` : '';
  return `${duration(span.self_seconds)}${share}`;
}

function Pair({ name, children }) {
  return html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
}

function Event({ event, span, tree }) {
  const { 'exception.stacktrace': stack, ...others } = event.attributes;
  const at = event.offset_seconds + span.clock_shift_seconds - tree.from;
  return html`<p><strong>${event.name}</strong> <span class="muted">after ${duration(at)}</span></p>
    <${Values} attributes=${others} />
    ${stack && html`<pre class="stack-text" tabindex="0" aria-label="Stack trace">${String(stack)}</pre>`}`;
}

function Attributes({ title, attributes, open }) {
  const count = Object.keys(attributes).length;
  if (count === 0) {
    return html`<p class="muted">${title}: none</p>`;
  }
  return html`<details class="fold" open=${open}><summary>${title} <span class="muted">${count}</span></summary>
    <${Values} attributes=${attributes} /></details>`;
}

function Values({ attributes }) {
  const names = Object.keys(attributes).sort();
  return names.length > 0 && html`<dl class="values">
    ${names.map(name => html`<div key=${name}><dt>${name}</dt><dd>${valueOf(attributes[name])}</dd></div>`)}
  </dl>`;
}

function valueOf(value) {
  if (value === REDACTED) {
    return html`<span class="muted" title="Replaced before it was stored">redacted</span>`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function LinkedSpan({ link, trace, tree, onSelect }) {
  const place = link.trace_id === trace.trace_id ? tree.places.get(link.span_id) : undefined;
  const name = place === undefined
    ? html`<${Link} to="/trace" params=${{ trace: link.trace_id, span: link.span_id }}>Span ${link.span_id} of trace
        ${' '}${link.trace_id}<//>`
    : html`<button type="button" class="plain" onClick=${() => onSelect(place)}>${tree.spans[place].title}</button>`;
  return html`${name}<${Values} attributes=${link.attributes} />`;
}
