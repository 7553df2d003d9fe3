//! A small site on plain HTTP, whose pages store data, load the next page, and report when they are done.
//!
//! All hosts end in `.localhost`. `GLib` and Chromium lead such names to this computer without asking a name server,
//! and the engines let their pages use what is otherwise for encrypted pages only. GNOME Web trusts only the system's
//! authorities, which an ordinary user cannot add to.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};

use crate::values::Values;

/// The second site; its name ends like the first one's, without being below it.
pub(crate) const BESIDE: &str = "notwww.localhost";

/// The running site; stops when dropped.
pub(crate) struct Site {
    port: u16,
    state: Arc<State>,
}

struct State {
    values: Values,
    /// What a second site plants, where there is one.
    beside: Option<Values>,
    port: u16,
    said: Mutex<Vec<String>>,
    may_go_on: AtomicBool,
    stop: AtomicBool,
}

impl Site {
    /// Starts it.
    pub(crate) fn start(values: Values) -> Result<Self> {
        Self::with(values, None)
    }

    /// Starts it with a second site, which plants these other values after the first.
    pub(crate) fn start_two(values: Values, beside: Values) -> Result<Self> {
        Self::with(values, Some(beside))
    }

    fn with(values: Values, beside: Option<Values>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let (said, may_go_on, stop) = (Mutex::default(), AtomicBool::new(false), AtomicBool::new(false));
        let state = Arc::new(State { values, beside, port, said, may_go_on, stop });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                if shared.stop.load(Ordering::Relaxed) {
                    break;
                }
                let state = Arc::clone(&shared);
                // A browser may hang up at any time. What it missed shows as a store without a value.
                std::thread::spawn(move || drop(state.serve(socket)));
            }
        });
        Ok(Self { port, state })
    }

    /// The first page; it leads to the others unless it stands alone.
    pub(crate) fn first(&self, alone: bool) -> Result<String> {
        let path = if alone { "alone" } else { "start" };
        Ok(format!("http://www.localhost:{}/{path}?{}", self.port, self.state.values.of("history-url")?))
    }

    /// The page that is bookmarked.
    pub(crate) fn kept(&self) -> Result<String> {
        self.state.kept()
    }

    /// The page that reports what its site still remembers.
    pub(crate) fn back(&self) -> String {
        format!("http://www.localhost:{}/back", self.port)
    }

    /// Lets the bookmarked page go on to the last one.
    pub(crate) fn go_on(&self) {
        self.state.may_go_on.store(true, Ordering::Relaxed);
    }

    /// What a page said that begins with `word`.
    pub(crate) fn said(&self, word: &str) -> Result<Option<String>> {
        let said = self.state.said.lock().map_err(|error| anyhow!("{error}"))?;
        Ok(said.iter().find(|text| text.starts_with(word)).cloned())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
    }
}

impl State {
    fn kept(&self) -> Result<String> {
        Ok(format!("http://{}.localhost:{}/kept", self.values.of("bookmark")?, self.port))
    }

    fn open(&self) -> Result<String> {
        let (site, tab) = (self.values.of("site")?, self.values.of("tab-open")?);
        Ok(format!("http://{site}.localhost:{}/open?{tab}", self.port))
    }

