// The field for the code: takes the code out of a pasted link and shows a whole code in its groups.
if (document.querySelector('[data-challenge]')) import('./proof.js');

const alphabet = /^[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{13}$/;

function tidy(text) {
  const link = text.lastIndexOf('/i/');
  if (link >= 0) {
    text = text.slice(link + 3).split(/[/?#\s]/)[0];
    try { text = decodeURIComponent(text); } catch { /* keep it as it is */ }
  }
  const plain = text.toUpperCase().replace(/[\s\-‐-—_.]/g, '');
  return alphabet.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8)}` : text;
}

document.querySelectorAll('input[data-code]').forEach(field => {
  field.addEventListener('input', () => {
    const atEnd = field.selectionStart === field.value.length;
    const tidied = tidy(field.value);
    if (atEnd && tidied !== field.value) field.value = tidied;
  });
  if (field.value) field.value = tidy(field.value);
});
