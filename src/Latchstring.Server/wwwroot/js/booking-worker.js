// Keeps the files that never change, and the page that says there is no connection. Pages themselves are always asked for anew.
const cacheName = 'latchstring-booking-1';
const offline = new URL('offline', self.location).href;
const kept = /^\/(css|js|icons|lib)\/|^\/icon\./;

self.addEventListener('install', event => event.waitUntil(caches.open(cacheName).then(async cache => {
  const answer = await fetch(offline, { credentials: 'omit' });
  const html = await answer.clone().text();
  await cache.put(offline, answer);
  const files = [...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map(match => match[1]);
  await Promise.allSettled(files.map(file => cache.add(file)));
  await self.skipWaiting();
})));

self.addEventListener('activate', event => event.waitUntil(caches.keys()
  .then(names => Promise.all(names.filter(name => name.startsWith('latchstring-booking-') && name !== cacheName).map(name => caches.delete(name))))
  .then(() => self.clients.claim())));

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match(offline)));
  } else if (kept.test(url.pathname)) {
    event.respondWith(caches.match(request).then(hit => hit ?? fetch(request).then(answer => {
      if (answer.ok && answer.headers.get('cache-control')?.includes('immutable')) {
        const copy = answer.clone();
        event.waitUntil(caches.open(cacheName).then(cache => cache.put(request, copy)));
      }
      return answer;
    })));
  }
});
