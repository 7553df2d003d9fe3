use std::io::{Cursor, Write as _};
use std::sync::OnceLock;

use proptest::prelude::{Strategy, any, prop_assert, prop_assert_ne, proptest};

use super::search::PIECE;
use super::*;
use crate::store::leveldb::testing::{log_of, table_of};
use crate::store::sites::testing::rules;
use crate::store::testing::{Lab, rel};

const ADDRESS: &str = "aino.example+lab@tuni.example";
const HOST: &str = "login.microsoftonline.com";

fn addresses() -> Wanted {
    Wanted::addresses([ADDRESS]).unwrap()
}

fn sites() -> Wanted {
    Wanted::sites(&rules(&["microsoftonline.com", "live.com"])).unwrap()
}

fn in_bytes(bytes: &[u8], wanted: &Wanted) -> Mention {
    in_bytes_within(bytes, wanted, u64::MAX)
}

fn in_bytes_within(bytes: &[u8], wanted: &Wanted, left: u64) -> Mention {
    let mut search = Search::new(wanted, &Stop::default(), bytes.len() as u64, packed::value);
    search.left = search.left.min(left);
    match whole(&mut search, &mut Cursor::new(bytes), bytes.len() as u64) {
        Ok(()) => search.result(),
        Err(_) => Mention::Unread,
    }
}

