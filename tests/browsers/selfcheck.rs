//! The tests' own tools are tested first: a searcher that finds too little would make every result clean.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;

use crate::lab::{Lab, PREFIX, Windows, up_to_three};
use crate::search::{FIXED_KEY, Find, Searcher};
use crate::sites::Sites;
use crate::values::Values;

/// Fails unless the searcher finds a value in every encoding and compression, which are made here by other code than
/// the searcher's, and finds nothing else.
pub(crate) fn the_searcher_finds_a_value_in_every_shape() -> Result<()> {
    let sites = Sites::new(Values::draw()?);
    let searcher = Searcher::new(&sites)?;
    let value = sites.values().of("typed-text")?;
    let folder = tempfile::Builder::new().prefix(&format!("{PREFIX}shapes-")).tempdir()?;
    for (name, how, bytes) in shapes(&value)? {
        fs::write(folder.path().join(name), bytes)?;
        let found = searcher.search(&[folder.path().to_owned()]);
        ensure!(found.unread.is_empty(), "{name}: {:?}", found.unread);
        let as_expected = |find: &Find| find.is_in("typed-text", name) && find.how == how;
        ensure!(found.finds.iter().any(as_expected), "not found as {how} in {name}: {found:?}");
        ensure!(found.finds.iter().all(|find| find.store == "typed-text"), "{name}: {:?}", found.finds);
    }
    let others = Searcher::new(&Sites::new(Values::draw()?))?.search(&[folder.path().to_owned()]);
    ensure!(others.finds.is_empty(), "found what was never planted: {:?}", others.finds);
    Ok(())
}

/// Fails unless the searcher looks at names, link targets and database cells, and reports what it cannot read.
pub(crate) fn the_searcher_looks_at_names_links_and_cells() -> Result<()> {
    let sites = Sites::new(Values::draw()?);
    let searcher = Searcher::new(&sites)?;
    let value = sites.values().of("site")?;
    let folder = tempfile::Builder::new().prefix(&format!("{PREFIX}places-")).tempdir()?;
    let place = |name: &str| folder.path().join(name);
    let finds = |part: &str, how: &str| {
        let found = searcher.search(&[folder.path().to_owned()]);
        let there = found.finds.iter().any(|find| find.is_in("site", part) && find.how == how);
        ensure!(there, "not found in {part} as {how}: {found:?}");
        Ok(())
    };
    fs::create_dir(place(&format!("https+++{value}.net")))?;
    finds("https+++", "name, raw")?;
    std::os::unix::fs::symlink(format!("/nowhere/{value}"), place("link"))?;
    finds("link", "link, raw")?;
    database(&place("cells"), |database| {
        // Longer than a page, and packed so that the value is in no page in one piece.
        let long = format!("{}{}{}", "x".repeat(4090), value, "x".repeat(9000));
        database.execute("INSERT INTO t VALUES (1, ?1)", [long])?;
        let packed = snap::raw::Encoder::new().compress_vec(format!("{value}{}", "abc".repeat(500)).as_bytes())?;
        database.execute("INSERT INTO t VALUES (1, ?1)", [packed]).map(drop).map_err(Into::into)
    })?;
    finds("cells", "SQLite t.c, raw")?;
    finds("cells", "SQLite t.c, snappy, raw")?;

    fs::write(place("closed"), &value)?;
    fs::set_permissions(place("closed"), fs::Permissions::from_mode(0o000))?;
    let found = searcher.search(&[folder.path().to_owned()]);
    ensure!(found.unread.iter().any(|line| line.contains("closed")), "an unreadable file went unsaid: {found:?}");
    fs::write(place("damaged"), b"SQLite format 3\0 and nothing that follows")?;
    let found = searcher.search(&[folder.path().to_owned()]);
    ensure!(found.unread.iter().any(|line| line.contains("damaged")), "a damaged database went unsaid: {found:?}");
    Ok(())
}

/// Fails unless a lab refuses paths outside its own folder.
pub(crate) fn a_lab_refuses_what_is_outside_its_folder() -> Result<()> {
    let lab = Lab::new(Windows::Bare)?;
    lab.refuse_outside(&lab.home())?;
    let link = lab.home().join("link");
    std::os::unix::fs::symlink("/tmp", &link)?;
    for path in [PathBuf::from("/tmp"), PathBuf::from("/"), link, lab.home().join("../../..")] {
        ensure!(lab.refuse_outside(&path).is_err(), "{} was accepted", path.display());
    }
    Ok(())
}

