// Passkeys: <form data-passkey="sign-in|create" data-options="address of the challenge">, with a hidden field named Credential.
const forms = [...document.querySelectorAll('form[data-passkey]')];
const able = typeof PublicKeyCredential !== 'undefined' && typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function';
let waiting = null;

async function challenge(form) {
  const token = form.querySelector('input[name=__RequestVerificationToken]').value;
  const answer = await fetch(form.dataset.options, { method: 'POST', body: new URLSearchParams({ __RequestVerificationToken: token }) });
  if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
  return answer.json();
}

async function send(form, credential) {
  form.querySelector('[data-credential]').value = JSON.stringify(credential);
  form.submit();
}

async function signIn(form, mediation) {
  waiting?.abort();
  waiting = new AbortController();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await challenge(form));
  await send(form, await navigator.credentials.get({ publicKey, mediation, signal: waiting.signal }));
}

async function create(form) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await challenge(form));
  await send(form, await navigator.credentials.create({ publicKey }));
}

function say(form, key) {
  const box = form.querySelector('[data-problem]');
  box.textContent = box.dataset[key];
  box.hidden = false;
}

for (const form of forms) {
  if (!able) continue;
  form.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    try {
      await (form.dataset.passkey === 'create' ? create(form) : signIn(form));
    } catch (error) {
      if (error.name === 'AbortError') return;
      say(form, error.name === 'InvalidStateError' ? 'known' : error.name === 'NotAllowedError' ? 'cancelled' : 'failed');
      delete form.dataset.sent;
    }
  });
  // The e-mail field offers passkeys as it offers passwords.
  if (form.dataset.passkey === 'sign-in' && await PublicKeyCredential.isConditionalMediationAvailable?.())
    signIn(form, 'conditional').catch(() => { /* Nobody chose one. */ });
}
