/** One service: what it does, how well, for whom, and what to look at. */
import { html } from '../core/html.js';
import { useData } from '../core/api.js';
import { Clients, ErrorGroups, Figures, Gaps, Hotspots, Objectives, RecentTraces, SeriesCharts, ServiceProbes,
  Tools } from '../core/figures.js';
import { Time } from '../core/format.js';
import { useRange, useService } from '../core/state.js';
import { Async, Card, Empty, Link, Page } from '../core/ui.js';

export default function Service() {
  const service = useService();
  if (!service) {
    return html`
      <${Page} title="Service">
        <${Empty} title="No service was chosen"><p>Choose one in the <${Link} to="/">overview<//>, or with
          <kbd>f</kbd>.</p><//>
      <//>`;
  }
  return html`<${OneService} service=${service} />`;
}

function OneService({ service }) {
  const { from, to, label } = useRange();
  const listing = useData('/services', { from, to, limit: 1000 }, { every: 30000 });
  const series = useData('/services/series', { service, from, to }, { every: 20000 });
  const row = listing.data?.services.find(one => one.service === service);
  return html`
    <${Page} title=${service} subtitle=${html`<${Link} to="/" params=${{ service: null }}>All services<//>${row
        && html` · last seen <${Time} at=${row.last_seen} relative />`}`}
        actions=${html`<${Link} to="/report" class="button">Monthly report<//><${Link} to="/usage"
          class="button">Usage<//>`}>
      <${Async} of=${listing} lines=${2} empty=${() => !row} whenEmpty=${html`
          <${Card}><${Empty} title="No operation in this period"><p>Choose a longer time range above. If the service
            should be sending, see <${Link} to="/coverage">what has arrived from it<//>.</p><//><//>`}>
        ${data => html`<${Figures} row=${row} data=${data} />`}
      <//>
      ${series.error?.status !== 404 && html`<${SeriesCharts} of=${series} name="the service" />`}
      <${Card} title="Tools" subtitle=${label}><${Tools} service=${service} /><//>
      <div class="columns">
        <div class="column">
          <${ErrorGroups} service=${service} />
          <${Hotspots} service=${service} />
          <${Clients} service=${service} />
        </div>
        <div class="column">
          <${Objectives} service=${service} />
          <${ServiceProbes} service=${service} />
          <${RecentTraces} service=${service} />
          <${Gaps} service=${service} />
        </div>
      </div>
    <//>`;
}
