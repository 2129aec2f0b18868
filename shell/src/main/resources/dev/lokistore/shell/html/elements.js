// Elements and what is in them. Text becomes text nodes and attributes are set one by one: no markup is ever parsed.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== false && value !== null) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.filter(child => child !== null && child !== ''));
  return made;
}

// For readers who hear the page.
function say(text) {
  document.getElementById('spoken').textContent = text;
}
