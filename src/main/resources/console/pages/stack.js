/** Stack traces: the application's frames first, those of libraries folded. */
import { html, useState } from '../core/html.js';
import { typeName } from './inspect.js';

const FRAMES_WITHOUT_APP = 5;

/**
 * An exception and its causes.
 *
 * @param {object[]} exceptions as the API has them: the reported one, then its cause, and so on; frames with the
 *     oldest call first
 * @param {string} language of the stack trace, `other` if none could be read
 */
export function StackTrace({ exceptions, language }) {
  const [all, setAll] = useState(false);
  if (exceptions.every(exception => exception.frames.length === 0)) {
    return html`
      <div class="stack">
        ${exceptions.map((exception, place) => html`
          <${Heading} key=${place} exception=${exception} cause=${place > 0} />`)}
        <p class="muted">No stack trace was sent. With an <code>exception</code> event on the span, or a log record
          that has <code>exception.stacktrace</code>, the place in the code is here.</p>
      </div>`;
  }
  return html`
    <div class="stack">
      <p class="stack-tools">
        <button type="button" class="button small" aria-pressed=${all ? 'true' : 'false'}
          onClick=${() => setAll(!all)}>All frames</button>
        <span class="muted">The latest call first${language !== 'other' && `, ${language}`}. Marked with ● : your
          application.</span>
      </p>
      ${exceptions.map((exception, place) => html`
        <div class="stack-exception" key=${place}>
          <${Heading} exception=${exception} cause=${place > 0} />
          <${Frames} exception=${exception} all=${all} />
        </div>`)}
    </div>`;
}

function Heading({ exception, cause }) {
  return html`
    <p class="stack-heading">
      ${cause && html`<span class="stack-cause">Caused by</span>`} <strong>${typeName(exception.type)}</strong>
      ${exception.message && html`<span>: ${exception.message}${exception.message_cut && '… (cut)'}</span>`}
    </p>`;
}

function Frames({ exception, all }) {
  const runs = runsOf(exception.frames, all);
  return html`
    <ol class="frames">
      ${runs.map((run, place) => (run.folded
        ? html`<${Folded} key=${place} frames=${run.frames} />`
        : run.frames.map((frame, number) => html`<${Frame} key=${`${place} ${number}`} frame=${frame} />`)))}
      ${exception.omitted_frames > 0 && html`
        <li class="frame muted">${exception.omitted_frames} more frames were cut</li>`}
    </ol>`;
}

/** Frames with the latest call first, in runs of which those of libraries are folded. */
function runsOf(frames, all) {
  const latest = [...frames].reverse();
  if (all) {
    return [{ folded: false, frames: latest }];
  }
  if (!latest.some(frame => frame.in_app)) {
    return [
      { folded: false, frames: latest.slice(0, FRAMES_WITHOUT_APP) },
      { folded: true, frames: latest.slice(FRAMES_WITHOUT_APP) },
    ].filter(run => run.frames.length > 0);
  }
  const runs = [];
  for (const frame of latest) {
    const last = runs[runs.length - 1];
    if (last && last.folded !== frame.in_app) {
      last.frames.push(frame);
    } else {
      runs.push({ folded: !frame.in_app, frames: [frame] });
    }
  }
  return runs;
}

function Folded({ frames }) {
  const [open, setOpen] = useState(false);
  const count = frames.length === 1 ? '1 frame of a library' : `${frames.length} frames of libraries`;
  return html`
    <li class="frames-folded">
      <button type="button" class="plain" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}>
        ${open ? '▾' : '▸'} ${count}</button>
      ${open && html`<ol class="frames">
        ${frames.map((frame, place) => html`<${Frame} key=${place} frame=${frame} />`)}</ol>`}
    </li>`;
}

function Frame({ frame }) {
  return html`
    <li class=${`frame${frame.in_app ? ' in-app' : ''}`}>
      <span class="frame-mark"
        title=${frame.in_app ? 'Your application' : 'A library'}>${frame.in_app ? '●' : '○'}</span>
      <span class="frame-function">${frame.function ?? 'unknown function'}</span>
      <span class="frame-place">${placeOf(frame)}</span>
    </li>`;
}

function placeOf({ file, module, line, column }) {
  const position = [line, line !== null ? column : null].filter(part => part !== null).join(':');
  const where = file ? `${file}${position && `:${position}`}` : position && `line ${position}`;
  return [module, where].filter(Boolean).join(' · ') || 'unknown place';
}

/** Exceptions as text, for a ticket. */
export function traceText(exceptions) {
  return exceptions.map((exception, place) => [
    `${place > 0 ? 'Caused by: ' : ''}${exception.type}${exception.message ? `: ${exception.message}` : ''}`,
    ...[...exception.frames].reverse().map(frame => `    at ${frame.function ?? '?'} (${placeOf(frame)})`),
  ].join('\n')).join('\n');
}
