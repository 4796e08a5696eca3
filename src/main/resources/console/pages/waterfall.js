/** The waterfall of a trace: a tree of bars of which only the rows in view are drawn. */
import { Component, html, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../core/html.js';
import { duration, number } from '../core/format.js';
import { drawn, rowsOf, uncovered } from './spans.js';

const WIDE_ROW = 28;
const NARROW_ROW = 50;
const MARGIN_ROWS = 8;
const NARROW = '(max-width: 720px)';
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const TONES = 8;

/** The class that gives a service its colour. */
export function toneOf(service) {
  return `service-${service % TONES}`;
}

/** A mark of a service: its number and colour among those of the trace. */
export function Chip({ service }) {
  return html`<span class=${`service-chip ${toneOf(service)}`} aria-hidden="true">${service + 1}</span>`;
}

/**
 * The waterfall of a trace. Only rows in view are in the document.
 *
 * @param {object} tree of treeOf
 * @param {{from: number, to: number}} view the part of the time that is drawn, in seconds
 * @param {number} selected the place of the selected span, -1 for none
 * @param {(place: number) => void} onSelect
 * @param {Set<number>} collapsed places whose descendants are hidden
 * @param {(change: (collapsed: Set<number>) => Set<number>) => void} onCollapse
 * @param {boolean} criticalOnly
 * @param {Set<number>} marked places that a search found
 */
export function Waterfall({ tree, view, selected, onSelect, collapsed, onCollapse, criticalOnly, marked }) {
  const { spans } = tree;
  const rows = useMemo(() => rowsOf(spans, collapsed, criticalOnly), [spans, collapsed, criticalOnly]);
  const rowHeight = useRowHeight();
  const scroller = useRef(null);
  const [first, last] = useWindow(scroller, rows.length, rowHeight);
  const at = rows.indexOf(selected);

  useLayoutEffect(() => {
    if (at >= 0) {
      reveal(scroller.current, at * rowHeight, rowHeight);
    }
  }, [at, rowHeight]);

  const toggle = useCallback((place, open) => onCollapse(before => {
    const next = new Set(before);
    if (open) {
      next.delete(place);
    } else {
      next.add(place);
    }
    return next;
  }), [onCollapse]);
  const onKeyDown = event => {
    const page = Math.max(1, Math.floor(scroller.current.clientHeight / rowHeight) - 1);
    if (press(event.key, { spans, rows, at, page, collapsed, onSelect, toggle })) {
      event.preventDefault();
    }
  };
  const shown = [];
  for (let row = first; row < last; row++) {
    shown.push(html`<${StillRow} key=${rows[row]} tree=${tree} span=${spans[rows[row]]} top=${row * rowHeight}
      view=${view} selected=${rows[row] === selected} open=${!collapsed.has(rows[row])} marked=${marked.has(rows[row])}
      onSelect=${onSelect} onToggle=${toggle} />`);
  }
  const active = at >= first && at < last ? rowId(selected) : undefined;
  return html`<div class="waterfall">
    <${Axis} view=${view} from=${tree.from} />
    <div class="waterfall-rows" ref=${scroller} role="tree" tabindex="0" aria-label="Spans" onKeyDown=${onKeyDown}
        aria-activedescendant=${active} style=${{ '--rows': `${rows.length * rowHeight}px` }}>
      <div class="waterfall-all" role="none" style=${{ height: `${rows.length * rowHeight}px` }}>${shown}</div>
    </div>
    ${rows.length === 0 && html`<p class="waterfall-none muted">${criticalOnly ? 'No span is on the critical path.'
      : 'No span of this trace could be read. The download has what was sent.'}</p>`}
  </div>`;
}

function rowId(place) {
  return `span-${place}`;
}

function useRowHeight() {
  const narrow = useMemo(() => window.matchMedia(NARROW), []);
  const [height, setHeight] = useState(narrow.matches ? NARROW_ROW : WIDE_ROW);
  useEffect(() => {
    const change = () => setHeight(narrow.matches ? NARROW_ROW : WIDE_ROW);
    narrow.addEventListener('change', change);
    return () => narrow.removeEventListener('change', change);
  }, [narrow]);
  return height;
}

/** The first row in view and the one after the last, with a margin. */
function useWindow(scroller, count, rowHeight) {
  const [place, setPlace] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = scroller.current;
    let frame = 0;
    const measure = () => {
      frame = 0;
      setPlace({ top: element.scrollTop, height: element.clientHeight });
    };
    const soon = () => {
      frame = frame || requestAnimationFrame(measure);
    };
    const sizes = new ResizeObserver(soon);
    sizes.observe(element);
    element.addEventListener('scroll', soon, { passive: true });
    measure();
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      element.removeEventListener('scroll', soon);
    };
  }, []);
  const first = Math.max(0, Math.floor(place.top / rowHeight) - MARGIN_ROWS);
  const last = Math.ceil((place.top + place.height) / rowHeight) + MARGIN_ROWS;
  return [Math.min(first, count), Math.min(last, count)];
}

