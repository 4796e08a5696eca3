/** Charts of figures over time, drawn by uPlot, which is loaded when the first one is shown. */
import { html, useEffect, useLayoutEffect, useRef, useState } from './html.js';
import { bytes, duration, number, percent } from './format.js';
import { setRange } from './state.js';
import { useId } from './ui.js';

const FORMATS = { count: number, seconds: duration, ratio: percent, bytes };
const TONES = ['accent', 'second', 'third', 'warn', 'bad', 'good', 'info', 'muted'];
const SYNC = 'console';
const NO_MARKS = [];
let library = null;

function load() {
  library ??= new Promise((resolve, reject) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('../lib/uplot.css', import.meta.url).href;
    const script = document.createElement('script');
    script.src = new URL('../lib/uplot.js', import.meta.url).href;
    script.onload = () => resolve(globalThis.uPlot);
    script.onerror = () => {
      library = null;
      script.remove();
      style.remove();
      reject(new Error('The charting library could not be loaded.'));
    };
    document.head.append(style, script);
  });
  return library;
}

/**
 * Figures over time. Who drags over a part of it sees that period on all pages.
 *
 * @param title names the chart
 * @param unit count, seconds, ratio or bytes
 * @param times the start of each part of the period, RFC 3339
 * @param series {name, values, tone, kind: line, area or bars}; null values leave a gap
 * @param stacked whether the series are parts of a whole: each is drawn on top of those before it
 * @param marks {time, label, tone}: moments to point out
 */
export function Chart({ title, unit = 'count', times, series, height = 180, marks = NO_MARKS, stacked = false }) {
  const id = useId('chart');
  const box = useRef(null);
  const plot = useRef(null);
  const content = useRef(null);
  const [failed, setFailed] = useState(null);
  content.current = { unit, times, series, marks, stacked };
  const shape = JSON.stringify([unit, stacked, height, series.map(one => [one.name, one.tone, one.kind])]);

  useEffect(() => {
    let gone = false;
    let stop = null;
    load().then(uPlot => {
      if (!gone) {
        stop = mount(uPlot, box.current, plot, content, height);
      }
    }, error => !gone && setFailed(error));
    return () => {
      gone = true;
      stop?.();
    };
  }, [shape]);

  useLayoutEffect(() => {
    plot.current?.setData(columns(content.current));
  }, [times, series, marks]);

  const format = FORMATS[unit];
  return html`
    <figure class="chart" aria-labelledby=${id}>
      <figcaption id=${id}>${title}</figcaption>
      <div class="chart-box" ref=${box} style=${{ height: `${height}px` }} aria-hidden="true"></div>
      ${failed && html`<p class="note tone-warn">${failed.message}</p>`}
      <ul class="legend">
        ${series.map((one, index) => html`
          <li key=${one.name}><span class=${`swatch tone-${tone(one, index)}`} aria-hidden="true"></span>${one.name}
            <span class="unseen">: ${summary(one.values, format)}</span></li>`)}
      </ul>
      ${marks.length > 0 && html`<ul class="unseen">${marks.map(mark => html`
        <li key=${mark.time}>${mark.label}, ${mark.time}</li>`)}</ul>`}
    </figure>`;
}

function tone(series, index) {
  return series.tone ?? TONES[index % TONES.length];
}

function summary(values, format) {
  const known = values.filter(value => value !== null && value !== undefined);
  return known.length === 0 ? 'no data'
    : `latest ${format(known.at(-1))}, lowest ${format(Math.min(...known))}, highest ${format(Math.max(...known))}`;
}

function columns({ times, series, stacked }) {
  const seconds = times.map(time => Date.parse(time) / 1000);
  if (!stacked) {
    return [seconds, ...series.map(one => one.values)];
  }
  const sums = new Array(times.length).fill(0);
  return [seconds, ...series.map(one => one.values.map((value, index) => sums[index] += value ?? 0)).reverse()];
}

function mount(uPlot, box, plot, content, height) {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  function draw() {
    plot.current?.destroy();
    plot.current = new uPlot(options(uPlot, box, content, height), columns(content.current), box);
  }
  const observer = new ResizeObserver(() => {
    const width = box.clientWidth;
    if (width > 0 && plot.current && plot.current.width !== width) {
      plot.current.setSize({ width, height });
    }
  });
  draw();
  observer.observe(box);
  scheme.addEventListener('change', draw);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', draw);
    plot.current?.destroy();
    plot.current = null;
  };
}

