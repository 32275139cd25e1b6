// Lets the phone install the app and say kindly that there is no connection; nothing else needs it.
const nav = document.querySelector('[data-worker]');
if (nav && 'serviceWorker' in navigator) navigator.serviceWorker.register(nav.dataset.worker, { scope: nav.dataset.scope }).catch(() => { });
