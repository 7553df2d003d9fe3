//! A small client for Marionette, Firefox's own remote protocol: `length:[0,id,command,parameters]` over TCP.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

/// Where scripts run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// In the page, as its own scripts do.
    Page,
    /// In the browser, with its rights.
    Browser,
}

/// A connection with a session.
pub(crate) struct Marionette {
    stream: TcpStream,
    calls: u64,
}

impl Marionette {
    /// Connects and begins a session.
    pub(crate) fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(40)))?;
        let mut marionette = Self { stream, calls: 0 };
        marionette.read().context("no greeting")?;
        marionette.call("WebDriver:NewSession", &json!({}))?;
        Ok(marionette)
    }

    /// Chooses where scripts run from now on.
    pub(crate) fn context(&mut self, context: Context) -> Result<()> {
        let value = if context == Context::Page { "content" } else { "chrome" };
        self.call("Marionette:SetContext", &json!({ "value": value })).map(drop)
    }

    /// Loads an address in the current tab and waits until it is there.
    pub(crate) fn go(&mut self, address: &str) -> Result<()> {
        self.call("WebDriver:Navigate", &json!({ "url": address })).map(drop).context(address.to_owned())
    }

    /// Runs a script's body and returns its value; a promise is waited for.
    pub(crate) fn run(&mut self, script: &str, arguments: &Value) -> Result<Value> {
        // Without a sandbox a page's own functions can be called.
        let call = json!({"script": script, "args": arguments, "sandbox": null, "newSandbox": true});
        let answer = self.call("WebDriver:ExecuteScript", &call).with_context(|| script.to_owned())?;
        Ok(answer["value"].clone())
    }

    /// Types into an element as a keyboard does.
    pub(crate) fn type_into(&mut self, selector: &str, value: &str) -> Result<()> {
        let found = self.call("WebDriver:FindElement", &json!({"using": "css selector", "value": selector}))?;
        let element = found["value"].as_object().and_then(|map| map.values().next()).context("no element")?;
        self.call("WebDriver:ElementSendKeys", &json!({"id": element, "text": value})).map(drop)
    }

    /// Opens a tab and makes it the current one.
    pub(crate) fn open_tab(&mut self) -> Result<()> {
        self.context(Context::Page)?;
        let tab = self.call("WebDriver:NewWindow", &json!({"type": "tab", "focus": true}))?;
        self.call("WebDriver:SwitchToWindow", &json!({"handle": tab["handle"], "focus": true})).map(drop)
    }

    /// Closes the current tab and makes the first one current.
    pub(crate) fn close_tab(&mut self) -> Result<()> {
        self.context(Context::Page)?;
        let left = self.call("WebDriver:CloseWindow", &json!({}))?;
        let first = left.as_array().and_then(|all| all.first()).context("no tab is left")?;
        self.call("WebDriver:SwitchToWindow", &json!({"handle": first, "focus": true})).map(drop)
    }

    fn call(&mut self, command: &str, parameters: &Value) -> Result<Value> {
        self.calls += 1;
        let message = json!([0, self.calls, command, parameters]).to_string();
        write!(self.stream, "{}:{message}", message.len())?;
        let answer = self.read().with_context(|| format!("no answer to {command}"))?;
        ensure!(answer[1] == self.calls, "an answer to another call than {command}");
        if !answer[2].is_null() {
            bail!("{command}: {}: {}", answer[2]["error"], answer[2]["message"]);
        }
        Ok(answer[3].clone())
    }

    fn read(&mut self) -> Result<Value> {
        let (mut length, mut byte) = (0_usize, [0_u8]);
        loop {
            self.stream.read_exact(&mut byte)?;
            match byte[0] {
                b':' => break,
                digit @ b'0'..=b'9' => length = length * 10 + usize::from(digit - b'0'),
                other => bail!("unexpected byte {other}"),
            }
        }
        let mut message = vec![0; length];
        self.stream.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }
}
