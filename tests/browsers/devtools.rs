//! A small client for Chromium's `DevTools` protocol: call, wait for the answer, forget the events.

use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// A connection to the browser; pages are addressed by the session that attaching to them gave.
pub(crate) struct Devtools {
    socket: WebSocket<TcpStream>,
    calls: u64,
}

/// An open tab.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) target: String,
    session: String,
}

impl Devtools {
    /// Connects to the address that Chromium printed.
    pub(crate) fn connect(address: &str) -> Result<Self> {
        let port =
            address.split('/').nth(2).and_then(|host| host.rsplit(':').next()).context("no port in the address")?;
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port.parse()?))?;
        stream.set_read_timeout(Some(Duration::from_secs(40)))?;
        let (socket, _) = tungstenite::client(address, stream).context("DevTools refuse the connection")?;
        Ok(Self { socket, calls: 0 })
    }

    /// Calls a method of the browser itself.
    pub(crate) fn browser(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.call(None, method, params)
    }

    /// Calls a method of a tab.
    pub(crate) fn page(&mut self, page: &Page, method: &str, params: &Value) -> Result<Value> {
        self.call(Some(&page.session), method, params)
    }

    fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<Value> {
        self.calls += 1;
        let mut message = json!({"id": self.calls, "method": method, "params": params});
        if let (Some(session), Some(message)) = (session, message.as_object_mut()) {
            message.insert("sessionId".into(), session.into());
        }
        self.socket.send(Message::text(message.to_string()))?;
        loop {
            let Message::Text(text) = self.socket.read().with_context(|| format!("no answer to {method}"))? else {
                continue;
            };
            let answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == self.calls {
                ensure!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return Ok(answer["result"].clone());
            }
        }
    }

    /// Opens a tab and waits until it has loaded.
    pub(crate) fn open(&mut self, address: &str) -> Result<Page> {
        let target = self.browser("Target.createTarget", &json!({"url": "about:blank"}))?;
        let page = self.attach(target["targetId"].as_str().context("no target")?)?;
        self.go(&page, address)?;
        Ok(page)
    }

    /// Takes control of a tab that is open.
    pub(crate) fn attach(&mut self, target: &str) -> Result<Page> {
        let session = self.browser("Target.attachToTarget", &json!({"targetId": target, "flatten": true}))?;
        let session = session["sessionId"].as_str().context("no session")?.to_owned();
        Ok(Page { target: target.to_owned(), session })
    }

    /// Loads an address in a tab and waits until it is there.
    pub(crate) fn go(&mut self, page: &Page, address: &str) -> Result<()> {
        let answer = self.page(page, "Page.navigate", &json!({"url": address}))?;
        ensure!(answer["errorText"].is_null(), "{address}: {}", answer["errorText"]);
        let loaded = "new Promise(done => document.readyState === 'complete' ? done(location.href) \
                      : addEventListener('load', () => done(location.href)))";
        let at = self.evaluate(page, loaded)?;
        let at = at.as_str().context("no address")?;
        ensure!(at.trim_end_matches('/') == address.trim_end_matches('/'), "asked for {address}, got {at}");
        Ok(())
    }

    /// Evaluates an expression in a tab, waiting for a promise.
    pub(crate) fn evaluate(&mut self, page: &Page, expression: &str) -> Result<Value> {
        let params =
            json!({"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true});
        let answer = self.page(page, "Runtime.evaluate", &params).with_context(|| expression.to_owned())?;
        if !answer["exceptionDetails"].is_null() {
            bail!("{expression}: {}", answer["exceptionDetails"]);
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Types into the tab's focused field as a keyboard does.
    pub(crate) fn type_text(&mut self, page: &Page, text: &str) -> Result<()> {
        for letter in text.chars() {
            let letter = letter.to_string();
            self.page(page, "Input.dispatchKeyEvent", &json!({"type": "keyDown", "text": letter, "key": letter}))?;
            self.page(page, "Input.dispatchKeyEvent", &json!({"type": "keyUp", "key": letter}))?;
        }
        Ok(())
    }

    /// Presses Enter in the tab.
    pub(crate) fn enter(&mut self, page: &Page) -> Result<()> {
        let key =
            |kind| json!({"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"});
        self.page(page, "Input.dispatchKeyEvent", &key("keyDown"))?;
        self.page(page, "Input.dispatchKeyEvent", &key("keyUp"))?;
        Ok(())
    }

    /// Closes a tab.
    pub(crate) fn close(&mut self, page: &Page) -> Result<()> {
        self.browser("Target.closeTarget", &json!({"targetId": page.target}))?;
        Ok(())
    }

    /// Addresses and ids of the open tabs.
    pub(crate) fn tabs(&mut self) -> Result<Vec<(String, String)>> {
        let answer = self.browser("Target.getTargets", &json!({}))?;
        let all = answer["targetInfos"].as_array().context("no targets")?.iter();
        let tabs = all.filter(|target| target["type"] == "page");
        Ok(tabs.map(|target| (text(&target["url"]), text(&target["targetId"]))).collect())
    }
}

/// A JSON string's text; other values as JSON.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
