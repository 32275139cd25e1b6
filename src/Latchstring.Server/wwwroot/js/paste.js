// Pasted rows are checked shortly after the last key; without script there is a button.
for (const form of document.querySelectorAll('form[data-paste]')) {
  const text = form.elements.text;
  const box = form.querySelector('#checked');
  let waiting, running;

  async function check(forget) {
    running?.abort();
    running = new AbortController();
    const data = new FormData(form);
    // Other rows may have other columns: what was said about the old ones does not hold.
    if (forget) [...data.keys()].filter(key => /^key\d+$/.test(key)).forEach(key => data.delete(key));
    if (!form.elements.send) data.set('send', 'true');
    try {
      const answer = await fetch(form.dataset.paste, { method: 'POST', body: data, signal: running.signal });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch (error) { if (error.name !== 'AbortError') throw error; }
  }

  text.addEventListener('input', event => {
    clearTimeout(waiting);
    waiting = setTimeout(() => check(event.inputType !== 'insertText' && event.inputType !== 'deleteContentBackward'), 400);
  });
  box.addEventListener('change', () => check(false));
  box.addEventListener('click', event => {
    const line = Number(event.target.closest('[data-line]')?.dataset.line);
    if (!line) return;
    const lines = text.value.split('\n');
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(from, from + lines[line - 1].length);
    text.scrollTop = text.scrollHeight * (line - 1) / lines.length - text.clientHeight / 2;
  });
}
