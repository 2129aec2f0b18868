// Days and hours. It is a table, so that it can be read without seeing its colours.
const LEVELS = 5;

// By the root of the value, since hours differ by orders of magnitude.
function heatLevel(value, largest) {
  return value === 0 ? 0 : Math.max(1, Math.ceil(LEVELS * Math.sqrt(value / largest)));
}

function heatCell(day, hour, value, largest) {
  if (value === null) {
    return element('td');
  }
  const said = `${value === 0 ? 'no chunk' : value === 1 ? '1 chunk' : `${countText(value)} chunks`}`;
  return element('td', {class: `level-${heatLevel(value, largest)}`, title: `${day} ${String(hour).padStart(2, '0')}:00: ${said}`},
    element('span', {class: 'unseen'}, String(value)));
}

function heatMap({label, rows}) {
  const largest = Math.max(1, ...rows.flatMap(({hours}) => hours));
  const head = element('tr', {}, element('th', {scope: 'col'}, element('span', {class: 'unseen'}, 'Day')),
    ...Array.from({length: 24}, (_, hour) => element('th', {scope: 'col'},
      hour % 6 === 0 ? String(hour) : element('span', {class: 'unseen'}, String(hour)))));
  const body = rows.map(({day, hours}) => element('tr', {}, element('th', {scope: 'row'}, day),
    ...hours.map((value, hour) => heatCell(day, hour, value, largest))));
  const steps = Array.from({length: LEVELS + 1}, (_, level) => element('span', {}, element('i', {class: `level-${level}`}),
    level === 0 ? 'no chunk' : `up to ${countText(Math.max(1, Math.round(largest * (level / LEVELS) ** 2)))}`));
  return element('div', {},
    element('p', {class: 'caption'}, label),
    element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label},
      element('table', {class: 'heat'}, element('caption', {class: 'unseen'}, label), element('thead', {}, head), element('tbody', {}, ...body))),
    element('div', {class: 'scale heat', 'aria-hidden': 'true'}, ...steps));
}
