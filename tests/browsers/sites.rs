//! The sites that the planted values come from: their hosts, and what each address answers.
//!
//! Plain functions from a request to an answer; TLS and sockets are [`crate::server`]'s.

use std::io::Write as _;

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

use crate::ten;
use crate::values::Values;

/// The page that plants most stores; the third party is framed in it.
pub(crate) const MAIN: &str = "www.example.org";
/// The framed third party.
pub(crate) const THIRD: &str = "login.live.com";
/// A sign-in.
pub(crate) const LOGIN: &str = "login.microsoftonline.com";
/// An institution's own.
pub(crate) const HOME_SITE: &str = "moodle.tuni.fi";

/// A one-pixel picture, for the tab.
const ICON: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6,
    0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0,
    0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// What a request is answered with.
pub(crate) struct Answer {
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

/// The sites of one test.
#[derive(Clone, Debug)]
pub(crate) struct Sites {
    values: Values,
}

impl Sites {
    /// Sites that plant `values`.
    pub(crate) fn new(values: Values) -> Self {
        Self { values }
    }

    /// The values that these sites plant.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }

    /// Every host that needs a certificate.
    pub(crate) fn hosts(&self) -> Result<Vec<String>> {
        let mut hosts: Vec<String> = [MAIN, THIRD, LOGIN, HOME_SITE, "idp.tuni.fi"].map(str::to_owned).into();
        for store in ["zoom", "permission", "hsts", "site", "bookmark", "password"] {
            hosts.push(self.host(store)?);
        }
        hosts.extend(ten::HOSTS.iter().map(|host| (*host).to_owned()));
        hosts.sort();
        hosts.dedup();
        Ok(hosts)
    }

    /// The host that carries the value of a store which remembers hosts only.
    pub(crate) fn host(&self, store: &str) -> Result<String> {
        Ok(format!("{}.net", self.values.of(store)?))
    }

    /// The page with everything.
    pub(crate) fn main_page(&self) -> Result<String> {
        Ok(format!("https://{MAIN}/start?{}", self.values.of("history-url")?))
    }

    /// The page that is left open in a tab of its own.
    pub(crate) fn open_page(&self) -> Result<String> {
        Ok(format!("https://{HOME_SITE}/course?{}", self.values.of("tab-open")?))
    }

    /// The page whose tab is closed again.
    pub(crate) fn closed_page(&self) -> Result<String> {
        Ok(format!("https://{HOME_SITE}/course?{}", self.values.of("tab-closed")?))
    }

    /// The page of the bookmark.
    pub(crate) fn bookmarked_page(&self) -> Result<String> {
        Ok(format!("https://{}/kept", self.host("bookmark")?))
    }

    /// The file to download, and its name.
    pub(crate) fn download(&self) -> Result<(String, String)> {
        let name = format!("{}.bin", self.values.of("download")?);
        Ok((format!("https://{HOME_SITE}/files/{name}"), name))
    }

    /// Answers a request.
    pub(crate) fn answer(&self, host: &str, target: &str) -> Result<Answer> {
        let path = target.split('?').next().unwrap_or(target);
        let of = |store: &str| self.values.of(store);
        Ok(match path {
            "/start" => html(&self.start()?).cookies(&[
                format!("host={}; Max-Age=86400; Path=/; Secure", of("cookie-host")?),
                format!("domain={}; Max-Age=86400; Path=/; Secure; Domain=example.org", of("cookie-domain")?),
                format!("ESTSAUTH={}; Path=/; Secure; HttpOnly", of("cookie-session")?),
            ]),
            "/frame" => html(&self.frame()?).cookies(&[format!(
                "chips={}; Max-Age=86400; Path=/; Secure; SameSite=None; Partitioned",
                of("cookie-partitioned")?
            )]),
            "/site" => html(&format!("{}<script>{DATABASE}{}</script>", ten::HEAD, ten::PAGE)),
            "/site-worker.js" => plain("text/javascript", ten::WORKER),
            "/worker.js" => plain("text/javascript", &worker(&of("service-worker")?)),
            "/cached" => plain("text/plain", &of("http-cache")?).header("Cache-Control: public, max-age=86400"),
            "/gzip" => gzip(&of("http-cache-gzip")?)?,
            "/icon" => Answer { headers: vec!["Content-Type: image/png".into()], body: ICON.into() },
            "/form" => html(&form()),
            "/login" => html("<title>Sign in</title><p>sign in"),
            "/kept" => html(&format!("<title>{}</title><p>kept", of("bookmark-visit")?)),
            "/stay" => html(STAY),
            _ if path.starts_with("/files/") => {
                plain("application/octet-stream", &format!("file {}\n", of("download")?))
                    .header("Content-Disposition: attachment")
            }
            _ if host == self.host("hsts")? => {
                html("<title>hsts</title>").header("Strict-Transport-Security: max-age=31536000")
            }
            _ => html("<title>page</title><p>page<script>localStorage.setItem('seen', '1')</script>")
                .cookies(&["seen=1; Max-Age=86400; Path=/; Secure".into()]),
        })
    }

