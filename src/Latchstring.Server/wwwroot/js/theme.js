// Before the first paint: "auto" follows the system. Also tells styles that scripts run.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  var dark = matchMedia('(prefers-color-scheme: dark)');
  function apply() { if (root.dataset.theme === 'auto') root.dataset.bsTheme = dark.matches ? 'dark' : 'light'; }
  apply();
  dark.addEventListener('change', apply);
})();
