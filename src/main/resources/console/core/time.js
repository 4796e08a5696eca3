/** The time picker: ranges that move with time, or a period between two moments. */
import { html, useEffect, useRef, useState } from './html.js';
import { RANGES, useRange } from './state.js';
import { Field } from './ui.js';

const RELATIVE = /^now([-+]\d+[smhdwMy])*(\/[smhdwMy])?$/;
const ABSOLUTE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

/** A moment as the API takes it: a time without a zone is one of the browser's. */
export function moment(text) {
  const given = text.trim();
  if (!RELATIVE.test(given) && !ABSOLUTE.test(given)) {
    return null;
  }
  if (/[T ]/.test(given)) {
    const time = new Date(given.replace(' ', 'T'));
    return Number.isNaN(time.getTime()) ? null : time.toISOString().replace('.000Z', 'Z');
  }
  return given;
}

function local(point) {
  const time = point.includes('T') ? new Date(point) : null;
  if (!time || Number.isNaN(time.getTime())) {
    return point;
  }
  const two = n => String(n).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

export function TimePicker() {
  const range = useRange();
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  const button = useRef(null);

  useEffect(() => {
    if (!open) {
      return undefined;
    }
    const outside = event => box.current.contains(event.target) || setOpen(false);
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  function close() {
    setOpen(false);
    button.current.focus();
  }

  function choose(next) {
    range.set(next);
    close();
  }

  return html`
    <div class="picker" ref=${box} onKeyDown=${event => event.key === 'Escape' && open && close()}>
      <button type="button" class="button" ref=${button} aria-expanded=${open ? 'true' : 'false'}
        aria-haspopup="dialog" aria-keyshortcuts="t" id="time-picker" onClick=${() => setOpen(!open)}>
        <span class="unseen">Time range: </span>${range.label}<span class="caret" aria-hidden="true">▾</span>
      </button>
      ${open && html`<${Choices} range=${range} choose=${choose} />`}
    </div>`;
}

function Choices({ range, choose }) {
  const [from, setFrom] = useState(local(range.from));
  const [to, setTo] = useState(local(range.to));
  const [wrong, setWrong] = useState({});
  const first = useRef(null);
  useEffect(() => focusOn(first.current), []);

  function apply(event) {
    event.preventDefault();
    const start = moment(from);
    const end = moment(to);
    const say = 'Write 2026-11-01, 2026-11-01 13:30, now or now-6h.';
    if (start && end) {
      choose({ from: start, to: end });
    } else {
      setWrong({ from: start ? null : say, to: end ? null : say });
    }
  }

  return html`
    <div class="picker-pop" role="dialog" aria-label="Time range">
      <div class="picker-quick" ref=${first}>
        ${RANGES.map(one => html`
          <button key=${one.label} type="button" class="quick" onClick=${() => choose(one)}
            aria-pressed=${one.from === range.from && one.to === range.to ? 'true' : 'false'}>${one.label}</button>`)}
      </div>
      <form class="picker-form" onSubmit=${apply}>
        <${Field} label="From" value=${from} onInput=${setFrom} error=${wrong.from} autocomplete="off" />
        <${Field} label="To" value=${to} onInput=${setTo} error=${wrong.to} autocomplete="off" />
        <p class="hint">Times are of your zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.</p>
        <button type="submit" class="button primary">Apply</button>
      </form>
    </div>`;
}

function focusOn(box) {
  (box.querySelector('[aria-pressed=true]') ?? box.querySelector('button')).focus();
}
