// What the waterfall draws of a trace's answer: pure functions of the spans, nothing of the page.

const MOST_PARTS = 60;
const METHOD = /^(HTTP )?[A-Z]{3,7}$/;

/**
 * The tree of a trace. Spans come in the order in which they are drawn, each below its parent.
 *
 * @param {object} trace the answer of /traces/{trace_id}
 * @return {{spans: object[], from: number, to: number, services: object[], places: Map<string, number>}} the
 *     spans, each with the place of its parent (-1 for none), the place after its last descendant, its start and end
 *     in seconds by a common clock, its title, and its position among its siblings; the period that they cover; the
 *     services with their spans and self time; and the places by span id
 */
export function treeOf(trace) {
  const spans = trace.spans.map((span, place) => placed(span, place));
  const places = new Map(spans.map((span, place) => [span.span_id, place]));
  const above = [];
  for (const span of spans) {
    while (above.length > 0 && above[above.length - 1].depth >= span.depth) {
      above.pop().after = span.place;
    }
    span.parent = above.length > 0 ? above[above.length - 1].place : -1;
    span.orphan = span.parent < 0 && span.parent_span_id !== null && !places.has(span.parent_span_id);
    above.push(span);
  }
  numberSiblings(spans);
  return { spans, places, services: servicesOf(trace.services, spans), ...extent(spans, trace.duration_seconds) };
}

function placed(span, place) {
  const start = span.offset_seconds + span.clock_shift_seconds;
  const end = start + span.duration_seconds;
  return { ...span, title: titleOf(span), place, parent: -1, after: Infinity, tone: 0, start, end };
}

/** The name of a span; one that is only an HTTP method gets the host that is called. */
function titleOf(span) {
  const host = span.attributes['server.address'] ?? span.attributes['net.peer.name'];
  return METHOD.test(span.name) && host ? `${span.name} ${host}` : span.name;
}

function numberSiblings(spans) {
  const counts = new Map();
  for (const span of spans) {
    span.after = Math.min(span.after, spans.length);
    span.position = (counts.get(span.parent) || 0) + 1;
    counts.set(span.parent, span.position);
  }
  for (const span of spans) {
    span.siblings = counts.get(span.parent);
  }
}

function extent(spans, duration) {
  let from = Infinity;
  let to = -Infinity;
  for (const span of spans) {
    from = Math.min(from, span.start);
    to = Math.max(to, span.end);
  }
  return to > from ? { from, to } : { from: 0, to: duration || 0.001 };
}

function servicesOf(names, spans) {
  const services = names.map((name, number) => ({ name, number, spans: 0, self: 0, errors: 0 }));
  const byName = new Map(services.map(service => [service.name, service]));
  for (const span of spans) {
    const service = byName.get(span.service);
    if (service) {
      service.spans++;
      service.self += span.self_seconds;
      service.errors += span.status === 'error' ? 1 : 0;
      span.tone = service.number;
    }
  }
  return services;
}

/**
 * The places of the rows to draw.
 *
 * @param {object[]} spans of treeOf
 * @param {Set<number>} collapsed places whose descendants are hidden
 * @param {boolean} criticalOnly whether spans off the critical path are hidden
 */
export function rowsOf(spans, collapsed, criticalOnly) {
  const rows = [];
  let place = 0;
  while (place < spans.length) {
    if (criticalOnly && !spans[place].critical) {
      place++;
      continue;
    }
    rows.push(place);
    place = collapsed.has(place) ? spans[place].after : place + 1;
  }
  return rows;
}

/** The places of a span's children. */
function childrenOf(spans, place) {
  const children = [];
  for (let child = place + 1; child < spans[place].after; child = spans[child].after) {
    children.push(child);
  }
  return children;
}

/** The places of a span's ancestors, the nearest first. */
export function ancestorsOf(spans, place) {
  const ancestors = [];
  for (let above = spans[place].parent; above >= 0; above = spans[above].parent) {
    ancestors.push(above);
  }
  return ancestors;
}

/**
 * The parts of a span that none of the wanted children covers, as [start, end] in seconds: with all children its
 * self time, with the critical ones its part of the critical path.
 */
export function uncovered(spans, place, wanted) {
  const { start, end } = spans[place];
  const covered = childrenOf(spans, place)
    .map(child => spans[child])
    .filter(wanted)
    .sort((one, other) => one.start - other.start);
  const parts = [];
  let at = start;
  for (const child of covered) {
    if (child.start > at) {
      parts.push([at, Math.min(child.start, end)]);
    }
    at = Math.max(at, child.end);
    if (at >= end) {
      break;
    }
  }
  if (at < end) {
    parts.push([at, end]);
  }
  return parts;
}

/** Parts as shares of the view. Those that are too close to each other to be drawn apart are joined. */
export function drawn(parts, view) {
  const length = view.to - view.from;
  const shares = parts
    .map(([start, end]) => [Math.max(0, (start - view.from) / length), Math.min(1, (end - view.from) / length)])
    .filter(([from, to]) => to > from);
  let gap = 0.001;
  let joined = joinedWithin(shares, gap);
  while (joined.length > MOST_PARTS) {
    gap *= 2;
    joined = joinedWithin(shares, gap);
  }
  return joined;
}

function joinedWithin(shares, gap) {
  const joined = [];
  for (const [from, to] of shares) {
    const last = joined[joined.length - 1];
    if (last && from - last[1] < gap) {
      last[1] = Math.max(last[1], to);
    } else {
      joined.push([from, to]);
    }
  }
  return joined;
}

/** Where the time of a trace went: self time by service and name of span, the most first. */
export function hottest(spans, limit) {
  const sums = new Map();
  let all = 0;
  for (const span of spans) {
    const key = JSON.stringify([span.service, span.title]);
    const sum = sums.get(key) || { key, service: span.service, name: span.title, spans: 0, self: 0, first: span };
    sum.spans++;
    sum.self += span.self_seconds;
    all += span.self_seconds;
    sums.set(key, sum);
  }
  return [...sums.values()]
    .sort((one, other) => other.self - one.self)
    .slice(0, limit)
    .map(sum => ({ ...sum, share: all > 0 ? sum.self / all : 0 }));
}

/** The places of the spans that match a text: by name, service, or the value of an attribute. */
export function matching(spans, text) {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return [];
  }
  return spans.filter(span => matches(span, wanted)).map(span => span.place);
}

function matches(span, wanted) {
  return span.title.toLowerCase().includes(wanted)
    || span.service.toLowerCase().includes(wanted)
    || span.span_id === wanted
    || Object.values(span.attributes).some(value => String(value).toLowerCase().includes(wanted));
}