function reveal(element, top, height) {
  if (top < element.scrollTop) {
    element.scrollTop = top;
  } else if (top + height > element.scrollTop + element.clientHeight) {
    element.scrollTop = top + height - element.clientHeight;
  }
}

/** Does what a key means in a tree; whether it means something. */
function press(key, { spans, rows, at, page, collapsed, onSelect, toggle }) {
  const go = row => onSelect(rows[Math.min(rows.length - 1, Math.max(0, row))]);
  const span = spans[rows[at]];
  const hasChildren = span && span.after > span.place + 1;
  switch (key) {
    case 'ArrowDown':
      go(at + 1);
      return true;
    case 'ArrowUp':
      go(at - 1);
      return true;
    case 'PageDown':
      go(at + page);
      return true;
    case 'PageUp':
      go(at - page);
      return true;
    case 'Home':
      go(0);
      return true;
    case 'End':
      go(rows.length - 1);
      return true;
    case 'ArrowRight':
      if (hasChildren && collapsed.has(span.place)) {
        toggle(span.place, true);
      } else if (hasChildren) {
        go(at + 1);
      }
      return true;
    case 'ArrowLeft':
      if (hasChildren && !collapsed.has(span.place)) {
        toggle(span.place, false);
      } else if (span && span.parent >= 0) {
        onSelect(span.parent);
      }
      return true;
    case 'Enter':
    case ' ':
      if (hasChildren) {
        toggle(span.place, collapsed.has(span.place));
      }
      return true;
    default:
      return false;
  }
}

function Axis({ view, from }) {
  const length = view.to - view.from;
  return html`<div class="waterfall-axis" aria-hidden="true">
    <div class="waterfall-axis-name">Span</div>
    <div class="waterfall-ticks">
      ${TICKS.map(share => html`<span key=${share} class="waterfall-tick"
        style=${{ left: `${share * 100}%` }}>${duration(view.from - from + share * length)}</span>`)}
    </div>
  </div>`;
}

/** A row that is rendered again only if something of it has changed: rows are many, and the selection moves often. */
class StillRow extends Component {
  shouldComponentUpdate(next) {
    return Object.keys(next).some(name => next[name] !== this.props[name]);
  }

  render(props) {
    return html`<${Row} ...${props} />`;
  }
}

function Row({ tree, span, top, view, selected, open, marked, onSelect, onToggle }) {
  const children = span.after > span.place + 1;
  const hidden = children && !open ? span.after - span.place - 1 : 0;
  const above = span.parent >= 0 ? tree.spans[span.parent] : null;
  const classes = ['waterfall-row', selected && 'selected', marked && 'marked', span.status === 'error' && 'failed'];
  return html`<div id=${rowId(span.place)} class=${classes.filter(Boolean).join(' ')} role="treeitem"
      aria-level=${span.depth + 1} aria-posinset=${span.position} aria-setsize=${span.siblings}
      aria-selected=${String(selected)} aria-expanded=${children ? String(open) : undefined}
      style=${{ transform: `translateY(${top}px)` }} onClick=${() => onSelect(span.place)}>
    <span class="unseen">${described(span, hidden)}</span>
    <div class="waterfall-name" aria-hidden="true" style=${{ '--depth': Math.min(span.depth, 16) }}>
      <${Toggle} children=${children} open=${open} hidden=${hidden} onToggle=${() => onToggle(span.place, !open)} />
      <${Chip} service=${span.tone} />
      <span class="waterfall-label">${span.title}</span>
      ${(!above || above.service !== span.service) && html`<span class="waterfall-service">${span.service}</span>`}
      ${span.critical && html`<span class="waterfall-mark" title="On the critical path">◆</span>`}
      ${span.status === 'error' && html`<span class="waterfall-mark bad" title="Failed">✕</span>`}
      ${span.orphan && html`<span class="waterfall-mark warn" title="Its parent was not received">?</span>`}
    </div>
    <${Track} spans=${tree.spans} span=${span} view=${view} />
  </div>`;
}

