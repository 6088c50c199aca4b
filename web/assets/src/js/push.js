// The page on which one subscribes to notifications: the browser is asked only when the button is pressed.
const page = document.querySelector("[data-push]");
const supported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function say(name) {
  for (const one of page.querySelectorAll("[data-push-told]")) one.hidden = one.dataset.pushTold !== name;
}

async function subscribe() {
  const { action, key, worker, scope } = page.dataset;
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  const registration = await navigator.serviceWorker.register(worker, { scope });
  const padded = key.replaceAll("-", "+").replaceAll("_", "/");
  const applicationServerKey = Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
  // A subscription under an older key is of no use.
  const old = await registration.pushManager.getSubscription();
  await old?.unsubscribe();
  await new Promise((done) => {
    if (registration.active) return done();
    const coming = registration.installing ?? registration.waiting;
    coming.addEventListener("statechange", () => coming.state === "activated" && done());
  });
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch(action, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ endpoint, keys }),
  });
  if (!answer.ok) return say("refused");
  location.reload();
}

if (page) {
  if (!supported) {
    say("unsupported");
  } else {
    const button = page.querySelector("button[data-push-ask]");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        button.disabled = true;
        try {
          await subscribe();
        } catch (error) {
          console.error(error);
          say("failed");
        }
        button.disabled = false;
      });
    }
  }
}
