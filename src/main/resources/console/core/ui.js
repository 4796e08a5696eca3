/** The parts that pages are made of. Text from outside only ever becomes text nodes. */
import { html, useEffect, useErrorBoundary, useMemo, useRef, useState } from './html.js';
import { href, takeFocus } from './state.js';

let ids = 0;

/** An id that no other element has. */
export function useId(prefix = 'id') {
  const id = useRef(null);
  id.current ??= `${prefix}-${++ids}`;
  return id.current;
}

/** A link to a page of the console, of the same period and service unless `params` has others. */
export function Link({ to, params, class: names, children, ...rest }) {
  return html`<a href=${href(to, params)} class=${names} ...${rest}>${children}</a>`;
}

/** A page: its title, which has the focus after it was opened, and what is in it. */
export function Page({ title, subtitle, actions, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · Toolwatch`;
  }, [title]);
  useEffect(() => {
    if (takeFocus()) {
      heading.current.focus({ preventScroll: true });
    }
  }, []);
  return html`
    <div class="page">
      <header class="page-head">
        <div class="page-title">
          <h1 ref=${heading} tabindex="-1">${title}</h1>
          ${subtitle && html`<p class="subtitle">${subtitle}</p>`}
        </div>
        ${actions && html`<div class="actions">${actions}</div>`}
      </header>
      ${children}
    </div>`;
}

/** A titled part of a page. If it fails, the rest of the page goes on. */
export function Card({ title, subtitle, actions, class: names = '', children }) {
  const id = useId('card');
  const [thrown, reset] = useErrorBoundary(problem => console.error(problem));
  return html`
    <section class=${`card ${names}`} aria-labelledby=${title ? id : undefined}>
      ${(title || actions) && html`
        <header class="card-head">
          ${title && html`<h2 id=${id}>${title}</h2>`}
          ${subtitle && html`<p class="subtitle">${subtitle}</p>`}
          ${actions && html`<div class="actions">${actions}</div>`}
        </header>`}
      ${thrown ? html`<${Failure} error=${thrown} retry=${reset} />` : children}
    </section>`;
}

/** One figure with its name: `value` is formatted already, `change` says how it moved, `tone` what to think of it. */
export function Stat({ label, value, unit, change, tone, children }) {
  return html`
    <div class=${`stat ${tone ? `tone-${tone}` : ''}`}>
      <span class="stat-label">${label}</span>
      <span class="stat-value">${value}${unit && html`<span class="unit"> ${unit}</span>`}</span>
      ${change && html`<span class="stat-change">${change}</span>`}
      ${children}
    </div>`;
}

/** A row of figures. */
export function Stats({ children }) {
  return html`<div class="stats">${children}</div>`;
}

/**
 * A table that scrolls inside itself where it is too wide. A column with `sort` has a button in its head: with
 * `onSort`, which gets the column's `sort` (or key), with a minus in front for descending, the rows come sorted;
 * without it the table sorts them by the column's key, or by the function that `sort` is. A column that is `wide` is
 * left out on a phone.
 */
export function Table({ caption, columns, rows, rowKey, empty, sort, onSort, dense, rowClass }) {
  const [own, setOwn] = useState(sort);
  const active = onSort ? sort : own;
  const sorted = useMemo(() => onSort ? rows : sortRows(rows, columns, active), [rows, active, onSort]);
  const box = useRef(null);
  const wide = useOverflow(box, sorted);
  const id = useId('table');
  if (sorted.length === 0 && empty) {
    return typeof empty === 'string' ? html`<p class="none">${empty}</p>` : empty;
  }
  return html`
    <div class="table-box" ref=${box} role=${wide ? 'group' : undefined} tabindex=${wide ? 0 : undefined}
        aria-labelledby=${wide && caption ? id : undefined}>
      <table class=${dense ? 'dense' : ''}>
        ${caption && html`<caption id=${id} class="unseen">${caption}</caption>`}
        <thead>
          <tr>${columns.map(column => html`<${Head} key=${column.key} column=${column} active=${active}
            onSort=${onSort ?? setOwn} />`)}</tr>
        </thead>
        <tbody>
          ${sorted.map((row, index) => html`
            <tr key=${keyOf(row, rowKey, index)} class=${rowClass?.(row)}>
              ${columns.map(column => html`
                <td key=${column.key} class=${alignment(column)}>${cell(column, row)}</td>`)}
            </tr>`)}
        </tbody>
      </table>
    </div>`;
}

const ARROWS = { ascending: '↑', descending: '↓' };

function Head({ column, active, onSort }) {
  const name = sortName(column);
  const direction = !column.sort ? undefined
    : active === name ? 'ascending'
    : active === `-${name}` ? 'descending' : undefined;
  const style = column.width ? { width: column.width } : undefined;
  const next = direction === 'descending' || (!direction && column.align !== 'right') ? name : `-${name}`;
  return html`
    <th scope="col" class=${alignment(column)} aria-sort=${direction} style=${style}>
      ${column.sort ? html`
        <button type="button" class="sort" onClick=${() => onSort(next)}>${column.title}<span class="arrow"
          aria-hidden="true">${ARROWS[direction] ?? '↕'}</span></button>`
        : column.title}
    </th>`;
}

function sortName(column) {
  return typeof column.sort === 'string' ? column.sort : column.key;
}

function alignment({ align, wide }) {
  return `${align ? `align-${align}` : ''}${wide ? ' only-wide' : ''}`;
}

function cell(column, row) {
  return column.render ? column.render(row) : row[column.key] ?? '–';
}

function keyOf(row, rowKey, index) {
  return typeof rowKey === 'function' ? rowKey(row) : rowKey ? row[rowKey] : index;
}

function sortRows(rows, columns, active) {
  const descending = active?.startsWith('-');
  const column = active && columns.find(one => one.sort && sortName(one) === (descending ? active.slice(1) : active));
  if (!column) {
    return rows;
  }
  const value = typeof column.sort === 'function' ? column.sort : row => row[column.key];
  return [...rows].sort((a, b) => compare(value(a), value(b), descending ? -1 : 1));
}

/** What is unknown comes last in either direction. */
function compare(a, b, direction) {
  const known = (a ?? null) !== null;
  if (!known || (b ?? null) === null) {
    return known === ((b ?? null) !== null) ? 0 : known ? -1 : 1;
  }
  return direction * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
}

/** Whether what is in a box is wider than it: only then it needs to take the focus to be scrolled by keys. */
function useOverflow(box, content) {
  const [wide, setWide] = useState(false);
  useEffect(() => {
    if (!box.current) {
      return undefined;
    }
    const observer = new ResizeObserver(([entry]) => setWide(entry.target.scrollWidth > entry.target.clientWidth + 1));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [content.length > 0]);
  return wide;
}

const SIGNS = { good: '●', warn: '▲', bad: '■', info: '◆', muted: '○' };

/** A state in a word, with a sign of its own so that colour is not all that tells it. */
export function Badge({ tone = 'muted', title, children }) {
  return html`<span class=${`badge tone-${tone}`} title=${title}><span class="sign"
    aria-hidden="true">${SIGNS[tone]}</span>${children}</span>`;
}

/** Views of the same page: `onSelect` gets the id of the one that was chosen. */
export function Tabs({ tabs, active, onSelect, label = 'Views' }) {
  const box = useRef(null);
  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const index = tabs.findIndex(tab => tab.id === active);
      const next = tabs[(index + step + tabs.length) % tabs.length];
      onSelect(next.id);
      box.current.children[tabs.indexOf(next)].focus();
    }
  }
  return html`
    <div class="tabs" role="tablist" aria-label=${label} ref=${box} onKeyDown=${move}>
      ${tabs.map(tab => html`
        <button key=${tab.id} type="button" role="tab" aria-selected=${tab.id === active ? 'true' : 'false'}
          tabindex=${tab.id === active ? 0 : -1} onClick=${() => onSelect(tab.id)}>${tab.label}</button>`)}
    </div>`;
}

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }) {
  return html`<div class="empty"><p class="empty-title">${title}</p><div class="empty-text">${children}</div></div>`;
}

/** Stands in until there is data. */
export function Loading({ lines = 3 }) {
  return html`
    <div class="loading" role="status" aria-busy="true">
      <span class="unseen">Loading…</span>
      ${Array.from({ length: lines }, (_, index) => html`
        <span key=${index} class="skeleton" aria-hidden="true"></span>`)}
    </div>`;
}

/** What went wrong, and a way to try again. */
export function Failure({ error, retry }) {
  const invalid = error.invalid ?? [];
  return html`
    <div class="failure" role="alert">
      <p class="failure-title">${error.title || 'This part of the console failed'}</p>
      ${invalid.length > 0
        ? html`<ul>${invalid.map(one => html`
            <li key=${one.name}><strong>${one.name}</strong> ${one.reason}</li>`)}</ul>`
        : html`<p>${error.detail || error.message}</p>`}
      ${retry && html`<button type="button" class="button" onClick=${retry}>Try again</button>`}
    </div>`;
}

/**
 * What useData answered: a skeleton, a failure, what to show when it is empty, or its data. Data stays when a later
 * request fails, with a line that says so.
 */
export function Async({ of, empty, whenEmpty, lines, children }) {
  const { data, error, loading, stale, reload } = of;
  if (data === undefined) {
    return error ? html`<${Failure} error=${error} retry=${reload} />`
      : loading ? html`<${Loading} lines=${lines} />` : null;
  }
  const shown = empty?.(data) ? whenEmpty : (Array.isArray(children) ? children[0] : children)(data);
  return html`
    <div class=${stale ? 'async is-stale' : 'async'} aria-busy=${loading && stale ? 'true' : undefined}>
      ${error && error.status !== 0 && html`
        <p class="note tone-warn" role="status">Could not be brought up to date: ${error.message}</p>`}
      ${shown}
    </div>`;
}

/** A button that copies `text`. */
export function Copy({ text, label = 'Copy' }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = said && setTimeout(setSaid, 2000, '');
    return () => clearTimeout(timer);
  }, [said]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Not allowed: select it and copy');
    }
  }
  return html`<button type="button" class="button small" onClick=${copy}><span
    aria-live="polite">${said || label}</span></button>`;
}

const SPARK = { width: 96, height: 24, pad: 2 };

/** A small line of values, such as calls by hour. */
export function Sparkline({ values, label, tone = 'accent' }) {
  const line = useMemo(() => sparkPath(values ?? []), [values]);
  if (!line) {
    return html`<span class="muted">–</span>`;
  }
  return html`
    <svg class=${`spark tone-${tone}`} viewBox=${`0 0 ${SPARK.width} ${SPARK.height}`} role="img" aria-label=${label}
        preserveAspectRatio="none">
      <path class="spark-area" d=${`${line}V${SPARK.height}H0Z`} />
      <path class="spark-line" d=${line} vector-effect="non-scaling-stroke" />
    </svg>`;
}

function sparkPath(values) {
  if (values.length < 2) {
    return '';
  }
  const most = Math.max(...values, 0) || 1;
  const step = SPARK.width / (values.length - 1);
  const rise = SPARK.height - 2 * SPARK.pad;
  return values.map((value, index) => `${index ? 'L' : 'M'}${(index * step).toFixed(1)} ${
    (SPARK.height - SPARK.pad - (value ?? 0) / most * rise).toFixed(1)}`).join('');
}

/** A share of `max` as a bar. */
export function Bar({ value, max = 1, tone = 'accent', label }) {
  const share = max > 0 ? Math.min(1, Math.max(0, (value ?? 0) / max)) : 0;
  return html`
    <span class=${`bar tone-${tone}`} role=${label ? 'img' : undefined} aria-label=${label}
        aria-hidden=${label ? undefined : 'true'}>
      <span class="bar-fill" style=${{ width: `${share * 100}%` }}></span>
    </span>`;
}

/** A button for the next page, if there is one. */
export function More({ cursor, onMore, busy = false }) {
  return cursor ? html`
    <p class="more"><button type="button" class="button" disabled=${busy} onClick=${() => onMore(cursor)}>${
      busy ? 'Loading…' : 'Show more'}</button></p>` : null;
}

/** A labelled input of one line. */
export function Field({ label, value, onInput, onChange, hint, error, type = 'text', hideLabel = false, ...rest }) {
  const id = useId('field');
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return html`
    <div class="field">
      <label for=${id} class=${hideLabel ? 'unseen' : ''}>${label}</label>
      <input id=${id} type=${type} value=${value} aria-describedby=${described || undefined}
        aria-invalid=${error ? 'true' : undefined} onInput=${onInput && (event => onInput(event.target.value))}
        onChange=${onChange && (event => onChange(event.target.value))} ...${rest} />
      ${hint && html`<span class="hint" id=${`${id}-hint`}>${hint}</span>`}
      ${error && html`<span class="hint tone-bad" id=${`${id}-error`}>${error}</span>`}
    </div>`;
}

/** A labelled input to search with; `onSearch` gets its text when one stops typing. */
export function Search({ label, value = '', onSearch, placeholder, delay = 250 }) {
  const [text, setText] = useState(value);
  const timer = useRef(0);
  const sent = useRef(value);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  function input(next) {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current = next.trim();
      latest.current(sent.current);
    }, delay);
  }
  return html`<${Field} label=${label} type="search" value=${text} placeholder=${placeholder} onInput=${input}
    hideLabel autocomplete="off" spellcheck=${false} />`;
}

/** A labelled choice. `options` are {value, label}. */
export function Select({ label, value, options, onChange, hideLabel = false }) {
  const id = useId('select');
  return html`
    <div class="field">
      <label for=${id} class=${hideLabel ? 'unseen' : ''}>${label}</label>
      <select id=${id} value=${value} onChange=${event => onChange(event.target.value)}>
        ${options.map(option => html`
          <option key=${option.value} value=${option.value} selected=${option.value === value}>${
            option.label}</option>`)}
      </select>
    </div>`;
}
