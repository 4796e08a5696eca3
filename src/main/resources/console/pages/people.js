/** Who uses the tools: active users over time, who is new or lost, who comes back, and the most active ones. */
import { html } from '../core/html.js';
import { useData } from '../core/api.js';
import { Chart } from '../core/chart.js';
import { number, percent } from '../core/format.js';
import { Async, Bar, Card, Empty, Link, Table } from '../core/ui.js';
import { Long } from './long.js';

const EVERY = 60000;

export function ActiveUsers({ active, label }) {
  return html`
    <${Card} title="Active users" subtitle=${`${label}, by day`}>
      <${Async} of=${active} empty=${data => !data.points.some(row => row.mau)}
        whenEmpty=${html`<${NoUsers} />`}>
        ${data => {
          const times = data.points.map(row => `${row.date}T00:00:00Z`);
          const values = name => data.points.map(row => row[name]);
          return html`
            <div>
              <${Chart} title="Users of a day, of 7 and of 30 days" times=${times} unit="count" series=${[
                { name: 'Day (DAU)', values: values('dau') },
                { name: '7 days (WAU)', values: values('wau') },
                { name: '30 days (MAU)', values: values('mau') }]} />
              <${Chart} title="Stickiness: a day’s users as a share of the month’s" times=${times} unit="ratio"
                height=${120} series=${[{ name: 'Stickiness', values: values('stickiness'), kind: 'area' }]} />
            </div>`;
        }}
      <//>
    <//>`;
}

function NoUsers() {
  return html`
    <${Empty} title="No user is known">
      <p>Only operations that name their user count. Set <code>enduser.pseudo.id</code> on the server’s spans:
        ${' '}<${Link} to="/start">Get started<//> says how.</p>
    <//>`;
}

export function Weeks({ period, label }) {
  const weeks = useData('/users/weeks', period, { every: EVERY });
  const columns = [
    { key: 'week', title: 'Week of', render: row => html`<${Week} date=${row.week} />` },
    { key: 'users', title: 'Users', align: 'right', render: row => number(row.users) },
    { key: 'new_users', title: 'New', align: 'right', render: row => number(row.new_users) },
    { key: 'kept_users', title: 'Kept', align: 'right', render: row => number(row.kept_users) },
    { key: 'returned_users', title: 'Returned', align: 'right', render: row => number(row.returned_users) },
    { key: 'lost_users', title: 'Lost', align: 'right', render: row => number(row.lost_users) },
  ];
  return html`
    <${Card} title="New, kept, returned and lost users" subtitle=${`${label}, by week`}>
      <${Async} of=${weeks} empty=${data => !data.weeks.some(row => row.users || row.lost_users)}
        whenEmpty=${html`<${NoUsers} />`}>
        ${data => html`
          <div>
            <${WeekChart} weeks=${data.weeks} />
            <${Table} caption="Users by week" dense=${true} columns=${columns} rows=${[...data.weeks].reverse()}
              rowKey=${row => row.week} />
            <p class="muted">New: in none of the weeks before, as far back as ${data.known_since}. Lost: in the week
              before, but not in this one. ${isOver(data.to_week) ? '' : 'The last week is not over.'}</p>
          </div>`}
      <//>
    <//>`;
}

/** Each week's users as parts of a bar: who is new, who was kept, who returned; and beside it who was lost. */
function WeekChart({ weeks }) {
  const most = Math.max(...weeks.map(row => row.users ?? 0), 1);
  const parts = [['kept_users', 'kept'], ['returned_users', 'returned'], ['new_users', 'new']];
  return html`
    <div class="week-chart" aria-hidden="true">
      ${weeks.map(row => html`
        <div key=${row.week} class="week-bar">
          ${parts.map(([field, name]) => html`
            <span key=${name} class=${`week-${name}`}
              style=${{ height: `${(row[field] ?? 0) / most * 100}%` }}></span>`)}
        </div>`)}
    </div>
    <ul class="state-legend" aria-hidden="true">
      ${parts.map(([, name]) => html`<li key=${name}><span class=${`key week-${name}`}></span>${name}</li>`)}
    </ul>`;
}

