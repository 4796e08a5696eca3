// What the pages of errors, traces, checks and coverage share.
import { html, useEffect, useMemo, useRef, useState } from '../core/html.js';
import { get, useData } from '../core/api.js';
import { Combo } from '../core/combo.js';
import { toolName } from '../core/format.js';
import { setParams, useRoute } from '../core/state.js';
import { Badge, Field, Link } from '../core/ui.js';

const AT_ONCE = 2;
const BETWEEN_SHOWS = 200;
const NO_ANSWERS = new Map();
const WHILE_TYPING = 400;
const MOST_TOOLS = 30;

/**
 * The parameters of this page that the address has besides period and service.
 *
 * @param {Record<string, string>} defaults the parameters' names and the values that are left out of the address
 * @return {[Record<string, string>, (changes: Record<string, string>) => void]}
 */
export function useParams(defaults) {
  const { params } = useRoute();
  const values = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, params.get(name) ?? value]));
  const set = changes => {
    const written = Object.entries(changes).map(([name, value]) => [name, value === defaults[name] ? null : value]);
    setParams(Object.fromEntries(written), { replace: true });
  };
  return [values, set];
}

/**
 * A listing that goes on page by page: the first page stays fresh, further ones are fetched on request.
 *
 * @param {string} path
 * @param {object} params
 * @param {string} list the name of the rows in the answer
 * @param {(row: object) => string} keyOf tells rows apart, so that none is shown twice
 * @return {{first: object, rows: object[], cursor: string|null, more: () => Promise<void>, failure: Error|null}}
 */
export function usePages(path, params, list, keyOf) {
  const first = emptyIfUnknown(useData(path, params), { [list]: [], next_cursor: null });
  const question = JSON.stringify([path, params]);
  const [further, setFurther] = useState(NO_PAGES);
  const [failure, setFailure] = useState(null);
  const current = useRef(question);
  current.current = question;
  const mine = further.question === question ? further : NO_PAGES;
  const cursor = mine === NO_PAGES ? first.data?.next_cursor ?? null : mine.cursor;

  const more = async () => {
    setFailure(null);
    try {
      const page = await get(path, { ...params, cursor });
      if (current.current === question) {
        setFurther({ question, rows: [...mine.rows, ...page[list]], cursor: page.next_cursor });
      }
    } catch (error) {
      setFailure(error);
    }
  };
  const rows = useMemo(() => distinct([...(first.data?.[list] ?? []), ...mine.rows], keyOf), [first.data, mine]);
  return { first, rows, cursor, more, failure };
}

/**
 * What useData answered, but empty where the API says that what is named was never seen: a service that has sent
 * nothing is no failure.
 */
export function emptyIfUnknown(result, empty) {
  return result.error?.status === 404 ? { ...result, error: null, data: empty } : result;
}

/** A way out of an empty page that shows one service: the same page for all. */
export function AllServices({ service, to }) {
  return service && html`
    <p>Only ${service} is shown: <${Link} to=${to} params=${{ service: null }}>show all services<//>.</p>`;
}

const NO_PAGES = { question: null, rows: [], cursor: null };

function distinct(rows, keyOf) {
  return [...new Map(rows.map(row => [keyOf(row), row])).values()];
}

/**
 * Asks one more thing for each row, a few at a time, and once for each key: what a listing lacks.
 *
 * @param {string[]} keys of the rows
 * @param {string} scope what the answers depend on besides the key, such as the period
 * @param {(key: string, signal: AbortSignal) => Promise<any>} ask
 * @param {number} round all are asked again when it changes; the earlier answers stay until then
 * @return {Map<string, any>} the answers by key; null where there was none
 */
export function useEach(keys, scope, ask, round = 0) {
  const [shown, setShown] = useState({ scope, answers: NO_ANSWERS });
  const known = useRef({ scope, answers: new Map(), rounds: new Map() });
  useEffect(() => {
    if (known.current.scope !== scope) {
      known.current = { scope, answers: new Map(), rounds: new Map() };
    }
    const { answers, rounds } = known.current;
    const control = new AbortController();
    const waiting = keys.filter(key => rounds.get(key) !== round);
    let timer = 0;
    const show = () => {
      timer = 0;
      setShown({ scope, answers: new Map(answers) });
    };
    const work = async () => {
      while (waiting.length > 0 && !control.signal.aborted) {
        const key = waiting.shift();
        const answer = await ask(key, control.signal).catch(() => null);
        if (!control.signal.aborted) {
          answers.set(key, answer);
          rounds.set(key, round);
          timer = timer || setTimeout(show, BETWEEN_SHOWS);
        }
      }
    };
    if (answers.size > 0) {
      show();
    }
    for (let worker = 0; worker < AT_ONCE; worker++) {
      work();
    }
    return () => {
      control.abort();
      clearTimeout(timer);
    };
  }, [scope, round, keys.join('\n')]);
  return shown.scope === scope ? shown.answers : NO_ANSWERS;
}

