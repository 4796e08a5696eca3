/** One probe: its history, its last check, and of an MCP server what it is, its tools and how they changed. */
import { html, useMemo } from '../core/html.js';
import { useData } from '../core/api.js';
import { Chart } from '../core/chart.js';
import { Time, duration, number, percent } from '../core/format.js';
import { useRange, useRoute } from '../core/state.js';
import { Async, Badge, Card, Empty, Failure, Link, Loading, Page, Stat, Stats } from '../core/ui.js';
import { words } from './inspect.js';
import { stepFor } from './periods.js';
import { Beats, Certificate, StateBadge, kindName, meaningOf, summaryOf } from './probes.js';

const BEATS = 100;
const MOST = 1000;
const PARTS = { description: 'description', arguments: 'arguments', other: 'title, annotations or output' };

export default function Check() {
  const { params } = useRoute();
  const range = useRange();
  const name = params.get('probe') || '';
  const step = stepFor(range, BEATS);
  const probes = useData(name ? '/probes' : null, { limit: MOST }, { every: 5000 });
  const history = useData(name ? `/probes/${encodeURIComponent(name)}/history` : null,
    { from: range.from, to: range.to, step });
  const probe = probes.data?.probes.find(one => one.probe === name);
  if (probe) {
    return html`<${Shown} probe=${probe} history=${history} range=${range} step=${step} />`;
  }
  return html`
    <${Page} title="Check" subtitle=${name}>
      ${probes.error ? html`<${Failure} error=${probes.error} retry=${probes.reload} />`
      : name && !probes.data ? html`<${Loading} lines=${8} />`
      : html`
        <${Empty} title="There is no such probe">
          <p>It may have been removed from the settings. <${Link} to="/checks">All probes<//></p>
        <//>`}
    <//>`;
}

function Shown({ probe, history, range, step }) {
  return html`
    <${Page} title=${probe.probe} subtitle=${`${kindName(probe.kind)} · ${probe.target}`}>
      <${LastCheck} probe=${probe} />
      <${Figures} probe=${probe} history=${history} range=${range} />
      <${Async} of=${history} lines=${6}>
        ${data => html`<${History} probe=${probe} history=${data} range=${range} step=${step} />`}
      <//>
    <//>`;
}

function LastCheck({ probe }) {
  const differs = probe.verdict !== null && probe.verdict !== probe.state;
  return html`
    <section class="card last-check" aria-label="The last check">
      <p class="last-check-state"><${StateBadge} state=${probe.state} /> ${probe.since && html`<span>since <${Time} at=${probe.since} /></span>`}
        ${probe.service && html`<span class="muted"> tells the state of
          ${' '}<${Link} to="/service" params=${{ service: probe.service }}>${probe.service}<//></span>`}</p>
      <p class="last-check-message">${probe.message || meaningOf(probe.state)}</p>
      <p class="muted">${probe.checked_at ? html`Last check <${Time} at=${probe.checked_at} relative />, took
        ${' '}${duration(probe.duration_seconds)}.` : 'It has not been checked since the start.'}
        ${' '}${differs && `It found: ${words(probe.verdict).toLowerCase()}. `}${probe.failures > 0
          && `${number(probe.failures)} in a row failed. `}${meaningOf(probe.state)}</p>
      <p class="muted">The steps of a check, with the time of each: run Toolwatch with
        ${' '}<code>--probe ${probe.probe}</code>.</p>
    </section>`;
}

function Figures({ probe, history, range }) {
  const points = history.data?.points ?? [];
  const checks = points.reduce((sum, point) => sum + point.checks, 0);
  const failed = points.reduce((sum, point) => sum + point.failed, 0);
  return html`
    <${Stats}>
      <${Stat} label="Uptime, 24 hours" value=${percent(probe.uptime_ratio)} />
      <${Stat} label="Mean time, 24 hours" value=${duration(probe.mean_seconds)} />
      <${Stat} label=${`Checks, ${range.label.toLowerCase()}`} value=${history.data ? number(checks) : '…'}
        change=${history.data && `${number(failed)} failed`} tone=${failed > 0 ? 'warn' : null} />
      ${probe.tls_expires_at && html`<${Stat} label="Certificate" value=${html`<${Certificate} probe=${probe} />`}
        change=${html`until <${Time} at=${probe.tls_expires_at} />`} />`}
      ${probe.tools !== null && html`<${Stat} label="Tools" value=${number(probe.tools)}
        change=${probe.tools_changed_at
          ? html`changed <${Time} at=${probe.tools_changed_at} relative />` : 'unchanged'} />`}
    <//>`;
}

