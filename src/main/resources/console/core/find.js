/** The search box and the filter of services. */
import { html, useEffect, useRef, useState } from './html.js';
import { get } from './api.js';
import { Combo } from './combo.js';
import { toolName } from './format.js';
import { href, navigate, setParams, useRoute, useService } from './state.js';

const SHOWN = 30;
const SHORTEST = 2;
const LONGEST = 200;
const TYPING = 150;
const KINDS = { service: 'Service', tool: 'Tool', error: 'Error', trace: 'Trace', probe: 'Check' };

/** Asks while one types: the latest question wins, and what is out of date is aborted. */
function useAnswers(ask) {
  const [answer, setAnswer] = useState({ options: [], note: null });
  const running = useRef({ timer: 0, request: null });
  useEffect(() => () => stop(running.current), []);
  function input(text) {
    const now = running.current;
    stop(now);
    const request = now.request = new AbortController();
    now.timer = setTimeout(async () => {
      try {
        const next = await ask(text.trim(), request.signal);
        if (!request.signal.aborted) {
          setAnswer(next);
        }
      } catch (error) {
        if (!request.signal.aborted) {
          setAnswer({ options: [], note: error.message });
        }
      }
    }, text ? TYPING : 0);
  }
  return [answer, input];
}

function stop({ timer, request }) {
  clearTimeout(timer);
  request?.abort();
}

function matches(name, words) {
  const lower = name.toLowerCase();
  return words.every(word => lower.includes(word));
}

function split(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The one filter for all pages. */
export function ServiceFilter() {
  const service = useService();
  const { path } = useRoute();
  const [{ options, note }, input] = useAnswers((text, signal) => findServices(text, signal, service));
  const subject = path === '/service' || path === '/tool';
  function pick(option) {
    if (subject) {
      navigate(option.service ? href('/service', { service: option.service }) : href('/', { service: null }));
    } else {
      setParams({ service: option.service || null, cursor: null });
    }
  }
  return html`
    <${Combo} names="service-filter" label="Service" value=${service} placeholder="All services" options=${options}
      onInput=${input} onPick=${pick} onClear=${() => pick({ service: '' })} note=${note} />`;
}

async function findServices(text, signal, chosen) {
  const { services } = await get('/services', { from: 'now-30d', limit: 1000 }, { signal });
  const words = split(text);
  const found = services.filter(one => matches(one.service, words));
  return {
    options: [...chosen && !text ? [''] : [], ...found.slice(0, SHOWN).map(one => one.service)]
      .map(name => ({ id: name, service: name, title: name || 'All services' })),
    note: services.length === 0 ? 'No service has sent anything in the last 30 days.'
      : found.length === 0 ? 'No service has such a name.'
      : found.length > SHOWN ? `${found.length - SHOWN} more: type a part of the name.` : null,
  };
}

/** Searches services, tools, errors, traces and checks. */
export function SearchBox({ inputRef }) {
  const [{ options, note }, input] = useAnswers(search);
  return html`
    <${Combo} names="search" label="Search services, tools, errors and traces" placeholder="Search" options=${options}
      onInput=${input} onPick=${option => navigate(option.address)} note=${note} inputRef=${inputRef} keys="/" />`;
}

async function search(text, signal) {
  if (text.length < SHORTEST) {
    return { options: [], note: 'Type a part of the name of a service or tool, an error message or a trace id.' };
  }
  const answer = await get('/search', { q: text.slice(0, LONGEST), limit: SHOWN }, { signal });
  const options = answer.search.map(option);
  return { options, note: options.length === 0 ? `Nothing has “${text}” in it.` : null };
}

function option({ kind, service, name, id, detail }) {
  const titles = { service, tool: toolName(name), error: detail || name, trace: id, probe: name };
  const details = { tool: [service], error: [service, name], trace: [service, name, detail],
    probe: [service, detail] };
  const addresses = {
    service: () => href('/service', { service }),
    tool: () => href('/tool', { service, tool: name }),
    error: () => href('/error', { fingerprint: id }),
    trace: () => href('/trace', { trace: id }),
    probe: () => href('/check', { probe: id }),
  };
  return { id: [kind, service, name, id].join('\n'), title: titles[kind], kind: KINDS[kind],
    detail: (details[kind] ?? []).filter(Boolean).join(' · '),
    address: addresses[kind]() };
}
