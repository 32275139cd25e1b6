// Selection that survives paging: ticked ids live in this tab's session storage until something was done with them.
const bodies = () => document.querySelectorAll('[data-list]');
const key = list => `selection:${location.pathname}:${list.dataset.list}`;
const read = list => new Set(JSON.parse(sessionStorage.getItem(key(list)) ?? '[]'));
const write = (list, ids) => sessionStorage.setItem(key(list), JSON.stringify([...ids]));
const number = new Intl.NumberFormat(document.documentElement.lang);

function show(list) {
  const bar = list.querySelector('[data-bulk]');
  if (!bar) return;
  const ids = read(list);
  const rows = [...list.querySelectorAll('[data-bulk-row]')];
  const all = bar.querySelector('[data-bulk-all]');
  rows.forEach(row => {
    row.checked = all.checked || ids.has(row.value);
    row.closest('tr').classList.toggle('picked', row.checked);
  });
  const page = list.querySelector('[data-bulk-page]');
  page.hidden = false;
  page.checked = rows.length > 0 && rows.every(row => row.checked);
  page.indeterminate = !page.checked && rows.some(row => row.checked);
  const total = list.querySelector('[data-total]')?.dataset.total === undefined ? null : Number(list.querySelector('[data-total]').dataset.total);
  const count = all.checked ? total : ids.size;
  const some = all.checked || ids.size > 0;
  bar.classList.toggle('has-selection', some);
  bar.querySelector('[data-bulk-none]').hidden = !some;
  const label = bar.querySelector('[data-bulk-count]');
  const text = source => count === 1 ? source.dataset.one : source.dataset.many.replace('{0}', count === null ? '' : number.format(count)).replace('  ', ' ');
  label.textContent = !some ? label.dataset.none : count === null ? bar.querySelector('.bulk-all span').textContent : text(label);
  bar.querySelectorAll('button[name=verb]').forEach(button => { button.querySelector('[data-text]').textContent = text(button); });
}

function change(event) {
  const list = event.target.closest('[data-list]');
  if (!list) return;
  const ids = read(list);
  const all = list.querySelector('[data-bulk-all]');
  if (event.target.matches('[data-bulk-row]')) {
    if (all.checked) { all.checked = false; list.querySelectorAll('[data-bulk-row]').forEach(row => { if (row !== event.target) ids.add(row.value); }); }
    event.target.checked ? ids.add(event.target.value) : ids.delete(event.target.value);
  } else if (event.target.matches('[data-bulk-page]')) {
    if (!event.target.checked) all.checked = false;
    list.querySelectorAll('[data-bulk-row]').forEach(row => { event.target.checked ? ids.add(row.value) : ids.delete(row.value); });
  } else if (!event.target.matches('[data-bulk-all]')) return;
  write(list, ids);
  show(list);
}

document.addEventListener('change', change);
document.addEventListener('click', event => {
  if (!event.target.closest('[data-bulk-none]')) return;
  const list = event.target.closest('[data-list]');
  list.querySelector('[data-bulk-all]').checked = false;
  write(list, new Set());
  show(list);
});

// Shift-click ticks the rows between: from the one clicked last, also if that was before this script was there or the list came anew since.
const early = document.querySelectorAll('[data-bulk-row]:checked');
let last = early.length === 1 ? early[0].value : null;
document.addEventListener('click', event => {
  const row = event.target.closest('[data-bulk-row]');
  if (!row) return;
  const list = row.closest('[data-list]'), rows = [...list.querySelectorAll('[data-bulk-row]')], before = rows.findIndex(one => one.value === last);
  if (event.shiftKey && before >= 0) {
    const ids = read(list), [from, to] = [before, rows.indexOf(row)].sort((a, b) => a - b);
    rows.slice(from, to + 1).forEach(between => { row.checked ? ids.add(between.value) : ids.delete(between.value); });
    write(list, ids);
    show(list);
  }
  last = row.value;
});

// Ids of other pages travel as hidden fields.
document.addEventListener('submit', event => {
  const bar = event.target.closest('[data-bulk]');
  if (!bar) return;
  const list = bar.closest('[data-list]');
  bar.querySelectorAll('[data-carried]').forEach(field => field.remove());
  if (bar.querySelector('[data-bulk-all]').checked) return;
  const here = new Set([...list.querySelectorAll('[data-bulk-row]')].map(row => row.value));
  for (const id of read(list)) {
    if (here.has(id)) continue;
    const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'id', value: id });
    field.dataset.carried = '';
    bar.append(field);
  }
});

// What is not narrowed does not stand in the address.
document.addEventListener('htmx:config:request', event => {
  const { form, body } = event.detail.ctx.request;
  if (form?.matches('.list-bar')) [...body].forEach(([name, value]) => { if (value === '') body.delete(name); });
});

const done = document.querySelector('.flash.alert-success') !== null;
bodies().forEach(list => {
  // Somebody may have ticked a row before this file was there.
  const early = [...list.querySelectorAll('[data-bulk-row]:checked')].map(row => row.value);
  write(list, done ? new Set() : new Set([...read(list), ...early]));
  show(list);
});
['htmx:after:swap', 'htmx:after:settle', 'htmx:history:restored'].forEach(name => document.addEventListener(name, () => bodies().forEach(show)));
addEventListener('pageshow', () => bodies().forEach(show));