function described(span, hidden) {
  return [
    `${span.title}, ${span.service}, ${duration(span.duration_seconds)}`,
    `self time ${duration(span.self_seconds)}`,
    span.critical && 'on the critical path',
    span.status === 'error' && 'failed',
    span.orphan && 'parent was not received',
    hidden > 0 && `${number(hidden)} spans hidden`
  ].filter(Boolean).join(', ');
}

function Toggle({ children, open, hidden, onToggle }) {
  if (!children) {
    return html`<span class="waterfall-toggle"></span>`;
  }
  const click = event => {
    event.stopPropagation();
    onToggle();
  };
  return html`<span class="waterfall-toggle can" onClick=${click} title=${open ? 'Collapse' : 'Expand'}>
    ${open ? '▾' : '▸'}${hidden > 0 && html`<span class="waterfall-hidden">${number(hidden)}</span>`}
  </span>`;
}

/** The bar of a span: its self time in it, its part of the critical path as a line below, its duration beside it. */
function Track({ spans, span, view }) {
  const parts = useMemo(() => partsOf(spans, span, view), [spans, span, view]);
  return html`<div class="waterfall-track" aria-hidden="true">
    ${parts.bar && html`<div class=${`waterfall-bar ${toneOf(span.tone)}`} style=${placed(parts.bar)}></div>`}
    ${parts.self.map(part => html`<div class=${`waterfall-self ${toneOf(span.tone)}`} style=${placed(part)}></div>`)}
    ${parts.critical.map(part => html`<div class="waterfall-critical" style=${placed(part)}></div>`)}
    ${parts.events.map(at => html`<div class="waterfall-event" style=${{ left: `${at * 100}%` }}></div>`)}
    <span class="waterfall-time" style=${beside(parts.bar, span, view)}>${timeText(parts.bar, span, view)}</span>
  </div>`;
}

function partsOf(spans, span, view) {
  const length = view.to - view.from;
  const outside = span.end < view.from || span.start > view.to;
  const bar = [Math.max(0, (span.start - view.from) / length), Math.min(1, (span.end - view.from) / length)];
  const leaf = span.after === span.place + 1;
  const whole = [[span.start, span.end]];
  return {
    bar: outside ? null : bar,
    self: drawn(leaf ? whole : uncovered(spans, span.place, () => true), view),
    critical: span.critical ? drawn(leaf ? whole : uncovered(spans, span.place, child => child.critical), view) : [],
    events: span.events
      .map(event => (event.offset_seconds + span.clock_shift_seconds - view.from) / length)
      .filter(at => at >= 0 && at <= 1)
      .slice(0, 20)
  };
}

function placed([from, to]) {
  return { left: `${from * 100}%`, width: `max(2px, ${(to - from) * 100}%)` };
}

function timeText(bar, span, view) {
  const text = duration(span.duration_seconds);
  if (bar) {
    return text;
  }
  return span.end < view.from ? `◂ ${text}` : `${text} ▸`;
}

/** The duration is right of the bar, where room is left for it. Of a span out of view it is at the nearer edge. */
function beside(bar, span, view) {
  if (!bar) {
    return { left: span.end < view.from ? '0%' : '100%' };
  }
  return { left: `calc(${bar[1] * 100}% + 4px)` };
}
