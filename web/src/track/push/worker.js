// Shows notifications. What arrives was encrypted for this browser by the company's channel: title, body, url, tag.
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data ? event.data.json() : {};
  } catch {
    said = { title: event.data.text() };
  }
  const { title = "", body = "", url = "", tag = "" } = said;
  // The tag makes one notification of two that are the same.
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = event.notification.data?.url ?? "";
  if (/^https?:\/\//.test(url)) event.waitUntil(self.clients.openWindow(url));
});
