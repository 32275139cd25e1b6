// What was typed into a form survives a session that ended meanwhile: kept in this tab until the form's page is open again.
const key = 'ls-kept';
const here = location.pathname + location.search;
const signingIn = /^\/[^/]+\/sign-in(\/|$)/.test(location.pathname);

document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || signingIn) return;
  const fields = [...form.elements].filter(input => input.name && !['password', 'hidden', 'file', 'submit', 'button'].includes(input.type))
    .map(input => [input.name, input.value, ['checkbox', 'radio'].includes(input.type) ? input.checked : null]);
  const kept = JSON.stringify({ here, which: nameOf(form), fields });
  if (kept.length < 200000) sessionStorage.setItem(key, kept);
});

function nameOf(form) { return form.querySelector('input[name=_handler]')?.value ?? form.getAttribute('action') ?? ''; }

function restore(kept) {
  const form = [...document.forms].find(candidate => candidate.method === 'post' && nameOf(candidate) === kept.which);
  for (const [name, value, checked] of form ? kept.fields : []) {
    for (const input of form.elements) {
      if (input.name !== name) continue;
      if (checked === null) input.value = value;
      else if (input.value === value) input.checked = checked;
    }
  }
}

const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
if (kept && signingIn) {
  if (new URLSearchParams(location.search).get('ended') === '1') sessionStorage.setItem(key, JSON.stringify({ ...kept, ended: true }));
  document.querySelectorAll('[data-kept]').forEach(note => { note.hidden = false; });
} else if (kept) {
  sessionStorage.removeItem(key);
  if (kept.ended && kept.here === here) restore(kept);
}
