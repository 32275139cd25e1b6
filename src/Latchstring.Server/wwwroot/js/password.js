// Shows which parts of the password rule are met while it is being typed.
if (document.querySelector('[data-challenge]')) import('./proof.js');

const rules = {
  length: (text, item) => [...text].length >= Number(item.dataset.length),
  upper: text => /\p{Lu}/u.test(text),
  lower: text => /\p{Ll}/u.test(text),
  digit: text => /\p{Nd}/u.test(text),
  symbol: text => /[^\p{L}\p{Nd}]/u.test(text),
};
document.querySelectorAll('[data-rules]').forEach(list => {
  const field = document.getElementById(list.dataset.rules);
  const show = () => list.querySelectorAll('[data-rule]').forEach(item => item.classList.toggle('met', rules[item.dataset.rule](field.value, item)));
  field?.addEventListener('input', show);
  if (field) show();
});
