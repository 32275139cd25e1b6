// How many are in, again every three seconds while somebody looks.
const card = document.querySelector('[data-counts]');

async function look() {
  if (document.hidden) return;
  const answer = await fetch(card.dataset.counts).catch(() => null);
  if (!answer?.ok) return;
  const counts = await answer.json();
  const [text, bar] = [card.querySelector('[data-count-text]'), card.querySelector('[data-count-bar]')];
  const number = new Intl.NumberFormat(document.documentElement.lang);
  text.textContent = text.dataset.countText.replace('#in', number.format(counts.present)).replace('#all', number.format(counts.registered));
  bar.max = Math.max(counts.registered, 1);
  bar.value = counts.present;
}

if (card) setInterval(look, 3000);