/// Returns a text in all the ways in which texts are written.
fn written(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let percent = text.replace('@', "%40").replace('.', "%2E");
    let letters = text.chars().flat_map(|letter| format!("\\u{:04x}", u32::from(letter)).into_bytes()).collect();
    let twice = percent.replace('%', "%25");
    let json = text.replace('@', "\\u0040");
    vec![
        ("plain", text.into()),
        ("upper", text.to_uppercase().into()),
        ("wide", wide(text, u16::to_le_bytes)),
        ("wide, high byte first", wide(text, u16::to_be_bytes)),
        ("percent", percent.clone().into()),
        ("percent, wide", wide(&percent, u16::to_le_bytes)),
        ("percent twice", twice.into()),
        ("json", json.clone().into()),
        ("json in json", json.replace('\\', "\\\\").into()),
        ("json, wide", wide(&json, u16::to_be_bytes)),
        ("every letter", letters),
        ("mark", text.replace('@', "\\x40").into()),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    [b"mozLz40\0".as_slice(), &length, &lz4_flex::block::compress(bytes)].concat()
}

fn snappy(bytes: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(bytes).unwrap()
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = snap::write::FrameEncoder::new(Vec::new());
    packed.write_all(bytes).unwrap();
    packed.into_inner().unwrap()
}

/// Returns a database with these values in a table of its own, each as text and as bytes, beside an index of them.
fn database(values: &[&[u8]]) -> Vec<u8> {
    let lab = Lab::new();
    let schema = "PRAGMA page_size = 512; CREATE TABLE never_seen(a, b, c); CREATE INDEX by_a ON never_seen(a, c);";
    let connection = lab.database("db", schema, "delete");
    for value in values {
        let text = String::from_utf8_lossy(value).into_owned();
        connection.execute("INSERT INTO never_seen VALUES(?1, 7, ?2)", (value, text)).unwrap();
    }
    connection.close().unwrap();
    lab.get("db")
}

/// Returns a value between others, so that it lies somewhere and does not repeat itself.
fn padded(value: &[u8]) -> Vec<u8> {
    let noise = |from: u32| (from..from + 120).flat_map(|number| format!("{number}, ").into_bytes());
    noise(1000).chain(*b"\"").chain(value.iter().copied()).chain(*b"\"").chain(noise(5000)).collect()
}

/// Returns all files in which a value may be.
fn files(value: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let change =
        |key: &[u8], value: &[u8]| vec![(b"key".to_vec(), Some(b"v".to_vec())), (key.to_vec(), Some(value.to_vec()))];
    let blink = [b"\x01\xff\x11\x02".as_slice(), &snappy(&padded(value))].concat();
    vec![
        ("alone", value.to_vec()),
        ("among others", padded(value)),
        ("gzip", gzip(&padded(value))),
        ("mozLz4", lz4(&padded(value))),
        ("snappy in frames", framed(&padded(value))),
        ("table", table_of(&change(b"k", &padded(value)), 1, false)),
        ("packed table", table_of(&change(b"k", &padded(value)), 1, true)),
        ("packed table, key", table_of(&change(value, b""), 1, true)),
        ("log", log_of(&change(b"k", &padded(value)), 1)),
        ("log, key", log_of(&change(value, b"x"), 1)),
        ("Chromium's value in a table", table_of(&change(b"k", &blink), 1, false)),
        ("database", database(&[value])),
        ("row over several pages", database(&[&padded(value)])),
        ("snappy in a row", database(&[&snappy(&padded(value))])),
        ("gzip in a row", database(&[&gzip(&padded(value))])),
    ]
}

#[test]
fn a_planted_name_is_found_in_every_file_and_in_every_way_of_writing() {
    for (text, wanted) in [(ADDRESS, addresses()), (HOST, sites())] {
        for (way, value) in written(text) {
            for (form, file) in files(&value) {
                assert_eq!(in_bytes(&file, &wanted), Mention::Found, "{text}: {way}, {form}");
            }
        }
    }
    for (form, file) in files(b"nothing@of.example at https://notmicrosoftonline.com/") {
        for wanted in [addresses(), sites()] {
            assert_eq!(in_bytes(&file, &wanted), Mention::Nothing, "{form}");
        }
    }
}

#[test]
fn a_host_is_a_name_and_no_part_of_another() {
    let check = |text: &str, expected: bool| {
        for (way, bytes) in written(text).into_iter().filter(|(way, _)| *way != "upper") {
            let found = in_bytes(&bytes, &sites()) == Mention::Found;
            assert_eq!(found, expected, "{text}: {way}");
        }
    };
    for yes in [
        "live.com",
        ".live.com",
        "https://login.live.com:443/path",
        "https+++login.live.com",
        "https_login.live.com_0.indexeddb.leveldb",
        "https://a.example^partitionKey=(https,live.com)",
        "moc.evil.nigol.:https:443",
        "moc.evil",
        "a live.com. And",
        "{\"live.com\":1}",
    ] {
        check(yes, true);
    }
    check("^partitionKey=%28https%2Clive.com%29", true);
    for no in [
        "notlive.com",
        "live.com.evil.example",
        "live.community",
        "live-com",
        "moc.evilo",
        "elpmaxe.moc.evil",
        "aino@live.com",
        "https://olive.com/",
    ] {
        check(no, false);
    }
    assert_eq!(in_bytes(br#"{"a":"b\nlive.com"}"#, &sites()), Mention::Found, "an escaped line is no letter");
    let mut exact = rules(&[]);
    exact.hosts.insert(crate::model::Site::parse("login.windows.net").unwrap());
    let exact = Wanted::sites(&exact).unwrap();
    for (text, expected) in [("login.windows.net", true), (".login.windows.net", true), ("a.login.windows.net", false)]
    {
        assert_eq!(in_bytes(text.as_bytes(), &exact) == Mention::Found, expected, "{text}");
    }
}

#[test]
fn a_cookies_name_is_found_by_its_beginning() {
    let mut rules = rules(&[]);
    rules.cookies.insert(crate::model::CookieName("_shibsession_*".into()));
    rules.cookies.insert(crate::model::CookieName("_saml_idp".into()));
    let wanted = Wanted::sites(&rules).unwrap();
    for (text, expected) in [
        ("_shibsession_616", true),
        ("x_shibsession_616", false),
        ("a=b; _saml_idp=c", true),
        ("_saml_idp_else", false),
    ] {
        assert_eq!(in_bytes(text.as_bytes(), &wanted) == Mention::Found, expected, "{text}");
    }
}

#[test]
fn a_length_before_a_name_is_no_letter_of_it() {
    // 'd' is 100: as long as the text that follows.
    let text = format!("live.com/{}", "x".repeat(91));
    assert_eq!(in_bytes(&[b"\x00\x0ad", text.as_bytes(), &[0]].concat(), &sites()), Mention::Found);
    assert_eq!(in_bytes(b"\x00\x0adlive.com\x00", &sites()), Mention::Nothing, "a shorter text has another length");
    assert_eq!(in_bytes(b"\x0a\x08live.com2\x05after", &sites()), Mention::Found, "a mark behind it");
}

#[test]
fn removed_rows_and_logs_are_read() {
    let lab = Lab::new();
    let connection = lab.database("db", "CREATE TABLE t(a, b)", "wal");
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = OFF").unwrap();
    let long = String::from_utf8(padded(HOST.as_bytes())).unwrap();
    let row = |value: &str| connection.execute("INSERT INTO t VALUES('x', ?1)", [value]).unwrap();
    row(&long.repeat(3));
    for at in ["db", "db-wal"] {
        let expected = if at == "db" { Mention::Nothing } else { Mention::Found };
        assert_eq!(mentions(&lab.root, &rel(at), &sites(), &Stop::default()), expected, "{at}");
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    connection.execute_batch("DELETE FROM t; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    assert_eq!(mentions(&lab.root, &rel("db"), &sites(), &Stop::default()), Mention::Found, "a free page");
    connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    assert_eq!(mentions(&lab.root, &rel("db"), &sites(), &Stop::default()), Mention::Nothing);
    for host in ["a.example", HOST, "b.example"] {
        row(host);
    }
    connection.execute_batch(&format!("DELETE FROM t WHERE b = '{HOST}'; PRAGMA wal_checkpoint(TRUNCATE)")).unwrap();
    assert_eq!(mentions(&lab.root, &rel("db"), &sites(), &Stop::default()), Mention::Found, "unused space of a page");
    assert_eq!(mentions(&lab.root, &rel("absent"), &sites(), &Stop::default()), Mention::Nothing);
}

#[test]
fn columns_beside_each_other_are_no_one_name() {
    let lab = Lab::new();
    let connection = lab.database("db", "CREATE TABLE t(a, b, c)", "delete");
    let row = |row: [&str; 3]| connection.execute("INSERT INTO t VALUES(?1, ?2, ?3)", row).unwrap();
    row(["not", "alive.com", "community"]);
    assert_eq!(mentions(&lab.root, &rel("db"), &sites(), &Stop::default()), Mention::Nothing);
    row(["path", "live.com", "ESTSAUTH"]);
    assert_eq!(mentions(&lab.root, &rel("db"), &sites(), &Stop::default()), Mention::Found);
}

#[test]
fn a_name_between_two_pieces_is_found() {
    for (way, value) in written(HOST) {
        for before in (PIECE - 3 * value.len()..PIECE + value.len()).step_by(41) {
            let bytes = [vec![b'.'; before], value.clone(), vec![b'.'; 4096]].concat();
            assert_eq!(in_bytes(&bytes, &sites()), Mention::Found, "{way} after {before} bytes");
        }
    }
}

#[test]
fn what_unpacks_to_too_much_is_unread() {
    let bomb = gzip(&vec![b'x'; 5 << 20]);
    assert!(bomb.len() < 50 << 10);
    assert_eq!(in_bytes_within(&bomb, &sites(), 4 << 20), Mention::Unread);
    assert_eq!(in_bytes(&bomb, &sites()), Mention::Nothing);
    let mut cut = lz4(&padded(HOST.as_bytes()));
    cut[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(in_bytes(&cut, &addresses()), Mention::Unread);
}

#[test]
fn many_small_files_that_unpack_to_much_share_what_a_run_has() {
    let bomb = gzip(&vec![b'x'; 5 << 20]);
    let wanted = sites();
    let few = 8 << 20;
    wanted.take_spare(u64::MAX);
    wanted.give_back(few);
    let said: Vec<Mention> = (0..4).map(|_| in_bytes(&bomb, &wanted)).collect();
    assert_eq!(said, [Mention::Nothing, Mention::Unread, Mention::Unread, Mention::Unread]);
    assert_eq!(in_bytes(&padded(HOST.as_bytes()), &wanted), Mention::Found, "what is not packed needs none");
    assert_eq!(in_bytes(&padded(b"x"), &wanted), Mention::Nothing);
}

/// Returns a mozLz4 text of one letter that is as long as what it unpacks to.
fn stored(len: usize) -> Vec<u8> {
    let more = len - 15;
    let length = u32::try_from(len).unwrap().to_le_bytes();
    let rest = u8::try_from(more % 255).unwrap();
    [b"mozLz40\0".as_slice(), &length, &[0xf0], &vec![255; more / 255], &[rest], &vec![b'x'; len]].concat()
}

#[test]
fn what_is_packed_in_what_is_packed_is_in_memory_within_limits() {
    for (len, expected) in [(40 << 20, Mention::Nothing), (55 << 20, Mention::Unread)] {
        assert_eq!(in_bytes(&lz4(&stored(len)), &sites()), expected, "{len}");
    }
    assert_eq!(in_bytes(&lz4(&lz4(&lz4(&padded(HOST.as_bytes())))), &sites()), Mention::Found);
}

#[test]
fn a_page_that_a_row_claims_wrongly_is_read_for_itself_too() {
    let mut bytes = database(&[&snappy(&padded(HOST.as_bytes())), &padded(b"x")]);
    let leaf = |page: &[u8]| page[0] == 13;
    let own = bytes.chunks(512).position(leaf).unwrap();
    let number = u32::try_from(own + 1).unwrap().to_be_bytes();
    for page in bytes.chunks_mut(512).skip(1).filter(|page| page[0] == 0) {
        page[..4].copy_from_slice(&number);
    }
    assert_ne!(in_bytes(&bytes, &sites()), Mention::Nothing);
}

#[test]
fn a_search_that_is_stopped_is_no_search() {
    let lab = Lab::new();
    let at = lab.put("file", vec![b'x'; 3 * PIECE]);
    let stop = Stop::default();
    stop.ask(crate::model::StopReason::OutOfTime);
    assert_eq!(mentions(&lab.root, &at, &sites(), &stop), Mention::Unread);
}

#[test]
fn rows_that_share_their_pages_without_end_take_no_time_without_end() {
    // A long row whose pages lead to each other, named by every cell of every page.
    let mut bytes = database(&[&padded(b"x")]);
    for page in bytes.chunks_mut(512).skip(1) {
        page[..4].copy_from_slice(&2_u32.to_be_bytes());
    }
    in_bytes(&bytes, &sites());
}

/// Which bytes of a file become what.
fn damage() -> impl Strategy<Value = Vec<(proptest::sample::Index, u8)>> {
    proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12)
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 128, ..Default::default() })]

    #[test]
    fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000), head in 0..8_usize) {
        let heads: [&[u8]; 8] = [
            b"", b"SQLite format 3\0\x02\x00", &[0x37, 0x7f, 6, 0x82, 0, 0, 0, 0, 0, 0, 2, 0], b"mozLz40\0", &[0x1f, 0x8b, 8],
            b"\xff\x06\x00\x00sNaPpY", &[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], b"SQLite format 3\0\x00\x01",
        ];
        let footer = if bytes.len() % 2 == 0 { 0xdb47_7524_8b80_fb57_u64.to_le_bytes().to_vec() } else { Vec::new() };
        in_bytes(&[heads[head], &bytes, &footer].concat(), &sites());
    }

    #[test]
    fn a_damaged_file_is_no_panic_and_is_read_as_far_as_it_goes(
        form in 0..15_usize,
        damage in damage(),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        static FILES: OnceLock<Vec<(&str, Vec<u8>)>> = OnceLock::new();
        let mut file = FILES.get_or_init(|| files(HOST.as_bytes()))[form].1.clone();
        for (at, byte) in damage {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        // What stands there as it is, is found or unread, whatever surrounds it.
        let is_beside = |at: Option<usize>| {
            let byte = at.and_then(|at| file.get(at));
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'@' | b'\\' | b'%'))
        };
        let stands = file.windows(HOST.len()).enumerate().any(|(at, bytes)| {
            bytes == HOST.as_bytes() && !is_beside(at.checked_sub(1)) && !is_beside(Some(at + HOST.len()))
        });
        let said = in_bytes(&file, &sites());
        let is_packed = file.starts_with(&[0x1f, 0x8b]) || file.starts_with(b"mozLz4");
        prop_assert!(!stands || is_packed || said != Mention::Nothing);
    }

    #[test]
    fn a_name_anywhere_among_any_bytes_of_a_row_is_found(
        before in proptest::collection::vec(any::<u8>(), 0..900),
        after in proptest::collection::vec(any::<u8>(), 0..900),
        way in 0..12_usize,
        packed in 0..3_usize,
    ) {
        let (_way, value) = written(ADDRESS).swap_remove(way);
        let value = [before, b"\0\0\0".to_vec(), value, b"\0\0\0".to_vec(), after].concat();
        let value = match packed {
            0 => value,
            1 => snappy(&value),
            _ => gzip(&value),
        };
        prop_assert_ne!(in_bytes(&database(&[&value]), &addresses()), Mention::Nothing);
        prop_assert_ne!(in_bytes(&table_of(&[(b"k".to_vec(), Some(value.clone()))], 1, true), &addresses()), Mention::Nothing);
        // As a file, snappy has no mark.
        prop_assert!(packed == 1 || in_bytes(&value, &addresses()) != Mention::Nothing);
    }
}
