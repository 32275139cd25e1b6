// Small conveniences; every page works without them.
const byAttribute = name => [...document.querySelectorAll(`[${name}]`)];

// The reader's zone, so that the next page can show times in it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`ls-zone=${encodeURIComponent(zone)}`))
  document.cookie = `ls-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;

document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    const box = document.getElementById('paste');
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
  if (event.key === 'Escape') {
    const open = document.querySelector('details.drop[open]');
    if (open) { open.open = false; open.querySelector('summary').focus(); }
  }
});
document.addEventListener('click', event => {
  document.querySelectorAll('details.drop[open]').forEach(drop => { if (!drop.contains(event.target)) drop.open = false; });
  const copy = event.target.closest('[data-copy]');
  if (copy) copyText(copy);
});

// <button data-copy="text" data-copied="Copied">Copy</button>
async function copyText(button) {
  try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
  const label = button.querySelector('[data-text]') ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied ?? before;
  setTimeout(() => { label.textContent = before; }, 2000);
}
byAttribute('data-copy').forEach(button => { button.hidden = false; });

// A form that is being sent is not sent twice by an impatient second press.
document.addEventListener('submit', event => {
  if (event.defaultPrevented || event.target.method === 'get' || event.target.target || event.submitter?.formTarget) return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = '1';
  setTimeout(() => { delete event.target.dataset.sent; }, 8000);
});
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => { delete form.dataset.sent; }));

if (document.querySelector('[data-list]')) import('./list.js');

// <button data-fill="id of a field" data-value="50">50</button>
byAttribute('data-fill').forEach(button => {
  button.hidden = false;
  button.addEventListener('click', () => {
    const field = document.getElementById(button.dataset.fill);
    field.value = button.dataset.value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
});