    fn start(&self) -> Result<String> {
        let of = |store: &str| self.values.of(store);
        let names = [
            "local-storage",
            "session-storage",
            "indexeddb",
            "indexeddb-key",
            "indexeddb-blob",
            "storage-bucket",
            "opfs",
            "opfs-name",
            "cache-storage",
            "http-cache",
            "http-cache-gzip",
        ];
        let mut values = serde_json::Map::new();
        for name in names {
            values.insert(name.into(), of(name)?.into());
        }
        let icon = of("icon")?;
        Ok(format!(
            "<title>{}</title><link rel=icon type=image/png href='/icon?{icon}'>\
             <iframe src='https://{THIRD}/frame'></iframe>\
             <script>const values = {};{DATABASE}{STORING}</script>",
            of("history-title")?,
            serde_json::Value::Object(values),
        ))
    }

    fn frame(&self) -> Result<String> {
        let (local, database) = (self.values.of("local-storage-third")?, self.values.of("indexeddb-third")?);
        Ok(format!(
            "<script>{DATABASE}\
             localStorage.setItem('k', '{local}');\
             database('third', 'k', {{text: '{database}'}}).then(() => parent.postMessage('planted', '*'), \
             error => parent.postMessage('' + error, '*'));</script>"
        ))
    }
}

/// Stores one record and waits until it is on disk.
const DATABASE: &str = r"
function database(name, key, value, factory = indexedDB) {
  return new Promise((done, fail) => {
    const open = factory.open(name, 1);
    open.onupgradeneeded = () => open.result.createObjectStore('records');
    open.onerror = () => fail(open.error);
    open.onsuccess = () => {
      const change = open.result.transaction('records', 'readwrite', {durability: 'strict'});
      change.objectStore('records').put(value, key);
      change.oncomplete = () => { open.result.close(); done(); };
      change.onerror = change.onabort = () => fail(change.error);
    };
  });
}
";

/// Plants every store of the main page; `plant()` resolves to the names of the stores it could use.
const STORING: &str = r"
const framed = new Promise(done => addEventListener('message', event => done(event.data)));
async function plant() {
  const steps = {
    async local() { localStorage.setItem('k', values['local-storage']); },
    async session() { sessionStorage.setItem('k', values['session-storage']); },
    async indexed() {
      const blob = new Blob([values['indexeddb-blob'].padEnd(70000, '.')]);
      await database('first', values['indexeddb-key'], {text: values['indexeddb'], blob});
    },
    async bucket() {
      if (!navigator.storageBuckets) return;
      const bucket = await navigator.storageBuckets.open('inbox', {persisted: true});
      await database('bucket', 'k', {text: values['storage-bucket']}, bucket.indexedDB);
    },
    async files() {
      const root = await navigator.storage.getDirectory();
      const file = await root.getFileHandle(values['opfs-name'], {create: true});
      const stream = await file.createWritable();
      await stream.write(values['opfs']);
      await stream.close();
    },
    async caches() {
      const cache = await caches.open('pages');
      await cache.put('/kept-page', new Response(values['cache-storage']));
    },
    async worker() {
      await navigator.serviceWorker.register('/worker.js');
      await navigator.serviceWorker.ready;
    },
    async cached() { await (await fetch('/cached?' + values['http-cache'])).text(); },
    async gzip() { await (await fetch('/gzip')).text(); },
    async frame() { const said = await framed; if (said !== 'planted') throw said; },
  };
  const failed = [];
  for (const [name, step] of Object.entries(steps)) {
    try { await step(); } catch (error) { failed.push(name + ': ' + error); }
  }
  return failed.join('; ');
}
";

/// A page that asks before it goes, once it was touched: a browser showing it does not close politely.
const STAY: &str = "<title>stay</title><p>unsaved work<input id=field autofocus>\
    <script>addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'stay'; });</script>";

fn form() -> String {
    "<title>form</title><form method=post action=/done>\
     <input id=field name=address type=text autofocus><input id=send type=submit></form>"
        .to_owned()
}

fn worker(value: &str) -> String {
    format!(
        "const planted = '{value}'; oninstall = () => skipWaiting(); onactivate = event => event.waitUntil(clients.claim());"
    )
}

fn html(body: &str) -> Answer {
    let page = format!("<!doctype html><html lang=en><meta charset=utf-8>{body}</html>");
    plain("text/html; charset=utf-8", &page).header("Cache-Control: no-store")
}

fn plain(kind: &str, body: &str) -> Answer {
    Answer { headers: vec![format!("Content-Type: {kind}")], body: body.as_bytes().into() }
}

fn gzip(value: &str) -> Result<Answer> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Text before the value, so that it is packed and not merely stored.
    packed.write_all(format!("{}{value}{value}", "page page page ".repeat(40)).as_bytes())?;
    let answer = Answer { headers: vec!["Content-Type: text/plain".into()], body: packed.finish()? };
    Ok(answer.header("Content-Encoding: gzip").header("Cache-Control: public, max-age=86400"))
}

impl Answer {
    fn header(mut self, line: &str) -> Self {
        self.headers.push(line.to_owned());
        self
    }

    fn cookies(mut self, cookies: &[String]) -> Self {
        self.headers.extend(cookies.iter().map(|cookie| format!("Set-Cookie: {cookie}")));
        self
    }
}
