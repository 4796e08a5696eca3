/** What was decided about an error group, and the buttons that change it. */
import { html, useEffect, useRef, useState } from '../core/html.js';
import { post, useSession } from '../core/api.js';
import { Time, number } from '../core/format.js';
import { Field } from '../core/ui.js';

const PERIODS = [
  { until: 'now+1d', label: 'For a day' },
  { until: 'now+7d', label: 'For a week' },
  { until: 'now+30d', label: 'For 30 days' },
];
const MOST_EVENTS = 1e9;

/**
 * @param {object} group
 * @param {(group: object) => void} onChange gets the group as the API answers it after a change
 */
export function Decision({ group, onChange }) {
  const session = useSession();
  const [said, setSaid] = useState(null);
  const [busy, setBusy] = useState(false);
  const may = session?.canChange === true;
  const line = useRef(null);
  useEffect(() => {
    if (said) {
      line.current.focus();
    }
  }, [said]);

  const change = async (verb, body, text) => {
    setBusy(true);
    setSaid(null);
    try {
      onChange(await post(`/errors/${encodeURIComponent(group.fingerprint)}/${verb}`, body));
      setSaid({ text });
    } catch (error) {
      setSaid({ text: `Not changed: ${error.detail || error.message}`, failed: true });
    } finally {
      setBusy(false);
    }
  };
  const off = !may || busy;
  return html`
    <section class="card decision" aria-label="Status">
      <p><${Sentence} group=${group} /></p>
      <div class="decision-buttons">
        ${group.status === 'open'
          ? html`<${Resolve} group=${group} off=${off} change=${change} /><${Ignore} off=${off} change=${change} />`
          : html`<button type="button" class="button" disabled=${off}
              onClick=${() => change('reopen', {}, 'It is open again.')}>Reopen</button>`}
      </div>
      ${session && !may && html`<p class="muted">To change this takes a token with the role <code>admin</code>; yours
        may only look.</p>`}
      <p class=${`decision-said${said?.failed ? ' failed' : ''}`} role="status" tabindex="-1" ref=${line}>${said?.text}</p>
    </section>`;
}

function Sentence({ group }) {
  const by = group.changed_by ? ` by ${group.changed_by}` : '';
  const when = group.changed_at && html`${' '}<${Time} at=${group.changed_at} relative />`;
  switch (group.status) {
    case 'resolved':
      return html`<strong>Resolved</strong>${by}${when}. It is open again with ${group.resolved_version
        ? `the first error in a version later than ${group.resolved_version}` : 'the next error'}.`;
    case 'ignored':
      return html`<strong>Ignored</strong>${by}${when}, <${Until} group=${group} />. It is still counted,
        but nobody is alerted.`;
    default:
      return group.regressed
        ? html`<strong>Came back</strong>${when}: it had been resolved.`
        : html`<strong>Open</strong>${group.changed_at
          ? html`: reopened${by}${when}.` : ': nobody has decided about it yet.'}`;
  }
}

function Until({ group }) {
  const ends = [
    group.ignored_until && html`until <${Time} at=${group.ignored_until} />`,
    group.ignored_until_events !== null && html`until it has ${number(group.ignored_until_events)} errors (now
      ${' '}${number(group.total_events)})`,
  ].filter(Boolean);
  return ends.length === 0 ? 'for good' : ends.map((end, place) => html`${place > 0 && ' or '}${end}`);
}

function Resolve({ group, off, change }) {
  const version = group.last_version;
  return html`
    <button type="button" class="button primary" disabled=${off}
      onClick=${() => change('resolve', {}, 'Resolved. The next error opens it again.')}>Resolve</button>
    ${version && html`<button type="button" class="button" disabled=${off}
      title="Replicas that still run this version do not open it again"
      onClick=${() => change('resolve', { version },
        `Resolved. An error in a version later than ${version} opens it again.`)}>
      Resolve, repaired after ${version}</button>`}`;
}

function Ignore({ off, change }) {
  const [open, setOpen] = useState(false);
  const [events, setEvents] = useState('100');
  const count = Number(events);
  const good = Number.isInteger(count) && count >= 1 && count <= MOST_EVENTS;
  const ignore = (body, text) => {
    setOpen(false);
    change('ignore', body, text);
  };
  const untilCount = event => {
    event.preventDefault();
    if (good) {
      ignore({ events: count }, `Ignored for ${number(count)} more errors.`);
    }
  };
  return html`
    <button type="button" class="button" disabled=${off} aria-expanded=${open ? 'true' : 'false'}
      onClick=${() => setOpen(!open)}>Ignore…</button>
    ${open && html`
      <div class="ignore" role="group" aria-label="Ignore">
        ${PERIODS.map(({ until, label }) => html`
          <button key=${until} type="button" class="button" disabled=${off}
            onClick=${() => ignore({ until }, `Ignored ${label.toLowerCase()}.`)}>${label}</button>`)}
        <button type="button" class="button" disabled=${off} onClick=${() => ignore({}, 'Ignored for good.')}>For
          good</button>
        <form onSubmit=${untilCount}>
          <${Field} label="Or for this many more errors" type="number" min="1" max=${MOST_EVENTS} value=${events}
            onInput=${setEvents} error=${good ? null : 'A whole number from 1'} />
          <button type="submit" class="button" disabled=${off || !good}>Ignore until then</button>
        </form>
      </div>`}`;
}
