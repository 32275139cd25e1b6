// After many wrong codes the server asks for a small calculation: a nonce so that SHA-256("challenge.nonce") begins with zero bits.
const K = new Uint32Array(64), H = new Uint32Array(8);
for (let n = 2, i = 0; i < 64; n++) {
  if ([...Array(n - 2).keys()].some(d => n % (d + 2) === 0)) continue;
  const bits = x => ((x - Math.floor(x)) * 4294967296) >>> 0;
  if (i < 8) H[i] = bits(Math.sqrt(n));
  K[i++] = bits(Math.cbrt(n));
}

/** First 32 bits of the SHA-256 of an ASCII text of at most 119 characters. */
export function head(text) {
  const long = text.length > 55, words = new Uint32Array(long ? 32 : 16);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
  words[text.length >> 2] |= 0x80 << (24 - (text.length & 3) * 8);
  words[words.length - 1] = text.length * 8;
  const hash = H.slice(), w = new Uint32Array(64), turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let block = 0; block < words.length; block += 16) {
    w.set(words.subarray(block, block + 16));
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { hash[i] += value; });
  }
  return hash[0];
}

async function solve(challenge, bits) {
  for (let nonce = 0; ; nonce++) {
    if (head(`${challenge}.${nonce}`) >>> (32 - bits) === 0) return `${challenge}.${nonce}`;
    // Let the page breathe.
    if (nonce % 5000 === 4999) await new Promise(resolve => setTimeout(resolve));
  }
}

// It calculates while the person still types; whoever is faster waits a moment.
document.querySelectorAll('form[data-challenge]').forEach(form => {
  const solved = solve(form.dataset.challenge, Number(form.dataset.bits)).then(proof => {
    form.elements['Form.Proof'].value = proof;
    form.dataset.solved = '1';
  });
  form.addEventListener('submit', async event => {
    if (form.dataset.solved) return;
    event.preventDefault();
    const status = form.querySelector('[role=status]');
    if (status) status.textContent = form.dataset.working;
    await solved;
    form.requestSubmit();
  });
});
