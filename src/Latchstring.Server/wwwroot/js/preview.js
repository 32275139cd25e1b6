// Shows what is typed in a frame beside it, shortly after the last key; without script there is the button.
for (const form of document.querySelectorAll('form[data-preview]')) {
  const show = form.querySelector(form.dataset.preview);
  let waiting;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.checkValidity() && form.requestSubmit(show), 500);
  });
}
