//! Ten sites, of which five are chosen, and the page with which each fills its stores.
//!
//! The two lists are written by hand, so that no rule of the product decides what a trial expects.

/// Chosen: a suffix, a suffix, a suffix, an exact host, a suffix.
pub(crate) const CHOSEN: [&str; 5] =
    ["login.live.com", "login.microsoftonline.com", "moodle.tuni.fi", "haka.funet.fi", "service.seamlessaccess.org"];

/// Not chosen, but alike: the same letters, a chosen name in front, the exact host's neighbour, and a third party that
/// is partitioned by the first of them.
pub(crate) const OTHER: [&str; 5] =
    ["notlive.com", "live.com.example.org", "mytuni.fi", "www.funet.fi", "widget.example.net"];

/// All of them.
pub(crate) const HOSTS: [&str; 10] =
    [CHOSEN[0], CHOSEN[1], CHOSEN[2], CHOSEN[3], CHOSEN[4], OTHER[0], OTHER[1], OTHER[2], OTHER[3], OTHER[4]];

/// Frames: the page around, the third party, and the name of the value, which says whether it goes.
pub(crate) const FRAMES: [(&str, &str, &str); 3] = [
    ("www.funet.fi", "login.live.com", "goes-chosen-under-other"),
    ("moodle.tuni.fi", "widget.example.net", "goes-other-under-chosen"),
    ("notlive.com", "widget.example.net", "stays-other-under-other"),
];

/// Cookies in a container: host and name of the value.
pub(crate) const CONTAINER: [(&str, &str); 2] =
    [("login.live.com", "goes-in-container"), ("mytuni.fi", "stays-in-container")];

/// The worker of each site.
pub(crate) const WORKER: &str =
    "oninstall = () => skipWaiting(); onactivate = event => event.waitUntil(clients.claim());";

/// Without an icon of its own the browser would ask for `/favicon.ico`, which sets a cookie of no planted value.
pub(crate) const HEAD: &str = "<title>site</title><link rel=icon href='data:,'>";

/// `plant(value)` fills the stores of the page's site; `tell()` says what is in them; `framed(host, message)` has a
/// frame of another site do either.
pub(crate) const PAGE: &str = r"
const top_ = window === window.top;
async function plant(value) {
  const third = top_ ? '' : '; SameSite=None; Partitioned';
  document.cookie = 'lasting=' + value + '; Max-Age=86400; Path=/; Secure' + third;
  document.cookie = 'ending=' + value + '; Path=/; Secure' + third;
  localStorage.setItem('k', value);
  sessionStorage.setItem('k', value);
  await database('first', 'k', {text: value});
  const cache = await caches.open('pages');
  await cache.put('/kept-page', new Response(value));
  if (top_) {
    await navigator.serviceWorker.register('/site-worker.js?' + value);
    await navigator.serviceWorker.ready;
  }
}
function record() {
  return new Promise((done, fail) => {
    const open = indexedDB.open('first', 1);
    let made = false;
    open.onupgradeneeded = () => { made = true; open.transaction.abort(); };
    open.onerror = () => made ? done('') : fail(open.error);
    open.onsuccess = () => {
      const get = open.result.transaction('records').objectStore('records').get('k');
      get.onsuccess = () => { open.result.close(); done(get.result ? get.result.text : ''); };
      get.onerror = () => fail(get.error);
    };
  });
}
async function tell() {
  const told = {cookies: document.cookie, local: localStorage.getItem('k') || '', record: await record()};
  const page = await caches.match('/kept-page');
  told.cached = page ? await page.text() : '';
  const worker = top_ ? await navigator.serviceWorker.getRegistration() : null;
  told.worker = worker && (worker.active || worker.waiting || worker.installing) ?
    (worker.active || worker.waiting || worker.installing).scriptURL : '';
  return told;
}
function framed(host, value) {
  return new Promise((done, fail) => {
    const frame = document.createElement('iframe');
    addEventListener('message', event => { frame.remove(); event.data.failed ? fail(event.data.failed) : done(event.data); });
    frame.onload = () => frame.contentWindow.postMessage(value, '*');
    frame.src = 'https://' + host + '/site';
    document.body ? document.body.append(frame) : document.documentElement.append(frame);
  });
}
if (!top_) addEventListener('message', async event => {
  let answer;
  try {
    if (event.data) await plant(event.data);
    answer = await tell();
  } catch (error) { answer = {failed: '' + error}; }
  event.source.postMessage(answer, '*');
});
";
