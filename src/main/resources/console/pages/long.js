/** Long tables: the first rows, and the others on demand. */
import { html, useMemo, useState } from '../core/html.js';
import { number } from '../core/format.js';
import { Table } from '../core/ui.js';

const field = (row, key) => row[key];

/**
 * Compares rows by a column, with a minus in front of its name for descending. What is unknown comes last.
 *
 * @param sort the name, such as -calls
 * @param value what to compare of a row, by the column's name
 */
export function order(sort, value = field) {
  const descending = sort.startsWith('-');
  const key = descending ? sort.slice(1) : sort;
  return (a, b) => compare(value(a, key) ?? null, value(b, key) ?? null, descending ? -1 : 1);
}

function compare(a, b, sign) {
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? 1 : -1;
  }
  return sign * (typeof a === 'string' ? a.localeCompare(b) : a - b);
}

/**
 * A table of rows that are sorted as a whole, of which the first are shown.
 *
 * @param first how many are shown at first
 * @param sort the column that they are sorted by at first; none for the order in which they came
 * @param value what to sort by, where it is not what is in the row
 */
export function Long({ rows, first = 15, sort: initial, value, ...table }) {
  const [sort, setSort] = useState(initial);
  const [shown, setShown] = useState(first);
  const sorted = useMemo(() => sort ? [...rows].sort(order(sort, value)) : rows, [rows, sort]);
  return html`
    <${Table} ...${table} rows=${sorted.slice(0, shown)} sort=${sort} onSort=${setSort} />
    ${rows.length > shown && html`
      <p class="more"><button type="button" class="button" onClick=${() => setShown(shown * 4)}>Show more of
        ${' '}${number(rows.length)}</button></p>`}`;
}
