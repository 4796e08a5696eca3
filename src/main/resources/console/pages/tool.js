/** One tool of a service: its calls, their durations and failures, and who makes them. */
import { html } from '../core/html.js';
import { useData } from '../core/api.js';
import { Clients, ErrorGroups, Figures, Gaps, Hotspots, Objectives, RecentTraces, SeriesCharts, Trend }
  from '../core/figures.js';
import { percent, Time, toolName } from '../core/format.js';
import { useRange, useRoute, useService } from '../core/state.js';
import { Async, Card, Empty, Link, Page } from '../core/ui.js';

export default function Tool() {
  const tool = useRoute().params.get('tool');
  const service = useService();
  if (!tool || !service) {
    return html`
      <${Page} title="Tool">
        <${Empty} title="No tool was chosen"><p>Choose one of a service's tools in the <${Link} to="/">overview<//>,
          or search for it with <kbd>/</kbd>.</p><//>
      <//>`;
  }
  return html`<${OneTool} service=${service} tool=${tool} />`;
}

function OneTool({ service, tool }) {
  const { from, to } = useRange();
  const listing = useData('/tools', { service, from, to, limit: 1000 }, { every: 20000 });
  const series = useData('/tools/series', { tool, service, from, to }, { every: 20000 });
  const row = listing.data?.tools.find(one => one.tool === tool);
  return html`
    <${Page} title=${toolName(tool)} subtitle=${html`<${Lead} service=${service} row=${row} />`}>
      <${Async} of=${listing} lines=${2} empty=${() => !row} whenEmpty=${html`
          <${Card}><${Empty} title="It was not called in this period"><p>Choose a longer time range above, or look at
            the <${Link} to="/usage">usage of the service<//>.</p><//><//>`}>
        ${data => html`<${Figures} row=${row} data=${data} adoption=${row.adoption === null ? undefined
          : `${percent(row.adoption)} of the service’s users`} />`}
      <//>
      <${SeriesCharts} of=${series} name="the tool" />
      <div class="columns">
        <div class="column">
          <${Hotspots} service=${service} tool=${tool} />
          <${RecentTraces} service=${service} tool=${tool} />
          <${Clients} service=${service} />
        </div>
        <div class="column">
          <${ErrorGroups} service=${service} tool=${tool} />
          <${Objectives} service=${service} tool=${tool} />
          <${Gaps} service=${service} />
        </div>
      </div>
    <//>`;
}

function Lead({ service, row }) {
  return html`Tool of <${Link} to="/service">${service}<//>${row && html` · <${Trend} trend=${row.trend} />${' '}
    · last called <${Time} at=${row.last_used} relative />, first <${Time} at=${row.first_used} relative />`}`;
}