/** A text that follows what is typed once the typing pauses. */
function useTyped(value, onTyped) {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = next => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onTyped(next.trim()), WHILE_TYPING);
  };
  return [text, type];
}

/** An input with a label whose text is used once the typing pauses. */
export function Typed({ value, onTyped, ...field }) {
  const [text, type] = useTyped(value, onTyped);
  return html`<${Field} ...${field} value=${text} onInput=${type} autocomplete="off" spellcheck=${false} />`;
}

/** One of a few choices, as buttons of which one is pressed. */
export function Choice({ label, options, value, onChange }) {
  return html`<div class="options" role="group" aria-label=${label}>
    ${options.map(option => html`<button type="button" key=${option.id} aria-pressed=${String(option.id === value)}
      onClick=${() => onChange(option.id)}>${option.label}</button>`)}
  </div>`;
}

const COLUMNS = { width: 96, height: 24 };

/** A small chart of counts, a column for each. */
export function Columns({ values, tone, label }) {
  const most = Math.max(...values, 1);
  const step = COLUMNS.width / values.length;
  return html`
    <svg class=${`spark tone-${tone}`} viewBox=${`0 0 ${COLUMNS.width} ${COLUMNS.height}`} role="img"
        aria-label=${label} preserveAspectRatio="none">
      <path class="columns-base" d=${`M0 ${COLUMNS.height - 0.5}H${COLUMNS.width}`} />
      ${values.map((value, place) => value > 0 && html`<rect key=${place} class="columns-part" x=${place * step}
        width=${Math.max(1.5, step - 1)} y=${COLUMNS.height - tall(value, most)} height=${tall(value, most)} />`)}
    </svg>`;
}

function tall(value, most) {
  return Math.max(2, (value / most) * COLUMNS.height);
}

const OUTCOMES = {
  ok: { tone: 'good', text: 'OK' },
  client_error: { tone: 'warn', text: "Caller's error" },
  server_error: { tone: 'bad', text: 'Server error' }
};

/** The outcome of a call or of the errors of a group. */
export function OutcomeBadge({ outcome }) {
  const known = OUTCOMES[outcome] ?? { tone: 'muted', text: outcome };
  return html`<${Badge} tone=${known.tone}>${known.text}<//>`;
}

/** The choices of a filter by outcome. */
export const OUTCOME_OPTIONS = [
  { value: '', label: 'Any outcome' },
  { value: 'server_error', label: 'Server errors' },
  { value: 'client_error', label: "Callers' errors" }
];

/** A text of the API such as `rate_limited`, for people. */
export function words(label) {
  const text = label.replace(/_/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TYPES = {
  '-32700': 'Not JSON', '-32600': 'Invalid request', '-32601': 'Unknown method', '-32602': 'Invalid arguments',
  '-32603': 'Internal error', '-32002': 'Resource not found', '-32001': 'Request timed out', '-32042': 'URL required',
  tool_error: 'Tool error', timeout: 'Timeout', cancelled: 'Cancelled', __other__: 'All other errors',
};

/** The type of an error: what a code of MCP means, with the code. */
export function typeName(type) {
  const name = TYPES[type];
  return name === undefined ? type : /^-/.test(type) ? `${name} (${type})` : name;
}

/** Whether a name is of one tool that has a page, and not of all others or of those that do not exist. */
export function isTool(tool) {
  return Boolean(tool) && toolName(tool) === tool;
}

/** A filter by tool: those of the last 30 days to choose from, and any other name as it is typed. */
export function ToolFilter({ service, tool, onPick }) {
  const [{ options, note }, setFound] = useState({ options: [], note: null });
  const asked = useRef({ text: '', names: null, service: null });
  const show = () => setFound(matchingTools(asked.current));
  const input = async text => {
    const now = asked.current;
    now.text = text.trim();
    if (now.service !== service) {
      now.names = null;
      now.service = service;
    }
    show();
    if (now.names === null) {
      now.names = await toolNames(service).catch(() => []);
      show();
    }
  };
  return html`
    <div class="field">
      <span class="filter-label" aria-hidden="true">Tool</span>
      <${Combo} names="tool-filter" label="Tool" value=${tool} placeholder="Any tool" options=${options} note=${note}
        onInput=${input} onPick=${option => onPick(option.id)} onClear=${() => onPick('')} />
    </div>`;
}

async function toolNames(service) {
  const { tools } = await get('/tools', { service, from: 'now-30d', limit: 1000 });
  return [...new Set(tools.map(row => row.tool))];
}

function matchingTools({ text, names }) {
  const found = (names ?? []).filter(name => name.toLowerCase().includes(text.toLowerCase()));
  const options = found.slice(0, MOST_TOOLS).map(name => ({ id: name, title: toolName(name) }));
  if (text !== '' && !found.includes(text)) {
    options.push({ id: text, title: text, detail: 'exactly this name' });
  }
  const more = found.length - MOST_TOOLS;
  return { options, note: more > 0 ? `${more} more: type a part of the name.` : null };
}
