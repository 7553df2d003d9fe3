//! A local HTTPS server for all the sites at once, with an authority of its own.
//!
//! Listens on 127.0.0.1 only; every host without a certificate, such as the browsers' own update servers, gets a
//! failed handshake, so that nothing of a test depends on or reaches another network.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use crate::sites::Sites;

/// What was asked for, `host/path`, and which cookies came along.
type Log = Arc<Mutex<Vec<(String, String)>>>;

/// The running server; stops when dropped.
pub(crate) struct Server {
    port: u16,
    hosts: Vec<String>,
    authority: String,
    asked: Log,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Starts serving `sites`.
    pub(crate) fn start(sites: Sites) -> Result<Self> {
        let hosts = sites.hosts()?;
        let (config, authority) = certificates(hosts.clone())?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let (config, sites, stopped) = (Arc::new(config), Arc::new(sites), Arc::clone(&stop));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let (config, sites, log) = (Arc::clone(&config), Arc::clone(&sites), Arc::clone(&log));
                // A browser may hang up at any time. What it missed shows in the trial as a store without a value.
                std::thread::spawn(move || drop(serve(socket, config, &sites, &log)));
            }
        });
        Ok(Self { port, hosts, authority, asked, stop })
    }

    /// The port on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The hosts that it answers for.
    pub(crate) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// Whether a browser asked for this, `host/path`.
    pub(crate) fn was_asked_for(&self, page: &str) -> bool {
        self.asked.lock().is_ok_and(|asked| asked.iter().any(|(one, _)| one == page))
    }

    /// The cookies that came along each time when this was asked for; empty where none did.
    pub(crate) fn cookies_for(&self, page: &str) -> Vec<String> {
        let asked = self.asked.lock().map(|asked| asked.clone()).unwrap_or_default();
        asked.into_iter().filter(|(one, _)| one == page).map(|(_, cookies)| cookies).collect()
    }

    /// The authority's certificate in PEM.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
    }
}

fn certificates(hosts: Vec<String>) -> Result<(ServerConfig, String)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Signoff test authority");
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2025, 1, 1), rcgen::date_time_ymd(2045, 1, 1));
    let key = KeyPair::generate()?;
    let authority = params.self_signed(&key)?.pem();
    let issuer = Issuer::new(params, key);

    let mut leaf = CertificateParams::new(hosts)?;
    leaf.distinguished_name.push(DnType::CommonName, "sites");
    leaf.use_authority_key_identifier_extension = true;
    leaf.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    (leaf.not_before, leaf.not_after) = (rcgen::date_time_ymd(2025, 1, 1), rcgen::date_time_ymd(2045, 1, 1));
    let leaf_key = KeyPair::generate()?;
    let chain = vec![leaf.signed_by(&leaf_key, &issuer)?.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok((config, authority))
}

/// Answers the requests of one connection until the browser hangs up.
fn serve(
    mut socket: TcpStream,
    config: Arc<ServerConfig>,
    sites: &Sites,
    log: &Mutex<Vec<(String, String)>>,
) -> Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut session = ServerConnection::new(config)?;
    let mut stream = BufReader::new(Stream::new(&mut session, &mut socket));
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let target = line.split(' ').nth(1).context("not a request")?.to_owned();
        let (mut host, mut cookies, mut length) = (String::new(), String::new(), 0_u64);
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "host" => value.trim().split(':').next().unwrap_or_default().clone_into(&mut host),
                "cookie" => value.trim().clone_into(&mut cookies),
                "content-length" => length = value.trim().parse()?,
                _ => {}
            }
        }
        std::io::copy(&mut stream.by_ref().take(length), &mut std::io::sink())?;
        if let Ok(mut log) = log.lock() {
            log.push((format!("{host}{target}"), cookies));
        }
        let answer = sites.answer(&host, &target)?;
        let mut head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", answer.body.len());
        for header in &answer.headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        let out = stream.get_mut();
        out.write_all(head.as_bytes())?;
        out.write_all(&answer.body)?;
        out.flush()?;
    }
}
