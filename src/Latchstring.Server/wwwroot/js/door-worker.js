// Keeps the page at the door and its files, so that it opens without network. What it shows of guests the page keeps itself.
const cacheName = 'latchstring-door-1';
const page = self.registration.scope;
const kept = /^\/(css|js|icons|lib)\/|^\/icon\./;

self.addEventListener('install', event => event.waitUntil(caches.open(cacheName).then(async cache => {
  const answer = await fetch(page);
  if (!answer.ok || answer.redirected) return;
  const html = await answer.clone().text();
  await cache.put(page, answer);
  const files = [...html.matchAll(/(?:href|src|data-detector)="(\/[^"]+\.(?:css|js|svg))"/g)].map(match => match[1]);
  await Promise.allSettled(files.map(file => cache.add(file)));
  await self.skipWaiting();
})));

self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && url.href.split('?')[0] === page) {
    event.respondWith(fetch(request).then(answer => {
      if (answer.ok && !answer.redirected) {
        const copy = answer.clone();
        event.waitUntil(caches.open(cacheName).then(cache => cache.put(page, copy)));
      }
      return answer;
    }).catch(() => caches.match(page)));
  } else if (kept.test(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
