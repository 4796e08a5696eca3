/** What changed in the last hour, put together from errors, probes, objectives and tools. */
import { html, useMemo, useState } from './html.js';
import { useData } from './api.js';
import { duration, number, percent, Time, toolName } from './format.js';
import { probeTone } from './figures.js';
import { Async, Badge, Card, Link } from './ui.js';

const HOUR = 3600000;
const FIRST = 8;
const FIRST_OF_A_KIND = 3;
const WEIGHT = { bad: 0, warn: 1, info: 2, muted: 3 };
/** What counts as a jump: enough calls, and clearly more than in the day before. */
const JUMP = { calls: 20, slower: 1.5, slowerSeconds: 0.05, errors: 5, ratio: 0.01, worse: 3 };

/**
 * Everything that changed, the worst first; `data` is undefined until each source has answered or failed. What takes
 * the server long, to compare all tools, waits until `ready`.
 */
export function useChanges(service, ready) {
  const tools = ready ? '/tools' : null;
  const fast = { every: 20000 };
  const slow = { every: 60000 };
  const sources = {
    errors: useData('/errors', { service, from: 'now-1h', limit: 200 }, fast),
    probes: useData('/probes', { service, limit: 200 }, fast),
    slos: useData('/slos', { service, limit: 1000 }, slow),
    failing: useData(tools, { service, from: 'now-1h', order: 'errors', limit: 100 }, slow),
    slowest: useData(tools, { service, from: 'now-1h', order: 'p95', limit: 100 }, slow),
    fresh: useData(tools, { service, from: 'now-1h', order: 'growth', limit: 50 }, slow),
    before: useData(tools, { service, from: 'now-25h', to: 'now-1h', limit: 1000 }, { every: 300000 }),
  };
  const all = Object.values(sources);
  const waiting = all.some(one => one.data === undefined && !one.error);
  const known = !waiting && all.some(one => one.data !== undefined);
  const data = useMemo(() => known ? compose(sources) : undefined, [known, ...all.map(one => one.data)]);
  return {
    data, loading: waiting, stale: all.some(one => one.stale), slos: sources.slos, probes: sources.probes,
    error: known || waiting ? null : all[0].error,
    reload: () => all.forEach(one => one.reload()),
    failed: all.filter(one => one.error && one.data === undefined).length,
  };
}

function compose({ errors, probes, slos, failing, slowest, fresh, before }) {
  const since = Date.now() - HOUR;
  const changes = [
    ...errorChanges((errors.data?.errors ?? []).filter(group => happened(group, since))),
    ...(probes.data?.probes ?? []).flatMap(probe => probeChanges(probe, since)),
    ...(slos.data?.slos ?? []).flatMap(objectiveChange),
    ...toolChanges(failing.data?.tools ?? [], slowest.data?.tools ?? [], fresh.data?.tools ?? [],
      before.data?.tools ?? []),
  ];
  return changes.sort((a, b) => WEIGHT[a.tone] - WEIGHT[b.tone] || (b.weight ?? 0) - (a.weight ?? 0)
    || (b.at ?? '').localeCompare(a.at ?? ''));
}

/** Whether a group is open and began, or came back, in the hour. */
function happened(group, since) {
  return group.status === 'open' && (group.regressed || Date.parse(group.first_seen) >= since);
}

/** Each group of the server's errors, and the callers' new mistakes together: a client that guesses makes many. */
function errorChanges(groups) {
  const mistakes = new Map();
  for (const group of groups.filter(one => one.outcome === 'client_error')) {
    mistakes.set(group.service, [...mistakes.get(group.service) ?? [], group]);
  }
  return [
    ...groups.filter(group => group.outcome !== 'client_error').map(errorChange),
    ...[...mistakes].map(([service, all]) => all.length === 1 ? errorChange(all[0]) : mistakesChange(service, all)),
  ];
}

function errorChange(group) {
  const what = group.outcome === 'client_error' ? { kind: 'New mistake', tone: 'info' }
    : group.regressed ? { kind: 'Error is back', tone: 'bad' }
    : { kind: 'New error', tone: 'warn' };
  return { ...what, id: `error ${group.fingerprint}`, weight: group.events,
    to: '/error', params: { fingerprint: group.fingerprint }, title: group.message || group.type,
    of: group.service,
    detail: `${count(group.events, 'time')}${group.users ? `, ${count(group.users, 'user')}` : ''}`,
    at: group.regressed ? group.last_seen : group.first_seen };
}

function mistakesChange(service, groups) {
  const times = groups.reduce((sum, group) => sum + group.events, 0);
  return { id: `mistakes ${service}`, kind: 'New mistakes', tone: 'info', weight: times, to: '/errors',
    params: { service, outcome: 'client_error' }, title: `${number(groups.length)} kinds of callers’ mistakes`,
    of: service, detail: `such as “${groups[0].message || groups[0].type}”, ${count(times, 'time')} in all`,
    at: groups.map(group => group.first_seen).sort().at(-1) };
}