function Week({ date }) {
  const text = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' })
    .format(Date.parse(`${date}T00:00:00Z`));
  return html`<time datetime=${date}>${text}</time>${isOver(date) ? '' : '*'}`;
}

function isOver(week) {
  return Date.parse(`${week}T00:00:00Z`) + 7 * 86400000 <= Date.now();
}

export function Retention({ period, label }) {
  const retention = useData('/users/retention', period, { every: EVERY });
  return html`
    <${Card} title="Do users come back?"
      subtitle=${`${label}: of a week’s users, how many were active so many weeks later`}>
      <${Async} of=${retention} empty=${data => !data.cohorts.some(row => row.users)}
        whenEmpty=${html`<${NoUsers} />`}>
        ${data => html`<${Cohorts} data=${data} />`}
      <//>
    <//>`;
}

function Cohorts({ data }) {
  const cohorts = grouped(data.cohorts);
  const length = Math.max(...data.cohorts.map(row => row.weeks_later)) + 1;
  const columns = [
    { key: 'cohort', title: 'Week of', render: ([cohort]) => html`<${Week} date=${cohort} />` },
    { key: 'users', title: 'Users', align: 'right', render: ([, cells]) => number(cells[0].users) },
    ...Array.from({ length: length - 1 }, (_, index) => ({
      key: `later-${index + 1}`, title: later(index + 1), align: 'right',
      render: ([, cells]) => html`<${Cohort} cell=${cells.find(cell => cell.weeks_later === index + 1)} />`,
    })),
  ];
  return html`
    <div>
      <${Table} caption="Retention by week" dense=${true} columns=${columns} rows=${[...cohorts]}
        rowKey=${([cohort]) => cohort} />
      ${!isOver(data.to_week) && html`<p class="muted">* This week is not over: more of its users may still come.</p>`}
    </div>`;
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    groups.set(row.cohort, [...(groups.get(row.cohort) ?? []), row]);
  }
  return groups;
}

function later(weeks) {
  return weeks === 1 ? '1 week later' : `${weeks} weeks`;
}

function Cohort({ cell }) {
  if (!cell || cell.retention === null) {
    return '';
  }
  return html`<span class="cohort" style=${{ '--share': cell.retention }}
    title=${`${number(cell.retained)} of ${number(cell.users)}`}>${percent(cell.retention)}${
      isOver(cell.week) ? '' : '*'}</span>`;
}

export function TopUsers({ period, label }) {
  const top = useData('/users/top', { ...period, limit: 50 }, { every: EVERY });
  const most = top.data?.users[0]?.share;
  const columns = [
    { key: 'user', title: 'User', render: row => html`<code>${row.user}</code>` },
    { key: 'operations', title: 'Operations', align: 'right', render: row => number(row.operations) },
    { key: 'share', title: 'Share', align: 'right', render: row => percent(row.share) },
    { key: 'bar', title: 'Relative', width: '7rem',
      render: row => html`<div class="relative"><${Bar} value=${row.share} max=${most} /></div>` },
  ];
  return html`
    <${Card} title="Most active users" subtitle=${`${label}, by pseudonym`}>
      <${Async} of=${top} empty=${data => data.users.length === 0} whenEmpty=${html`<${NoUsers} />`}>
        ${data => html`
          <div>
            <${Long} caption="Pseudonyms with operations" columns=${columns} rows=${data.users} rowKey="user" />
            <p class="muted">A pseudonym is a keyed hash: who it is cannot be told from it.
              ${data.other_operations > 0
                && ` ${number(data.other_operations)} operations are of users beyond those listed.`}
            </p>
          </div>`}
      <//>
    <//>`;
}
