/** Get started: how to point each SDK at this Toolwatch, and whether something arrives. */
import { html, useEffect, useMemo, useRef, useState } from '../core/html.js';
import { useData, useSession } from '../core/api.js';
import { number } from '../core/format.js';
import { setParams, useRoute } from '../core/state.js';
import { Badge, Card, Copy, Field, Link, Page, Tabs } from '../core/ui.js';
import { recipes } from './recipes.js';

const EVERY = 3000;
const NAME = /[^A-Za-z0-9._/-]/g;

export default function Start() {
  const chosen = useRoute().params.get('sdk');
  const system = useData('/system', {}, { every: 0 });
  const tenant = system.data !== undefined && !system.data.memory; // is told neither memory nor settings
  const settings = useData(system.data && !tenant ? '/settings' : null, {}, { every: 0 });
  const session = useSession();
  const [host, setHost] = useState(location.hostname);
  const [service, setService] = useState('my-server');
  const token = session?.authentication === 'token';
  const endpoint = endpoints(host || location.hostname, settings.data);
  const place = { service: service || 'my-server', endpoint, token };
  const all = recipes(place);
  const recipe = all.find(({ id }) => id === chosen) ?? all[0];
  return html`
    <${Page} title="Get started" subtitle="Point an MCP server here, and see its first call arrive">
      <${Arrival} />
      <${Card} title="1. Where it sends">
        <div class="filters">
          <${Field} label="Name of your server" value=${service} spellcheck=${false} autocomplete="off"
            onInput=${text => setService(text.replace(NAME, ''))} />
          <${Field} label="This host, as your server reaches it" value=${host} spellcheck=${false} autocomplete="off"
            onInput=${text => setHost(text.replace(/[^A-Za-z0-9._:[\]-]/g, ''))} />
        </div>
        <p>OTLP over HTTP: <code>${place.endpoint.http}</code>; over gRPC: <code>${place.endpoint.grpc}</code>.</p>
        ${tenant && html`<p class="muted">These are the usual ports. Whoever runs Toolwatch knows if yours are
          others.</p>`}
        ${isLocal(host) && html`<p class="muted">From a container, this machine has another name than ${host}, and
          Toolwatch has to listen beyond loopback: <code>toolwatch.host</code>, with tokens.</p>`}
        ${token && html`<p class="muted">Senders need a token with the role <code>ingest</code>: put it in
          ${' '}<code>TOOLWATCH_TOKEN</code>.</p>`}
      <//>
      <${Card} title="2. What to do there">
        <${Tabs} label="SDKs" tabs=${all} active=${recipe.id} onSelect=${sdk => setParams({ sdk }, { replace: true })} />
        <${Recipe} key=${recipe.id} recipe=${recipe} />
      <//>
      <${Card} title="3. What comes next">
        <ul>
          <li><p><${Link} to="/coverage">Coverage<//> says what the instrumentation of your server lacks, and what to
            switch on there.</p></li>
          <li><p>To know how many people use it, put <code>enduser.pseudo.id</code> on its spans:
            ${' '}<${Link} to="/usage">Usage<//> has the rest.</p></li>
          <li><p>To be told when it is down at night, set up a <${Link} to="/checks">check<//>.</p></li>
          <li><p>More emitters, gateways and agent frameworks are in <code>docs/emitters.md</code> of the
            source.</p></li>
        </ul>
      <//>
    <//>`;
}

/** Where OTLP goes: the ports of the settings where they are known, otherwise those by default. */
function endpoints(host, data) {
  const value = name => data?.settings.find(setting => setting.name === name)?.value;
  const scheme = value('toolwatch.tls.configuration-name') || location.protocol === 'https:' ? 'https' : 'http';
  const at = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return {
    http: `${scheme}://${at}:${value('toolwatch.otlp.http-port') ?? 4318}`,
    grpc: `${scheme}://${at}:${value('toolwatch.otlp.grpc-port') ?? 4317}`,
  };
}

function isLocal(host) {
  return host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.');
}

function Recipe({ recipe }) {
  return html`
    <div class="guide">
      <p>${recipe.about}</p>
      <ol>
        ${recipe.steps.map(({ text, code }) => html`
          <li key=${text}>
            <p>${text}</p>
            <div class="snippet"><pre tabindex="0" aria-label=${text}>${code}</pre><${Copy} text=${code} /></div>
          </li>`)}
      </ol>
      <ul class="muted">${recipe.notes.map(note => html`<li key=${note}>${note}</li>`)}</ul>
    </div>`;
}

/** Whether something arrives: who was there when the page was opened, and who is new since. */
function Arrival() {
  const services = useData('/services', { from: 'now-15m', limit: 1000 }, { every: EVERY });
  const system = useData('/system', {}, { every: EVERY });
  const known = useRef(null);
  const begun = useRef(null);
  const [fresh, setFresh] = useState([]);
  const rows = useMemo(() => services.data?.services.filter(row => row.operations > 0), [services.data]);
  const intake = system.data?.intake.find(({ signal }) => signal === 'spans' || signal === 'traces');
  if (begun.current === null && intake) {
    begun.current = intake.accepted;
  }
  useEffect(() => {
    if (!rows) {
      return;
    }
    known.current ??= new Set(rows.map(row => row.service));
    setFresh(rows.filter(row => !known.current.has(row.service)));
  }, [rows]);
  const more = intake && begun.current !== null ? intake.accepted - begun.current : 0;
  return html`
    <div class="arrival" role="status">
      <${Said} rows=${rows} fresh=${fresh} intake=${intake} more=${more} error=${services.error} />
    </div>`;
}

function Said({ rows, fresh, intake, more, error }) {
  if (fresh.length > 0) {
    const [{ service }] = fresh;
    return html`
      <p><${Badge} tone="good">Received<//> The first call of <strong>${service}</strong> has arrived.
        ${' '}<${Link} to="/service" params=${{ service }}>Look at it<//></p>`;
  }
  if (!rows) {
    return error ? html`<p><${Badge} tone="bad">Not known<//> ${error.message} The page keeps asking.</p>`
      : html`<p class="muted">Looking for what has arrived…</p>`;
  }
  if (rows.length > 0) {
    return html`
      <p><${Badge} tone="good">Receiving<//>
        ${' '}${rows.length === 1 ? 'One service has' : `${number(rows.length)} services have`}
        ${' '}sent calls in the last 15 minutes: ${rows.slice(0, 5).map(row => row.service).join(', ')}${
          rows.length > 5 ? ' and others' : ''}. A new one is announced here.</p>`;
  }
  if (intake?.accepted > 0) {
    return html`
      <p><${Badge} tone="warn">Spans, but no calls<//> ${number(intake.accepted)} spans have arrived since the start,
        ${' '}${number(more)} of them while you look, but none of the last 15 minutes is an MCP request. See below what
        your SDK needs.</p>`;
  }
  if (intake?.rejected > 0) {
    return html`
      <p><${Badge} tone="bad">Rejected<//> ${number(intake.rejected)} spans arrived and were rejected. The sender’s log
        and that of Toolwatch say why.</p>`;
  }
  return html`
    <p><${Badge} tone="info">Waiting for the first span<//> Nothing has arrived yet. It is announced here, about ten
      seconds after your server’s first call.</p>`;
}
