// The server says that something has changed; the page reads itself anew and exchanges what is marked, nothing else.
const list = document.querySelector('[data-live-from]');
if (list) {
  const source = new EventSource(list.dataset.liveFrom);
  let asked = 0;
  source.addEventListener('changed', async () => {
    const mine = ++asked;
    const answer = await fetch(location.href);
    if (!answer.ok || mine !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const now of document.querySelectorAll('[data-live]')) {
      const next = fresh.getElementById(now.id);
      // An open menu or ledger stays as it is until it is closed.
      if (!next || next.innerHTML === now.innerHTML || now.querySelector('details[open]')) continue;
      now.innerHTML = next.innerHTML;
      now.querySelectorAll('[data-copy]').forEach(button => { button.hidden = false; });
    }
  });
  addEventListener('pagehide', () => source.close());
}
