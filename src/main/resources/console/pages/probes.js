/** What the pages of checks share: states, uptime, certificates, and bars over time. */
import { html } from '../core/html.js';
import { Time, duration, number, percent } from '../core/format.js';
import { Badge } from '../core/ui.js';
import { words } from './inspect.js';

const DAY = 86400000;
const WARN_DAYS = 21;
const BAD_DAYS = 7;
const MOMENT = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit',
  hourCycle: 'h23' });

const STATES = {
  up: { tone: 'good', text: 'Up', rank: 5 },
  slow: { tone: 'warn', text: 'Slow', rank: 3 },
  down: { tone: 'bad', text: 'Down', rank: 0 },
  unresolved: { tone: 'bad', text: 'Name not found', rank: 0 },
  refused: { tone: 'bad', text: 'Refused', rank: 1 },
  rate_limited: { tone: 'warn', text: 'Rate limited', rank: 2 },
  unknown: { tone: 'muted', text: 'Not checked yet', rank: 4 },
};

const KINDS = {
  http: 'HTTP', tcp: 'TCP', tls: 'TLS', dns: 'DNS', mcp: 'MCP', postgresql: 'PostgreSQL', github: 'GitHub',
  gitlab: 'GitLab',
};

/** The kind of a probe, for people. */
export function kindName(kind) {
  return KINDS[kind] ?? words(kind);
}

const MEANINGS = {
  up: 'All is as expected.',
  slow: 'All is as expected, but it took longer than it should.',
  down: 'There is no answer, or another than expected.',
  unresolved: 'The name of the host cannot be resolved.',
  refused: 'It answers, but refuses the token, or the token lacks a permission.',
  rate_limited: 'It answers that too much was asked of it.',
  unknown: 'It has not been checked since the start.',
};

/** What a state means, in a sentence. */
export function meaningOf(state) {
  return MEANINGS[state] ?? '';
}

/** Where a state stands among others: the worst has the lowest. */
export function rankOf(state) {
  return STATES[state]?.rank ?? 4;
}

/** Whether somebody has to do something about a state. */
export function isBad(state) {
  return STATES[state]?.tone === 'bad';
}

/** The state of a probe. */
export function StateBadge({ state }) {
  const known = STATES[state] ?? { tone: 'muted', text: state };
  return html`<${Badge} tone=${known.tone} title=${meaningOf(state)}>${known.text}<//>`;
}

/** How many days a certificate is still valid; null without one. */
export function certificateDays(probe) {
  return probe.tls_expires_at === null ? null : Math.floor((Date.parse(probe.tls_expires_at) - Date.now()) / DAY);
}

/** How long a certificate is still valid. */
export function Certificate({ probe }) {
  const days = certificateDays(probe);
  if (days === null) {
    return html`<span class="muted">–</span>`;
  }
  const tone = days < BAD_DAYS ? 'bad' : days < WARN_DAYS ? 'warn' : 'good';
  const text = days < 0 ? 'expired' : days === 1 ? '1 day' : `${number(days)} days`;
  return html`<${Badge} tone=${tone} title=${`Valid until ${probe.tls_expires_at}`}>${text}<//>`;
}

/**
 * What checks found over time, a bar for each part of the period. A part of which some checks failed has a notch
 * at the top, one of which all failed is cut in two, so that colour is not all that tells it.
 */
export function Beats({ points, label, small }) {
  return html`
    <div class=${`beats${small ? ' small' : ''}`} role="img" aria-label=${`${label}: ${summaryOf(points)}`}>
      ${points.map(point => html`
        <span key=${point.time} class=${`beat ${kindOf(point)}`} title=${titleOf(point)}></span>`)}
    </div>`;
}

function kindOf(point) {
  if (point.checks === 0) {
    return 'none';
  }
  if (point.failed === 0) {
    return 'good';
  }
  return point.failed < point.checks ? 'part' : 'bad';
}

function titleOf(point) {
  const when = MOMENT.format(Date.parse(point.time));
  if (point.checks === 0) {
    return `${when}: not checked`;
  }
  const failed = point.failed > 0 ? `${number(point.failed)} of ${number(point.checks)} checks failed`
    : `${number(point.checks)} ${point.checks === 1 ? 'check' : 'checks'}, none failed`;
  return `${when}: ${failed}${point.mean_seconds === null ? '' : `, ${duration(point.mean_seconds)} on average`}`;
}

/** The points of a history in words. */
export function summaryOf(points) {
  const checks = points.reduce((sum, point) => sum + point.checks, 0);
  const failed = points.reduce((sum, point) => sum + point.failed, 0);
  return checks === 0 ? 'no checks'
    : `${number(failed)} of ${number(checks)} checks failed (${percent(failed / checks)})`;
}

/** Since when a probe has its state. */
export function Since({ probe }) {
  return probe.since ? html`<${Time} at=${probe.since} relative />` : '–';
}
