/** Agreed maintenance: what is to come and what has been, and for administrators a form to agree on more. */
import { html, useState } from '../core/html.js';
import { del, post, useData, useSession } from '../core/api.js';
import { Time } from '../core/format.js';
import { Async, Badge, Card, Field, Table } from '../core/ui.js';

const EVERY = 60000;

export function Maintenance({ service }) {
  const windows = useData('/maintenance-windows', { service, limit: 10 }, { every: EVERY });
  const session = useSession();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState(null);

  const change = async (request, text) => {
    try {
      await request();
      setSaid({ text });
      windows.reload();
      return null;
    } catch (error) {
      setSaid(error.invalid?.length > 0 ? null : { text: error.detail || error.message, failed: true });
      return error;
    }
  };
  const withdraw = row => change(() => del(`/maintenance-windows/${encodeURIComponent(row.id)}`), 'Withdrawn.');
  const may = session?.canChange === true;
  return html`
    <${Card} title="Agreed maintenance" subtitle="left out of reports"
      actions=${may && html`<button type="button" class="button" aria-expanded=${open ? 'true' : 'false'}
        onClick=${() => setOpen(!open)}>Agree on maintenance…</button>`}>
      <p role="status" class=${said?.failed ? 'note tone-bad' : ''}>${said?.text}</p>
      ${open && html`<${Form} service=${service} submit=${body => change(
        () => post('/maintenance-windows', body), 'Agreed. The report leaves it out.').then(error => {
        setOpen(error !== null);
        return error;
      })} />`}
      <${Async} of=${windows} empty=${data => data.maintenance_windows.length === 0}
        whenEmpty=${html`<p class="muted">None. ${session && !may
          ? 'To agree on maintenance takes a token with the role admin.' : ''}</p>`}>
        ${data => html`<${Table} caption="Maintenance, the latest first" columns=${columns(may && withdraw)}
          rows=${data.maintenance_windows} rowKey="id" />`}
      <//>
    <//>`;
}

function columns(withdraw) {
  return [
    { key: 'state', title: 'State', render: row => html`<${State} row=${row} />` },
    { key: 'service', title: 'Service', render: row => row.service ?? 'all services' },
    { key: 'from', title: 'From', render: row => html`<${Time} at=${row.from} />` },
    { key: 'to', title: 'To', render: row => html`<${Time} at=${row.to} />` },
    { key: 'reason', title: 'Reason' },
    { key: 'created_by', title: 'Entered by' },
    withdraw && { key: 'withdraw', title: 'Change',
      render: row => html`<${Withdraw} act=${() => withdraw(row)} />` },
  ].filter(Boolean);
}

function State({ row }) {
  const now = Date.now();
  return now < Date.parse(row.from) ? html`<${Badge} tone="info">to come<//>`
    : now < Date.parse(row.to) ? html`<${Badge} tone="warn">going on<//>`
    : html`<${Badge} tone="muted">over<//>`;
}

/** Asks once more, because a report changes with it. */
function Withdraw({ act }) {
  const [sure, setSure] = useState(false);
  return html`
    <button type="button" class=${`button small ${sure ? 'danger' : ''}`} onBlur=${() => setSure(false)}
      onClick=${() => sure ? act() : setSure(true)}>${sure ? 'Really withdraw?' : 'Withdraw'}</button>`;
}

/** Times are entered in the browser's zone. */
function Form({ service, submit }) {
  const [values, setValues] = useState({ service, from: '', to: '', reason: '' });
  const [errors, setErrors] = useState({});
  const [busy, setBusy] = useState(false);
  const field = name => ({ value: values[name], error: errors[name],
    onInput: text => setValues({ ...values, [name]: text }) });

  const send = async event => {
    event.preventDefault();
    const missing = ['from', 'to', 'reason'].filter(name => values[name].trim() === '');
    if (missing.length > 0) {
      setErrors(Object.fromEntries(missing.map(name => [name, 'is needed'])));
      return;
    }
    setBusy(true);
    const error = await submit({ ...(values.service && { service: values.service }), reason: values.reason.trim(),
      from: new Date(values.from).toISOString(), to: new Date(values.to).toISOString() });
    setBusy(false);
    setErrors(Object.fromEntries((error?.invalid ?? []).map(({ name, reason }) => [name, reason])));
  };

  return html`
    <form class="filters maintenance-form" onSubmit=${send} noValidate>
      <${Field} label="Service (empty for all)" ...${field('service')} spellcheck=${false} autocomplete="off" />
      <${Field} label="From, in your time zone" type="datetime-local" ...${field('from')} />
      <${Field} label="To" type="datetime-local" ...${field('to')} />
      <${Field} label="Reason" ...${field('reason')} maxlength="500" />
      <button type="submit" class="button primary" disabled=${busy}>Agree</button>
    </form>`;
}