function History({ probe, history, range, step }) {
  const { points } = history;
  const times = useMemo(() => points.map(point => point.time), [points]);
  const series = useMemo(() => [
    { name: 'Mean', values: points.map(point => point.mean_seconds), tone: 'accent', kind: 'area' },
    { name: 'Longest', values: points.map(point => point.max_seconds), tone: 'muted', kind: 'line' },
  ], [points]);
  const marks = useMemo(() => history.changes.map(change => (
    { time: change.time, label: 'Tools changed', tone: 'info' })), [history.changes]);
  return html`
    <div class="stacked">
      <${Card} title="History" subtitle=${`A bar is ${stepText(step)}: ${summaryOf(points)}`}>
        <${Beats} points=${points} label=${probe.probe} />
        <p class="beats-legend muted"><span><span class="beat good"></span> none failed</span>
          <span><span class="beat part"></span> some failed</span>
          <span><span class="beat bad"></span> all failed</span>
          <span><span class="beat none"></span> not checked</span></p>
        <${Failures} points=${points} range=${range} />
      <//>
      <${Card}>
        ${points.some(point => point.mean_seconds !== null)
          ? html`<${Chart} title="Response time of the checks that succeeded" unit="seconds" times=${times}
              series=${series} marks=${marks} height=${180} />`
          : html`<p class="muted">No check succeeded in the period, so there are no response times. Choose a longer
              one above.</p>`}
      <//>
      ${history.server && html`<${Server} server=${history.server} probe=${probe} />`}
      ${(history.server || history.changes.length > 0)
        && html`<${Changes} changes=${history.changes} range=${range} />`}
    </div>`;
}

function stepText(step) {
  const unit = { m: 'minute', h: 'hour', d: 'day', w: 'week' }[step.slice(-1)];
  const amount = step.slice(0, -1);
  return amount === '1' ? `one ${unit}` : `${amount} ${unit}s`;
}

/** The parts of the period with failed checks, as text: for who cannot point at bars. */
function Failures({ points, range }) {
  const failed = points.filter(point => point.failed > 0).reverse();
  if (failed.length === 0) {
    return html`<p>No check failed: ${range.label.toLowerCase()}.</p>`;
  }
  return html`
    <details class="fold"><summary>When checks failed <span class="muted">${number(failed.length)}</span></summary>
      <ul class="plain-list">${failed.slice(0, 100).map(point => html`
        <li key=${point.time}><${Time} at=${point.time} />: ${number(point.failed)} of ${number(point.checks)}</li>`)}</ul></details>`;
}

function Server({ server, probe }) {
  const unused = new Set(server.unused_tools ?? []);
  return html`
    <${Card} title="MCP server">
      <dl class="pairs">
        <div><dt>Name</dt><dd>${server.name || 'unknown'}</dd></div>
        <div><dt>Version</dt><dd>${server.version || 'unknown'}</dd></div>
        <div><dt>Protocol</dt><dd>${server.protocol}</dd></div>
        <div><dt>Capabilities</dt><dd>${server.capabilities.join(', ') || 'none'}</dd></div>
      </dl>
      <h3 class="apart">${number(server.tools.length)} tools${unused.size > 0
        && `, ${number(unused.size)} never called`}</h3>
      <p class="muted">${server.unused_tools === null
        ? html`Which of them nobody calls is not known: set <code>toolwatch.probes.${probe.probe}.service</code> to the
            name that the server has in its telemetry.`
        : unused.size > 0 ? 'A tool that nobody calls may be one that nobody needs or finds, or one whose calls are '
            + 'not instrumented.' : 'Each of them was called.'}</p>
      <ul class="tool-list">
        ${[...server.tools].sort((one, other) => unused.has(other) - unused.has(one)).map(tool => html`
          <li key=${tool}>
          ${probe.service && !unused.has(tool)
            ? html`<${Link} to="/tool" params=${{ service: probe.service, tool }}>${tool}<//>` : tool}
          ${unused.has(tool) && html` <${Badge} tone="warn">Never called<//>`}</li>`)}
      </ul>
    <//>`;
}

function Changes({ changes, range }) {
  return html`
    <${Card} title="Changes of tools"
        subtitle="A description that changed unannounced deserves a look: agents act upon it">
      ${changes.length === 0
        ? html`<p class="muted">None: ${range.label.toLowerCase()}. Choose a longer period above to look further
            back.</p>`
        : html`<ol class="tool-changes">
            ${changes.map(change => html`<li key=${change.time}><${Change} change=${change} /></li>`)}</ol>`}
    <//>`;
}

function Change({ change }) {
  return html`
    <h3><${Time} at=${change.time} /></h3>
    <ul class="plain-list">
      ${change.added.map(tool => html`
        <li key=${`+${tool}`}><${Badge} tone="good">Added<//> <code>${tool}</code></li>`)}
      ${change.removed.map(tool => html`
        <li key=${`-${tool}`}><${Badge} tone="bad">Removed<//> <code>${tool}</code></li>`)}
      ${change.changed.map(one => html`
        <li key=${`~${one.tool}`}><${Badge} tone="warn">Changed<//> <code>${one.tool}</code>:
          ${' '}${whatChanged(one)}</li>`)}
      ${change.unnamed > 0 && html`<li class="muted">and ${number(change.unnamed)} more</li>`}
    </ul>`;
}

function whatChanged(tool) {
  const names = [
    ['new', tool.added_arguments],
    ['removed', tool.removed_arguments],
    ['changed', tool.changed_arguments],
  ].filter(([, all]) => all.length > 0).map(([what, all]) => `${what} ${all.join(', ')}`).join('; ');
  return tool.parts.map(part => PARTS[part] ?? part).join(', ') + (names && ` (${names})`);
}
