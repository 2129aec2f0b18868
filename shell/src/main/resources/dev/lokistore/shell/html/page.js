// Builds the page from its data.
const BLOCKS = {
  bars,
  heat: heatMap,
  table: dataTable,
  findings,
  note: ({text}) => element('p', {class: 'note'}, text),
  facts: ({pairs}) => element('dl', {class: 'facts'}, ...pairs.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value || '–')])),
};

function tile({label, value, detail}) {
  // each word by itself, so that dates are not broken at their hyphens
  const words = detail.split(' ').flatMap(word => [element('span', {}, word), ' ']);
  return element('div', {class: 'tile'}, element('dt', {}, label), element('dd', {class: 'figure'}, value), element('dd', {class: 'detail'}, ...words));
}

function problems(texts) {
  return texts.length === 0 ? null : element('div', {class: 'problem'},
    element('p', {}, 'This section is incomplete:'), element('ul', {}, ...texts.map(text => element('li', {}, text))));
}

function sectionOf({id, title, lead, blocks, problems: texts}) {
  return element('section', {id, 'aria-labelledby': `${id}-title`},
    element('h2', {id: `${id}-title`}, title), element('p', {class: 'lead'}, lead), problems(texts),
    ...blocks.map(block => element('div', {class: 'block'}, BLOCKS[block.type](block, title))));
}

// Marks the section that is being read.
function follow(links) {
  const seen = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) {
      if (isIntersecting) {
        links.forEach(link => link.removeAttribute('aria-current'));
        links.get(target.id).setAttribute('aria-current', 'true');
      }
    }
  }, {rootMargin: '-15% 0px -75% 0px'});
  links.forEach((_, id) => seen.observe(document.getElementById(id)));
}

function build(report) {
  document.title = `Lokistore report: ${report.store}`;
  document.getElementById('store').textContent = report.store;
  document.getElementById('facts').append(...report.facts.map(fact => element('li', {}, fact)));
  const links = new Map(report.sections.map(({id, title, problems: texts}) => [id, element('a', {href: `#${id}`}, title,
    texts.length === 0 ? null : element('span', {class: 'mark'}, ' !', element('span', {class: 'unseen'}, ' incomplete')))]));
  document.getElementById('sections').append(...[...links.values()].map(link => element('li', {}, link)));
  document.getElementById('content').append(element('dl', {class: 'tiles'}, ...report.tiles.map(tile)), ...report.sections.map(sectionOf));
  document.getElementById('footer').append(element('details', {},
    element('summary', {}, `Charts: ${report.library.name}, MIT licence`), element('pre', {}, report.library.licence)));
  follow(links);
}

build(JSON.parse(document.getElementById('data').textContent));
