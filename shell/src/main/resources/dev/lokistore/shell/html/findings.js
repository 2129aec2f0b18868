// Findings, the worst first as they come. The severity is a word, so that it does not take colours to see it.
const SEVERITIES = ['error', 'warning', 'info'];

function finding({severity, id, subject, message, evidence, remedy}) {
  return element('li', {class: SEVERITIES.includes(severity) ? `finding ${severity}` : 'finding'},
    element('p', {class: 'finding-head'}, element('span', {class: 'severity'}, severity), element('code', {}, id), element('code', {class: 'subject'}, subject)),
    element('p', {}, message),
    evidence.length === 0 ? null : element('ul', {class: 'evidence'}, ...evidence.map(text => element('li', {}, text))),
    remedy === '' ? null : element('p', {class: 'remedy'}, remedy));
}

function findings({entries}) {
  return element('ol', {class: 'findings'}, ...entries.map(finding));
}
