/** Tools that servers list and that nobody has ever called, as MCP probes find them. */
import { html } from '../core/html.js';
import { useData } from '../core/api.js';
import { Async, Copy, Empty, Link, Loading } from '../core/ui.js';

const MOST = 20;
const EXAMPLE = 'toolwatch.probes.orders.kind=mcp\ntoolwatch.probes.orders.url=http://orders:8000/mcp\n'
  + 'toolwatch.probes.orders.service=orders-mcp';

export function NeverUsed({ service }) {
  const probes = useData('/probes', { service, limit: 1000 }, { every: 0 });
  return html`
    <${Async} of=${probes} empty=${data => data.probes.every(probe => probe.tools === null)}
      whenEmpty=${html`<${NoProbe} service=${service} />`}>
      ${data => html`<${Servers} probes=${data.probes.filter(probe => probe.tools !== null)} />`}
    <//>`;
}

function NoProbe({ service }) {
  return html`
    <${Empty} title=${service ? 'No check lists the tools of this service' : 'No check lists the tools of a server'}>
      <p>Calls do not tell which tools nobody calls. A probe of kind <code>mcp</code> asks a server for its tools. Add
        one to the settings, with the service’s name:</p>
      <div class="snippet"><pre tabindex="0">${EXAMPLE}</pre><${Copy} text=${EXAMPLE} /></div>
    <//>`;
}

function Servers({ probes }) {
  return html`
    <ul class="unused">
      ${probes.slice(0, MOST).map(probe => html`<${Server} key=${probe.probe} probe=${probe} />`)}
    </ul>
    ${probes.length > MOST && html`
      <p class="muted">These are ${MOST} of ${probes.length} servers. Choose a service above for another one.</p>`}`;
}

function Server({ probe }) {
  const history = useData(`/probes/${encodeURIComponent(probe.probe)}/history`, { from: 'now-1h' }, { every: 0 });
  const unused = history.data?.server?.unused_tools;
  return html`
    <li>
      <h3><${Link} to="/check" params=${{ probe: probe.probe }}>${probe.service ?? probe.probe}<//></h3>
      ${history.loading ? html`<${Loading} lines=${1} />`
        : history.error ? html`<p class="muted">Could not be read: ${history.error.message}</p>`
        : !unused ? html`<p class="muted">Unknown: set <code>toolwatch.probes.${probe.probe}.service</code> to the name
          of the service that it checks.</p>`
        : unused.length === 0 ? html`<p class="muted">Each of its ${probe.tools} tools has been called.</p>`
        : html`
          <p>${unused.length} of ${probe.tools} tools, as far back as anything is known:</p>
          <ul class="chips">${unused.map(tool => html`<li key=${tool}><code>${tool}</code></li>`)}</ul>`}
    </li>`;
}
