// The door of an event. Each scan is kept on this device until the server has answered it, so nothing is lost without network; its id is made
// here, so that a scan which is sent twice counts once.
const form = document.querySelector('[data-door]');
const part = name => form.querySelector(`[data-door-${name}]`);
const key = name => `door:${location.pathname}:${name}`;
const words = Object.fromEntries([...part('words').content.querySelectorAll('span')].map(span => [span.dataset.outcome, { head: span.dataset.head, tone: span.dataset.tone, text: span.textContent }]));
const load = (name, otherwise) => JSON.parse(localStorage.getItem(key(name)) ?? 'null') ?? otherwise;
const save = (name, value) => localStorage.setItem(key(name), JSON.stringify(value));

let queue = load('queue', []);
let tickets = new Map(load('tickets', []));
let signedOut = false;
part('device').value = localStorage.getItem(key('device')) ?? part('device').value;
part('device').addEventListener('change', () => localStorage.setItem(key('device'), part('device').value));

function show(outcome, name) {
  const said = words[outcome] ?? words.Unknown;
  const box = part('result');
  box.className = `door-result door-${said.tone}`;
  box.querySelector('strong').textContent = said.head;
  box.querySelector('span').textContent = said.text.replace('#name', name ?? '');
  box.hidden = false;
  navigator.vibrate?.(said.tone === 'green' ? 80 : [80, 60, 80]);
}

function state() {
  const text = queue.length > 0 ? words[signedOut ? 'SignIn' : 'Waiting'].text.replace('#count', queue.length) : words.Ready.text.replace('#count', tickets.size);
  part('state').hidden = queue.length === 0 && tickets.size === 0;
  part('state').textContent = text;
}

async function fingerprint(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text.toUpperCase()));
  return [...new Uint8Array(hash).slice(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends what waits, oldest first; true when nothing waits any more. */
let sending = null;
function send() {
  sending ??= sendAll().finally(() => { sending = null; });
  return sending;
}

async function sendAll() {
  while (queue.length > 0) {
    const some = queue.slice(0, 200);
    const answer = await fetch(`${form.dataset.address}/scans`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(6000),
      body: new URLSearchParams({ __RequestVerificationToken: form.querySelector('input[name=__RequestVerificationToken]').value, device: part('device').value || 'door', scans: JSON.stringify(some) }),
    }).catch(() => null);
    signedOut = answer !== null && (answer.type === 'opaqueredirect' || [400, 401, 403].includes(answer.status));
    if (!answer?.ok) return null;
    const settled = await answer.json();
    const done = new Set(settled.map(one => one.id));
    queue = queue.filter(scan => !done.has(scan.id));
    save('queue', queue);
    answers.push(...settled);
    if (done.size === 0) return null;
  }
  return true;
}
const answers = [];

async function scan(text) {
  const one = { id: crypto.randomUUID(), text, at: new Date().toISOString(), letIn: false };
  queue.push(one);
  save('queue', queue);
  await send();
  const settled = answers.splice(0).find(answer => answer.id === one.id);
  const hash = await fingerprint(text);
  if (settled) {
    const known = tickets.get(hash);
    if (known && ['Entered', 'Again', 'Twice'].includes(settled.outcome)) known[1] = true;
    show(settled.outcome, settled.name);
  } else {
    // No answer: this device decides by what it knows, and says so when the scan is sent.
    const known = tickets.get(hash);
    if (known && !known[1]) {
      [known[1], one.letIn] = [true, true];
      save('tickets', [...tickets]);
      save('queue', queue);
    }
    show(!known ? 'OfflineUnknown' : one.letIn ? 'Offline' : 'Again', known?.[0]);
  }
  state();
  count();
}

async function learn() {
  if (await send() === null) { state(); return; }
  const answer = await fetch(`${form.dataset.address}/tickets`, { redirect: 'manual' }).catch(() => null);
  if (answer?.ok) {
    tickets = new Map((await answer.json()).map(([hash, name, isIn]) => [hash, [name, isIn]]));
    save('tickets', [...tickets]);
  }
  state();
  count();
}

async function count() {
  const answer = await fetch(form.dataset.counts, { redirect: 'manual' }).catch(() => null);
  if (!answer?.ok) return;
  const counts = await answer.json();
  const line = document.querySelector('[data-door-counts]');
  line.textContent = line.dataset.text.replace('#in', counts.present).replace('#all', counts.registered);
}

form.addEventListener('submit', event => {
  event.preventDefault();
  const text = part('field').value.trim();
  part('field').value = '';
  part('field').focus();
  delete form.dataset.sent;
  if (text) scan(text);
});

// The camera: what the browser can read itself, or a reader of our own where it cannot.
async function reader() {
  if ('BarcodeDetector' in window && (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async view => (await detector.detect(view).catch(() => []))[0]?.rawValue;
  }
  await new Promise((done, failed) => document.head.append(Object.assign(document.createElement('script'), { src: form.dataset.detector, onload: done, onerror: failed })));
  const canvas = document.createElement('canvas');
  const drawn = canvas.getContext('2d', { willReadFrequently: true });
  return async view => {
    const scale = Math.min(1, 640 / view.videoWidth);
    [canvas.width, canvas.height] = [Math.round(view.videoWidth * scale), Math.round(view.videoHeight * scale)];
    drawn.drawImage(view, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = drawn.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(data, width, height)?.data;
  };
}

if (navigator.mediaDevices?.getUserMedia) {
  part('camera').hidden = false;
  part('camera').addEventListener('click', async () => {
    const view = part('view');
    try {
      view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      await view.play();
      const read = await reader();
      part('camera').hidden = true;
      view.hidden = false;
      let [last, at] = ['', 0];
      const look = async () => {
        const text = await read(view);
        // The ticket that was just read is still in the picture.
        if (text && (text !== last || Date.now() - at > 4000)) {
          [last, at] = [text, Date.now()];
          await scan(text);
        } else if (text) {
          at = Date.now();
        }
        setTimeout(look, 200);
      };
      look();
    } catch {
      part('failed').hidden = false;
    }
  });
}

if ('serviceWorker' in navigator) navigator.serviceWorker.register(`${form.dataset.address}/sw.js`, { scope: form.dataset.address }).catch(() => { });
addEventListener('online', learn);
setInterval(() => { if (queue.length > 0) learn(); }, 5000);
setInterval(learn, 30000);
learn();