function options(uPlot, box, content, height) {
  const colour = name => getComputedStyle(box).getPropertyValue(`--${name}`).trim();
  const { unit, series, stacked } = content.current;
  const format = FORMATS[unit];
  const font = '12px system-ui, sans-serif';
  const axis = { stroke: colour('muted'), font, grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };
  const drawn = series.map((one, index) => lines(uPlot, one, colour(tone(one, index)), stacked));
  return {
    width: box.clientWidth || 320,
    height,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, sync: { key: SYNC }, points: { size: 6 },
      drag: { x: true, y: false, setScale: false, dist: 8 } },
    scales: { x: { time: true }, y: { range: (self, low, high) => [Math.min(0, low ?? 0), top(unit, high)] } },
    axes: [
      { ...axis, size: 28, space: 70, values: timeLabels },
      { ...axis, size: 58, space: 36, values: (self, splits) => splits.map(split => format(split)) },
    ],
    series: [{}, ...(stacked ? drawn.reverse() : drawn)],
    plugins: [tooltip(content, format), marker(content, colour), zoom()],
  };
}

/** Room above the highest value, and an axis that says something when all is zero. */
function top(unit, high) {
  return high > 0 ? high * 1.08 : { count: 4, seconds: 0.1, ratio: 0.01, bytes: 1000 }[unit];
}

function lines(uPlot, { name, kind = 'line' }, stroke, stacked) {
  const filled = kind === 'area' || stacked;
  const bars = kind === 'bars';
  return {
    label: name,
    stroke,
    width: bars ? 0 : 1.75,
    fill: bars ? stroke : filled ? `${stroke}${stacked ? 'b3' : '26'}` : undefined,
    paths: bars ? uPlot.paths.bars({ size: [0.8, 40], align: 1 }) : undefined,
    points: { show: false },
    spanGaps: false,
  };
}

const HOUR = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const MOMENT = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit',
  hourCycle: 'h23' });

function timeLabels(self, splits, axis, space, step) {
  return splits.map(split => {
    const time = new Date(split * 1000);
    return step >= 86400 || (time.getHours() === 0 && time.getMinutes() === 0) ? DAY.format(time) : HOUR.format(time);
  });
}

function tooltip(content, format) {
  let tip = null;
  return { hooks: {
    init: self => {
      tip = document.createElement('div');
      tip.className = 'chart-tip';
      tip.hidden = true;
      self.over.append(tip);
    },
    setCursor: self => {
      const { idx: index, left } = self.cursor;
      const { times, series } = content.current;
      tip.hidden = index === null || index === undefined || left < 0 || !times[index] || !self.over.matches(':hover');
      if (tip.hidden) {
        return;
      }
      const head = document.createElement('strong');
      head.textContent = MOMENT.format(Date.parse(times[index])) + (unfinished(times, index) ? ', not over yet' : '');
      const rows = series.map((one, place) => {
        const row = document.createElement('span');
        const swatch = document.createElement('i');
        swatch.className = `swatch tone-${tone(one, place)}`;
        row.append(swatch, `${one.name} ${format(one.values[index])}`);
        return row;
      });
      tip.replaceChildren(head, ...rows);
      const right = left > self.over.clientWidth / 2;
      tip.style.left = right ? '' : `${left + 12}px`;
      tip.style.right = right ? `${self.over.clientWidth - left + 12}px` : '';
    },
  } };
}

/** Makes the part that was dragged over, by whole minutes, the period. */
function zoom() {
  return { hooks: { setSelect: self => {
    const { left, width } = self.select;
    if (width > 0) {
      const minute = (position, round) => new Date(round(self.posToVal(position, 'x') / 60) * 60000);
      const [from, to] = [minute(left, Math.floor), minute(left + width, Math.ceil)];
      self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      setRange({ from: instant(from), to: instant(to) });
    }
  } } };
}

function instant(date) {
  return date.toISOString().replace('.000Z', 'Z');
}

/** Whether the part of the period that begins with the last time goes on: its figures still grow. */
function unfinished(times, index) {
  return index > 0 && index === times.length - 1
    && 2 * Date.parse(times[index]) - Date.parse(times[index - 1]) > Date.now();
}

function marker(content, colour) {
  return { hooks: { draw: self => {
    const { ctx, bbox } = self;
    for (const mark of content.current.marks) {
      const left = self.valToPos(Date.parse(mark.time) / 1000, 'x', true);
      if (left >= bbox.left && left <= bbox.left + bbox.width) {
        ctx.save();
        ctx.strokeStyle = colour(mark.tone ?? 'muted');
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(left, bbox.top);
        ctx.lineTo(left, bbox.top + bbox.height);
        ctx.stroke();
        ctx.restore();
      }
    }
  } } };
}
