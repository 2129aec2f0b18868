// Tables that sort by a column and show only rows with a text. A cell is a text, a number with its text, or null.
const FILTER_FROM_ROWS = 12;
const DATE = /^\d{4}-\d\d-\d\d/;
const collator = new Intl.Collator('en', {numeric: true});

function sortKey(cell) {
  return Array.isArray(cell) ? cell[0] : cell;
}

function cellText(cell) {
  return cell === null ? '–' : Array.isArray(cell) ? cell[1] : cell;
}

// Unknown values come last in both directions.
function compareCells(a, b, direction) {
  if (a === null || b === null) {
    return (a === null) - (b === null);
  }
  const [x, y] = [sortKey(a), sortKey(b)];
  return direction * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(x, y));
}

function alignment(kind) {
  return ['number', 'bytes', 'share'].includes(kind) ? 'number' : kind;
}

// Bars behind the numbers of one column: of the shares, or else of the first bytes.
function measuredColumn(columns) {
  const share = columns.findIndex(([, kind]) => kind === 'share');
  return share >= 0 ? share : columns.findIndex(([, kind]) => kind === 'bytes');
}

function tableRow(row, columns, measured, largest) {
  const line = element('tr');
  row.forEach((cell, at) => {
    const made = element(at === 0 ? 'th' : 'td', {class: alignment(columns[at][1]), scope: at === 0 ? 'row' : null}, cellText(cell));
    made.classList.toggle('time', DATE.test(cellText(cell)));
    if (at === measured && cell !== null && largest > 0) {
      made.classList.add('measured');
      made.style.setProperty('--part', `${(100 * sortKey(cell) / largest).toFixed(2)}%`);
    }
    line.append(made);
  });
  return line;
}

function dataTable({caption, columns, rows, rest}, title) {
  const measured = measuredColumn(columns);
  const largest = measured < 0 ? 0 : Math.max(0, ...rows.map(row => sortKey(row[measured]) ?? 0));
  const lines = rows.map(row => ({row, line: tableRow(row, columns, measured, largest)}));
  const body = element('tbody', {}, ...lines.map(({line}) => line));
  const heads = columns.map(([heading, kind], column) => {
    const button = element('button', {type: 'button'}, heading);
    const head = element('th', {scope: 'col', class: alignment(kind)}, button);
    button.addEventListener('click', () => sortBy(column));
    return head;
  });

  function sortBy(column) {
    const numeric = alignment(columns[column][1]) === 'number';
    const before = heads[column].getAttribute('aria-sort');
    const descending = before ? before === 'ascending' : numeric;
    heads.forEach(head => head.removeAttribute('aria-sort'));
    heads[column].setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    lines.sort((a, b) => compareCells(a.row[column], b.row[column], descending ? -1 : 1));
    body.replaceChildren(...lines.map(({line}) => line));
    say(`Sorted by ${columns[column][0]}, ${descending ? 'descending' : 'ascending'}`);
  }

  const table = element('table', {}, element('caption', {class: 'unseen'}, caption), element('thead', {}, element('tr', {}, ...heads)), body);
  return element('div', {},
    element('div', {class: 'filter'}, element('span', {class: 'caption'}, caption === title ? '' : caption), rows.length < FILTER_FROM_ROWS ? null : filter(caption, lines)),
    // scrolls, so the keyboard must reach it
    element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption}, table),
    rest ? element('p', {class: 'rest'}, rest) : null);
}

function filter(caption, lines) {
  const input = element('input', {type: 'search', placeholder: 'Filter', 'aria-label': `Filter: ${caption}`});
  const count = element('span', {class: 'count'}, `${countText(lines.length)} rows`);
  input.addEventListener('input', () => {
    const wanted = input.value.toLowerCase();
    let shown = 0;
    for (const {row, line} of lines) {
      line.hidden = !row.some(cell => cellText(cell).toLowerCase().includes(wanted));
      shown += line.hidden ? 0 : 1;
    }
    count.textContent = wanted ? `${countText(shown)} of ${countText(lines.length)} rows` : `${countText(lines.length)} rows`;
  });
  return element('span', {}, input, count);
}
