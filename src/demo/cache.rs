//! Sample HTTP caches: many small files with random-looking bodies.

use super::error::DemoError;
use super::folder::NewFolder;
use super::sites::PAGES;

/// Creates files as in Chromium's `Cache/Cache_Data`: header, address, body.
pub(super) fn chromium_entries(folder: &NewFolder, count: u32) -> Result<(), DemoError> {
    // The magic number at the start of each file (little endian), and the format's version.
    const MAGIC: u64 = 0xfcfb_6d1b_a772_5c30;
    const VERSION: u32 = 5;
    folder.file("index", filler(7, 24))?;
    folder.file("index-dir/the-real-index", filler(8, 1_200))?;
    for (number, url) in urls(count) {
        let key = format!("1/0/{url}");
        let length = u32::try_from(key.len()).unwrap_or_default();
        let mut entry = Vec::new();
        entry.extend(MAGIC.to_le_bytes());
        entry.extend(VERSION.to_le_bytes());
        entry.extend(length.to_le_bytes());
        entry.extend([0; 8]);
        entry.extend(key.as_bytes());
        entry.extend(filler(number, 400 + (number % 23) * 900));
        folder.file(&format!("{:016x}_0", spread(number)), entry)?;
    }
    Ok(())
}

/// Creates files as in Firefox's `cache2/entries`: body, then metadata.
pub(super) fn firefox_entries(folder: &NewFolder, count: u32) -> Result<(), DemoError> {
    for (number, url) in urls(count) {
        let mut entry = filler(number, 300 + (number % 19) * 1_100);
        entry.extend(b"\0\0\0\x03");
        entry.extend(format!("O^firstPartyDomain=,:{url}\0request-method\0GET\0").as_bytes());
        let name = format!("{:016X}{:016X}{number:08X}", spread(number), spread(number ^ 0xffff));
        folder.file(&name, entry)?;
    }
    Ok(())
}

fn urls(count: u32) -> impl Iterator<Item = (u32, String)> {
    let hosts = PAGES.iter().map(|page| page.host).cycle();
    (0..count).zip(hosts).map(|(number, host)| (number, format!("https://{host}/sample/picture-{number}.png")))
}

/// Returns incompressible bytes, always the same for the same seed.
pub(super) fn filler(seed: u32, length: u32) -> Vec<u8> {
    let mut state = spread(seed) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes().first().copied().unwrap_or_default()
        })
        .collect()
}

fn spread(number: u32) -> u64 {
    (u64::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Returns a line of text that says what the bytes stand for, followed by filler.
pub(super) fn opaque(what: &str, length: u32) -> Vec<u8> {
    let mut bytes = format!("Sample, not real data: {what}\n").into_bytes();
    bytes.extend(filler(10, length));
    bytes
}