/// File names, how the value must be found, and contents.
fn shapes(value: &str) -> Result<Vec<(&'static str, &'static str, Vec<u8>)>> {
    let plain = value.as_bytes();
    let wide: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide_big: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let filler = "the quick brown fox ".repeat(30);
    let text = format!("{filler}{value}{filler}");
    let mut all = vec![
        ("raw", "raw", [b"\0\x01", plain].concat()),
        ("utf-16-little", "UTF-16", [b"\x07", wide.as_slice()].concat()),
        ("utf-16-big", "UTF-16", wide_big),
        (
            "percent",
            "percent-encoded",
            plain.iter().fold(String::new(), |text, byte| format!("{text}%{byte:02X}")).into_bytes(),
        ),
        ("reversed", "reversed", plain.iter().rev().copied().collect()),
        ("raised", "each byte + 1", plain.iter().map(|byte| byte + 1).collect()),
        ("base64-0", "base64", STANDARD.encode(plain).into_bytes()),
        ("base64-1", "base64", STANDARD.encode([b"?", plain].concat()).into_bytes()),
        ("base64-2", "base64", STANDARD.encode([b"?>", plain, b"!"].concat()).into_bytes()),
        ("base64-utf-16", "base64 of UTF-16", STANDARD.encode([b"?", wide.as_slice()].concat()).into_bytes()),
        ("v10", "v10, raw", [b"junk v10", encrypted(text.as_bytes()).as_slice(), b" more"].concat()),
        ("v10-utf-16", "v10, UTF-16", [b"v10", encrypted(&wide).as_slice()].concat()),
    ];
    let mut gzip = flate2::write::GzEncoder::new(b"in front".to_vec(), flate2::Compression::best());
    gzip.write_all(text.as_bytes())?;
    all.push(("gzip-inside", "gzip, raw", [gzip.finish()?.as_slice(), b"behind"].concat()));
    let mut zlib = flate2::write::ZlibEncoder::new(b"in front".to_vec(), flate2::Compression::best());
    zlib.write_all(text.as_bytes())?;
    all.push(("zlib-inside", "zlib, raw", zlib.finish()?));
    let mut frames = snap::write::FrameEncoder::new(b"in front".to_vec());
    frames.write_all(text.as_bytes())?;
    all.push(("snappy-frames", "snappy frames, raw", frames.into_inner().ok().context("snappy")?));
    let length = u32::try_from(text.len())?.to_le_bytes();
    let packed = lz4_flex::block::compress(text.as_bytes());
    all.push(("moz-lz4", "mozLz4, raw", [b"mozLz40\0", length.as_slice(), &packed].concat()));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(text.as_bytes())?;
    let mut frames = snap::write::FrameEncoder::new(Vec::new());
    frames.write_all(&gzip.finish()?)?;
    all.push(("gzip-in-snappy-frames", "snappy frames, gzip, raw", frames.into_inner().ok().context("snappy")?));
    let before = vec![b'x'; CUT - (plain.len() - 8)];
    all.push(("000003.log", "LevelDB log, raw", log(&[before.as_slice(), plain].concat())?));
    all.push(("000005.ldb", "LevelDB table, raw", table(value)?));
    Ok(all)
}

fn encrypted(plain: &[u8]) -> Vec<u8> {
    let cipher = cbc::Encryptor::<Aes128>::new(&FIXED_KEY.into(), &[b' '; 16].into());
    cipher.encrypt_padded_vec::<Pkcs7>(plain)
}

/// How much of a record fits a block after a record of one byte.
const CUT: usize = (32 << 10) - 8 - 7;

/// A log whose second record crosses the end of a block in the middle of the value.
fn log(record: &[u8]) -> Result<Vec<u8>> {
    ensure!(record.len() > CUT, "the record fits a block");
    let (first, last) = record.split_at(CUT);
    let mut bytes = Vec::new();
    for (kind, part) in [(1, b"x".as_slice()), (2, first), (4, last)] {
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&u16::try_from(part.len())?.to_le_bytes());
        bytes.push(kind);
        bytes.extend_from_slice(part);
    }
    Ok(bytes)
}

/// A table of one packed block, in which the second key shares most of the value with the first.
fn table(value: &str) -> Result<Vec<u8>> {
    let (shared, own) = value.split_at(value.len() - 9);
    let entry = |shared: usize, key: &str| -> Result<Vec<u8>> {
        Ok([&[u8::try_from(shared)?, u8::try_from(key.len())?, 1], key.as_bytes(), b"v"].concat())
    };
    let block = [
        entry(0, &format!("{shared}-unlike"))?,
        entry(shared.len(), own)?,
        0_u32.to_le_bytes().to_vec(),
        1_u32.to_le_bytes().to_vec(),
    ]
    .concat();
    let packed = snap::raw::Encoder::new().compress_vec(&block)?;
    let handle = [0, u8::try_from(packed.len())?];
    let index = [&[0, 1, 2], b"z".as_slice(), &handle, &0_u32.to_le_bytes(), &1_u32.to_le_bytes()].concat();
    let mut bytes = [packed.as_slice(), &[1, 0, 0, 0, 0]].concat();
    let at = u8::try_from(bytes.len())?;
    bytes.extend_from_slice(&index);
    bytes.extend_from_slice(&[0; 5]);
    let mut footer = vec![0, 0, at, u8::try_from(index.len())?];
    footer.resize(40, 0);
    footer.extend_from_slice(&0xdb47_7524_8b80_fb57_u64.to_le_bytes());
    bytes.extend_from_slice(&footer);
    Ok(bytes)
}

fn database(path: &Path, fill: impl FnOnce(&Connection) -> Result<()>) -> Result<()> {
    let database = Connection::open(path)?;
    database.execute_batch("CREATE TABLE t (a, c)")?;
    fill(&database)
}

/// Fails unless preparation is repeated after a failure, and given up after the third.
pub(crate) fn a_start_that_fails_is_tried_three_times() -> Result<()> {
    for (good, expected) in [(1, Some(1)), (3, Some(3)), (4, None)] {
        let mut tries = 0;
        let ready = up_to_three("a start that is to fail", || {
            tries += 1;
            ensure!(tries >= good, "not yet");
            Ok(tries)
        });
        ensure!(ready.ok() == expected && tries == good.min(3), "{tries} tries where number {good} is the good one");
    }
    Ok(())
}
