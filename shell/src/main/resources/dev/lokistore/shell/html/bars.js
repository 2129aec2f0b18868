// Bar charts by Chart.js, with a legend of buttons, a reading of the bars by arrow keys, and their figures as a table.
function seriesColour(series, at) {
  return theme.colour(series.rest ? 'rest' : `series-${at % 6 + 1}`);
}

function largestStack({positions, series}) {
  return Math.max(0, ...positions.map((_, at) => series.reduce((sum, each) => sum + each.values[at], 0)));
}

function chartOptions(data) {
  const {unit} = data;
  const text = value => quantityText(unit, value);
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: {mode: 'index', intersect: false},
    scales: {
      x: {stacked: true, grid: {display: false}, ticks: {maxRotation: 0, autoSkipPadding: 16, callback: at => dayText(data.positions[at])}},
      y: {stacked: true, beginAtZero: true, border: {display: false}, ticks: {stepSize: roundStep(unit, largestStack(data)), callback: text}},
    },
    plugins: {
      colors: {enabled: false},
      legend: {display: false},
      tooltip: {
        // the largest first, as they are stacked
        reverse: true,
        filter: item => item.raw > 0,
        callbacks: {
          label: item => ` ${item.dataset.label}: ${text(item.raw)}`,
          footer: items => items.length > 1 ? `Together: ${text(items.reduce((sum, item) => sum + item.raw, 0))}` : '',
        },
      },
    },
  };
}

function paint(chart, series) {
  chart.data.datasets.forEach((dataset, at) => {
    dataset.backgroundColor = seriesColour(series[at], at);
    dataset.borderColor = theme.colour('card');
  });
  const {x, y} = chart.options.scales;
  x.ticks.color = y.ticks.color = theme.colour('faint');
  x.border = {color: theme.colour('line')};
  y.grid = {color: theme.colour('line')};
  Object.assign(chart.options.plugins.tooltip, {
    backgroundColor: theme.colour('text'), titleColor: theme.colour('card'), bodyColor: theme.colour('card'), footerColor: theme.colour('card'),
  });
  chart.update();
}

function draw(canvas, data) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const chart = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: data.positions,
      datasets: data.series.map(({name, values}) => ({
        label: name, data: values, borderWidth: {top: 1}, borderSkipped: false, maxBarThickness: 64, categoryPercentage: 0.9, barPercentage: 0.95,
      })),
    },
    options: chartOptions(data),
  });
  paint(chart, data.series);
  theme.onChange(() => paint(chart, data.series));
  return chart;
}

// Left and right go from bar to bar, Home and End to the first and last, Escape leaves.
function readByKeys(canvas, chart, data) {
  let at = -1;
  const last = data.positions.length - 1;
  const steps = {ArrowLeft: () => Math.max(0, at - 1), ArrowRight: () => Math.min(last, at + 1), Home: () => 0, End: () => last, Escape: () => -1};
  function show() {
    const active = at < 0 ? [] : data.series.map((_, datasetIndex) => ({datasetIndex, index: at})).filter(each => chart.isDatasetVisible(each.datasetIndex));
    chart.setActiveElements(active);
    chart.tooltip.setActiveElements(active, {x: 0, y: 0});
    chart.update();
  }
  canvas.addEventListener('keydown', event => {
    if (!Object.hasOwn(steps, event.key)) {
      return;
    }
    event.preventDefault();
    at = steps[event.key]();
    show();
    if (at >= 0) {
      const parts = data.series.filter(({values}) => values[at] > 0).map(({name, values}) => `${name} ${quantityText(data.unit, values[at])}`);
      say(`${data.positions[at]}: ${parts.join(', ') || 'nothing'}`);
    }
  });
  canvas.addEventListener('blur', () => {
    at = -1;
    show();
  });
}

function legend(chart, series) {
  const buttons = series.map((each, at) => {
    const swatch = element('span', {class: 'swatch', 'aria-hidden': 'true'});
    swatch.style.setProperty('--swatch', each.rest ? 'var(--rest)' : `var(--series-${at % 6 + 1})`);
    const button = element('button', {type: 'button', 'aria-pressed': 'true'}, swatch, each.name);
    button.addEventListener('click', () => {
      const visible = !chart.isDatasetVisible(at);
      chart.setDatasetVisibility(at, visible);
      button.setAttribute('aria-pressed', String(visible));
      chart.update();
    });
    return button;
  });
  return element('div', {class: 'legend', role: 'group', 'aria-label': 'Show or hide'}, ...buttons);
}

function barsAsTable({label, unit, axis, positions, series}) {
  const columns = [[axis, 'text'], ...series.map(({name}) => [name, unit === 'bytes' ? 'bytes' : 'number'])];
  const rows = positions.map((position, at) => [position, ...series.map(({values}) => [values[at], quantityText(unit, values[at])])]);
  return dataTable({caption: label, columns, rows, rest: ''});
}

function bars(data) {
  const canvas = element('canvas', {tabindex: '0', role: 'img', 'aria-label': `${data.label}. Arrow keys read it; the same figures are in the table below.`});
  const box = element('div', {class: 'canvas'}, canvas);
  const details = element('details', {}, element('summary', {}, 'The same as a table'));
  details.addEventListener('toggle', () => details.childElementCount > 1 || details.append(barsAsTable(data)));
  const block = element('div', {}, element('p', {class: 'caption'}, data.label), box, details);
  // Chart.js measures the canvas, so it has to be in the page by then
  requestAnimationFrame(() => {
    try {
      const chart = draw(canvas, data);
      readByKeys(canvas, chart, data);
      if (data.series.length > 1) {
        box.after(legend(chart, data.series));
      }
    } catch (fault) {
      console.error(fault);
      box.replaceWith(element('p', {class: 'note'}, 'This browser cannot draw the chart.'));
      details.open = true;
    }
  });
  return block;
}