    /// Answers the requests of one connection until the browser hangs up.
    fn serve(&self, mut socket: TcpStream) -> Result<()> {
        socket.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut stream = BufReader::new(socket.try_clone()?);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let target = line.split(' ').nth(1).context("not a request")?.to_owned();
            while stream.read_line(&mut line)? > 0 && !line.ends_with("\r\n\r\n") {}
            let (headers, body) = self.answer(&target)?;
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{headers}\r\n");
            socket.write_all(head.as_bytes())?;
            socket.write_all(body.as_bytes())?;
        }
    }

    /// Header lines and body for a path.
    fn answer(&self, target: &str) -> Result<(String, String)> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let of = |store: &str| self.values.of(store);
        let beside = self.beside.as_ref().unwrap_or(&self.values);
        let html = |body: &str| {
            let head = "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n".to_owned();
            (head, format!("<!doctype html><html lang=en><meta charset=utf-8>{body}</html>"))
        };
        let lasting = "Cache-Control: public, max-age=86400\r\n";
        Ok(match path {
            "/start" | "/alone" | "/beside" => {
                let (word, values, next) = match (path, &self.beside) {
                    ("/beside", Some(beside)) => ("beside", beside, self.kept()?),
                    ("/start", Some(_)) => ("planted", &self.values, format!("http://{BESIDE}:{}/beside", self.port)),
                    ("/start", None) => ("planted", &self.values, self.kept()?),
                    _ => ("planted", &self.values, String::new()),
                };
                let (head, body) = html(&first(word, values, &next)?);
                let of = |store: &str| values.of(store);
                let lasting = format!("Set-Cookie: host={}; Max-Age=86400; Path=/\r\n", of("cookie-host")?);
                (format!("{head}{lasting}Set-Cookie: session={}; Path=/\r\n", of("cookie-session")?), body)
            }
            "/kept" => html(&format!("<title>kept bookmark</title><script>{}</script>", going_on(&self.open()?))),
            "/open" => html("<title>open</title><script>fetch('/said?open')</script>"),
            "/back" | "/beside-back" => {
                self.hear("asked")?;
                let beside = format!("http://{BESIDE}:{}/beside-back", self.port);
                let next = if path == "/back" && self.beside.is_some() { beside } else { String::new() };
                let word = path.trim_start_matches('/');
                html(&format!("<title>back</title><script>const word = '{word}', next = '{next}';{TELLING}</script>"))
            }
            "/planted-worker.js" | "/beside-worker.js" => {
                let of = |store: &str| if path.starts_with("/b") { beside.of(store) } else { self.values.of(store) };
                let script = format!("const planted = '{}'; oninstall = () => skipWaiting();", of("service-worker")?);
                (format!("Content-Type: text/javascript\r\n{lasting}"), script)
            }
            "/cached" => (format!("Content-Type: text/plain\r\n{lasting}"), of("http-cache")?),
            "/go" => {
                let answer = if self.may_go_on.load(Ordering::Relaxed) { "yes" } else { "no" };
                ("Content-Type: text/plain\r\nCache-Control: no-store\r\n".into(), answer.into())
            }
            "/said" => {
                self.hear(query)?;
                ("Cache-Control: no-store\r\n".into(), String::new())
            }
            _ => html("<title>page</title>"),
        })
    }

    fn hear(&self, text: &str) -> Result<()> {
        self.said.lock().map_err(|error| anyhow!("{error}"))?.push(text.to_owned());
        Ok(())
    }
}

/// The page that plants values and goes on.
fn first(word: &str, of: &Values, next: &str) -> Result<String> {
    let mut values = serde_json::Map::new();
    for name in ["local-storage", "session-storage", "indexeddb", "indexeddb-key", "indexeddb-blob", "cache-storage"] {
        values.insert(name.into(), of.of(name)?.into());
    }
    let (title, values) = (of.of("history-title")?, serde_json::Value::Object(values));
    Ok(format!(
        "<title>{title}</title><script>const word = '{word}', values = {values}, next = '{next}';{PLANTING}</script>"
    ))
}

/// Asks until the test lets it go on. Only once: GNOME Web starts a process for each site, and going there again
/// before that is ready starts the next one.
fn going_on(next: &str) -> String {
    format!(
        "fetch('/said?kept'); const next = '{next}'; const asking = setInterval(async () => {{ \
         if (await (await fetch('/go')).text() !== 'yes') return; clearInterval(asking); location = next; }}, 300);"
    )
}

/// Plants what the page can, says what failed, and goes on.
const PLANTING: &str = r"
(async () => {
  const steps = {
    local() { localStorage.setItem('k', values['local-storage']); },
    session() { sessionStorage.setItem('k', values['session-storage']); },
    database() {
      return new Promise((done, fail) => {
        const open = indexedDB.open('first', 1);
        open.onupgradeneeded = () => open.result.createObjectStore('records');
        open.onerror = () => fail(open.error);
        open.onsuccess = () => {
          const change = open.result.transaction('records', 'readwrite');
          const blob = new Blob([values['indexeddb-blob'].padEnd(70000, '.')]);
          change.objectStore('records').put({text: values['indexeddb'], blob}, values['indexeddb-key']);
          change.oncomplete = () => { open.result.close(); done(); };
          change.onerror = change.onabort = () => fail(change.error);
        };
      });
    },
    async caches() { await (await caches.open('pages')).put('/kept-page', new Response(values['cache-storage'])); },
    async worker() { await navigator.serviceWorker.register('/' + word + '-worker.js'); await navigator.serviceWorker.ready; },
    async cached() { await (await fetch('/cached')).text(); },
  };
  const failed = [];
  for (const [name, step] of Object.entries(steps)) {
    try { await step(); } catch (error) { failed.push(name + ':' + error); }
  }
  await fetch('/said?' + word + encodeURIComponent(failed.join(';')));
  // A page that goes on before it has loaded is a redirection, and is in no history.
  if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done));
  if (next) setTimeout(() => location = next, 1000);
})();
";

/// Reports what the site remembers, at once and again after some seconds.
const TELLING: &str = r"
(async () => {
  const databases = indexedDB.databases ? (await indexedDB.databases()).map(one => one.name) : [];
  const all = [document.cookie, localStorage.getItem('k'), await caches.keys(), databases,
    (await navigator.serviceWorker.getRegistrations()).length];
  await fetch('/said?' + word + encodeURIComponent(JSON.stringify(all)));
  if (next) location = next;
  setTimeout(() => fetch('/said?still'), 3000);
})();
";
