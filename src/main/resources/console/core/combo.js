/** An input with a list of choices below it, driven by the keyboard: the search box and the filter of services. */
import { html, useEffect, useRef, useState } from './html.js';
import { useId } from './ui.js';

/**
 * @param options {id, title, detail, kind}: what may be chosen, the best first
 * @param onInput gets the text while one types, and '' when the list opens, by a click or an arrow
 * @param onPick gets the option that was chosen
 * @param onClear what the cross does; without it there is no cross
 * @param note a line below the options, such as that nothing was found
 */
export function Combo({ label, value = '', placeholder, options, onInput, onPick, onClear, note, inputRef, keys,
  names = '' }) {
  const id = useId('combo');
  const own = useRef(null);
  const input = inputRef ?? own;
  const [text, setText] = useState(null);
  const [at, setAt] = useState(0);
  const open = text !== null;
  const chosen = open && options.length > 0 ? Math.min(at, options.length - 1) : -1;

  useEffect(() => {
    if (chosen >= 0) {
      document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
    }
  }, [chosen]);

  function type(next) {
    setText(next);
    setAt(0);
    onInput(next);
  }

  function close() {
    setText(null);
    setAt(0);
  }

  function pick(option) {
    close();
    input.current.blur();
    onPick(option);
  }

  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!open) {
        type('');
      } else if (options.length > 0) {
        setAt((chosen + step + options.length) % options.length);
      }
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      pick(options[chosen]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (open) {
        close();
      } else {
        input.current.blur();
      }
    }
  }

  return html`
    <div class=${`combo ${names}`}>
      <label class="unseen" for=${id}>${label}</label>
      <input id=${id} ref=${input} type="text" role="combobox" autocomplete="off" spellcheck=${false}
        aria-expanded=${open ? 'true' : 'false'} aria-controls=${`${id}-list`} aria-autocomplete="list"
        aria-activedescendant=${chosen >= 0 ? `${id}-${chosen}` : undefined} aria-keyshortcuts=${keys}
        placeholder=${open && value ? value : placeholder} value=${open ? text : value}
        onClick=${() => open || type('')} onInput=${event => type(event.target.value)}
        onKeyDown=${key} onBlur=${close} />
      ${keys && !open && html`<kbd class="combo-key" aria-hidden="true">${keys}</kbd>`}
      ${onClear && value && !open && html`
        <button type="button" class="combo-clear" aria-label=${`Clear: ${label}`} onClick=${onClear}>×</button>`}
      <div class="combo-pop" hidden=${!open} onMouseDown=${event => event.preventDefault()}>
        <ul id=${`${id}-list`} role="listbox" aria-label=${label}>
          ${open && options.map((option, index) => html`
            <li key=${option.id} id=${`${id}-${index}`} role="option"
                aria-selected=${index === chosen ? 'true' : 'false'}
                onMouseMove=${() => setAt(index)} onClick=${() => pick(option)}>
              <span class="option-title">${option.title}</span>
              ${option.detail && html`<span class="option-detail">${option.detail}</span>`}
              ${option.kind && html`<span class="option-kind">${option.kind}</span>`}
            </li>`)}
        </ul>
        ${note && html`<p class="combo-note">${note}</p>`}
        <span class="unseen" role="status">${open ? `${options.length} found` : ''}</span>
      </div>
    </div>`;
}
