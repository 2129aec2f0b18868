// Light or dark: what the system prefers, until the reader chooses.
const theme = (() => {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const preference = matchMedia('(prefers-color-scheme: dark)');
  const listeners = [];

  function dark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : preference.matches;
  }

  function changed() {
    button.setAttribute('aria-pressed', String(dark()));
    listeners.forEach(listener => listener());
  }

  // pages from a file may have no storage
  function remembered() {
    try {
      return localStorage.getItem('lokistore-theme');
    } catch (e) {
      return null;
    }
  }

  function remember(name) {
    try {
      localStorage.setItem('lokistore-theme', name);
    } catch (e) {
      // then the choice lasts as long as the page
    }
  }

  if (['light', 'dark'].includes(remembered())) {
    root.dataset.theme = remembered();
  }
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    remember(root.dataset.theme);
    changed();
  });
  preference.addEventListener('change', changed);

  // paper is white
  let screenTheme;
  addEventListener('beforeprint', () => {
    screenTheme = root.dataset.theme;
    root.dataset.theme = 'light';
    changed();
  });
  addEventListener('afterprint', () => {
    if (screenTheme) {
      root.dataset.theme = screenTheme;
    } else {
      delete root.dataset.theme;
    }
    changed();
  });
  changed();

  // a canvas knows no variables: an element tells what they come to
  const probe = document.body.appendChild(element('span', {hidden: true}));
  function colour(name) {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  }

  return {
    colour,
    onChange: listener => listeners.push(listener),
  };
})();