function probeChanges(probe, since) {
  const changes = [];
  const tone = probeTone(probe.state);
  const link = { to: '/check', params: { probe: probe.probe }, title: probe.probe, of: probe.service };
  if (tone === 'bad' || (tone === 'warn' && Date.parse(probe.since) >= since)) {
    changes.push({ ...link, id: `probe ${probe.probe}`, kind: tone === 'bad' ? 'Check fails' : 'Check', tone,
      weight: 1e9, detail: probe.message || probe.state, at: probe.since });
  } else if (probe.state === 'up' && Date.parse(probe.since) >= since) {
    changes.push({ ...link, id: `probe ${probe.probe}`, kind: 'Check', tone: 'info', detail: 'is up again',
      at: probe.since });
  }
  if (Date.parse(probe.tools_changed_at) >= since) {
    changes.push({ ...link, id: `tools ${probe.probe}`, kind: 'Tools changed', tone: 'info',
      detail: 'tools were added, removed or changed', at: probe.tools_changed_at });
  }
  return changes;
}

function objectiveChange(slo) {
  if (slo.alert !== 'page' && slo.alert !== 'ticket') {
    return [];
  }
  const fast = slo.alert === 'page';
  return [{ id: `slo ${slo.service} ${slo.slo} ${slo.tool}`, kind: 'Objective', tone: fast ? 'bad' : 'warn',
    weight: 1e6 + slo.burn_1h, to: '/slo', params: { service: slo.service },
    title: slo.tool ? `${slo.slo} of ${toolName(slo.tool)}` : slo.slo, of: slo.service,
    detail: `burns its budget ${fast ? 'fast' : 'slowly'}: ${number(slo.burn_1h)}× in the last hour, ${
      slo.budget_left > 0 ? `${percent(slo.budget_left)} left` : 'nothing left'}`, at: null }];
}

function toolChanges(failing, slowest, fresh, before) {
  const known = new Map(before.map(row => [keyOf(row), row]));
  return [
    ...failing.flatMap(row => failChange(row, known.get(keyOf(row)))),
    ...slowest.flatMap(row => slowChange(row, known.get(keyOf(row)))),
    ...fresh.filter(row => row.trend === 'new' && row.tool !== '__unknown__').map(newTool),
  ];
}

function newTool(row) {
  return toolChange(row, { kind: 'New tool', tone: 'info', at: row.first_used,
    detail: `first called in the last hour, ${count(row.calls, 'call')}` });
}

function keyOf({ service, tool }) {
  return `${service}\n${tool}`;
}

function failChange(row, before) {
  const was = before?.error_ratio ?? 0;
  return row.server_errors >= JUMP.errors && row.error_ratio >= Math.max(JUMP.ratio, was * JUMP.worse)
    ? [toolChange(row, { kind: 'More errors', tone: 'bad', weight: row.server_errors,
      detail: `${percent(row.error_ratio)} of calls fail; it was ${percent(was)} in the day before` })]
    : [];
}

function slowChange(row, before) {
  const was = before?.p95_seconds;
  return was && row.calls >= JUMP.calls && row.p95_seconds >= was * JUMP.slower
      && row.p95_seconds - was >= JUMP.slowerSeconds
    ? [toolChange(row, { kind: 'Slower', tone: 'warn', weight: row.calls,
      detail: `95th percentile ${duration(row.p95_seconds)}; it was ${duration(was)} in the day before` })]
    : [];
}

function toolChange(row, change) {
  return { id: `${change.kind} ${keyOf(row)}`, to: '/tool', params: { service: row.service, tool: row.tool },
    title: toolName(row.tool), of: row.service, at: null, ...change };
}

function count(n, word) {
  return `${number(n)} ${word}${n === 1 ? '' : 's'}`;
}

/** The list of what changed, the worst first. */
export function Changes({ of }) {
  const [all, setAll] = useState(false);
  return html`
    <${Card} title="Changed in the last hour, or wrong now" subtitle=${of.data && summary(of.data)}>
      <${Async} of=${of} lines=${4} empty=${data => data.length === 0} whenEmpty=${html`
          <p class="calm"><${Badge} tone="good">Calm<//> No new errors, no failing checks, no burning budgets, no tool
            that got slower.</p>`}>
        ${data => html`
          <ul class="news">${(all ? data : foremost(data)).map(change => html`
            <li key=${change.id}><${Change} change=${change} /></li>`)}</ul>
          ${!all && data.length > foremost(data).length && html`
            <p class="more"><button type="button" class="button" onClick=${() => setAll(true)}>Show all ${
              number(data.length)}</button></p>`}`}
      <//>
      ${of.failed > 0 && of.data && html`
        <p class="note tone-warn">A part of what could have changed is not known right now.</p>`}
    <//>`;
}

/** How many there are of each weight, in words. */
function summary(changes) {
  return [['bad', 'urgent'], ['warn', 'to look at'], ['info', 'good to know']]
    .map(([tone, words]) => [changes.filter(change => change.tone === tone).length, words])
    .filter(([many]) => many > 0).map(([many, words]) => `${number(many)} ${words}`).join(', ');
}

/** The first ones to show: of no kind so many that they hide the others. */
function foremost(changes) {
  const kinds = new Map();
  return changes.filter(({ kind }) => {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return kinds.get(kind) <= FIRST_OF_A_KIND;
  }).slice(0, FIRST);
}

function Change({ change }) {
  return html`
    <${Badge} tone=${change.tone}>${change.kind}<//>
    <span class="news-what"><${Link} to=${change.to} params=${change.params}>${change.title}<//>${
      change.of && html` <span class="muted">${change.of}</span>`} ${change.detail}</span>
    <span class="news-when muted">${change.at && html`<${Time} at=${change.at} relative />`}</span>`;
}
