//! A list as GTK 3 writes it, and files that are not lists.

use proptest::prelude::*;

use super::*;

const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "\n<xbel version=\"1.0\"\n      xmlns:bookmark=\"http://www.freedesktop.org/standards/desktop-bookmarks\"\n>"
);

/// 2026-01-01T00:00:00Z.
const BEGAN: i64 = 1_767_225_600;

fn line(href: &str, day: &str, program: &str) -> String {
    format!(
        r#"
  <bookmark href="file:///{href}" added="2025-01-01T08:00:00Z" modified="{day}T08:00:00.123456Z" visited="2025-02-01T08:00:00Z">
    <info>
      <metadata owner="http://freedesktop.org">
        <mime:mime-type type="text/plain"/>
        <bookmark:applications>
          <bookmark:application name="{program}" exec="&apos;/usr/bin/{program} %u&apos;" modified="2025-02-01T08:00:00Z" count="1"/>
        </bookmark:applications>
      </metadata>
    </info>
  </bookmark>"#
    )
}

fn rule() -> RecentRule {
    RecentRule { began: Some(BEGAN), ended: None, programs: vec!["firefox".into(), "firefox-esr".into()] }
}

fn reduced(text: &str, rule: &RecentRule) -> Option<String> {
    reduce(text.as_bytes(), rule).unwrap().map(|reduced| String::from_utf8(reduced.bytes).unwrap())
}

#[test]
fn lines_of_the_session_and_of_browsers_go_and_the_others_stay_as_they_are() {
    let old = line("old%20&amp;.odt", "2025-03-01", "LibreOffice");
    let new = line("new", "2026-02-01", "gedit");
    let of_browser = line("earlier", "2025-03-01", "Firefox-ESR");
    let comment = "\n  <!-- a comment, <bookmark> and all -->";
    let rest = "\n</xbel>\n";
    let text = [HEAD, &new, &old, comment, &of_browser, &old, rest].concat();
    let expected = [HEAD, &old, comment, &old, rest].concat();
    assert_eq!(reduced(&text, &rule()).as_deref(), Some(&*expected));
    assert_eq!(reduced(&expected, &rule()), None);
}

#[test]
fn of_a_session_of_unknown_beginning_every_line_goes() {
    let text = [HEAD, &line("old", "2025-03-01", "gedit"), "\n</xbel>\n"].concat();
    let all = RecentRule { began: None, ..rule() };
    assert_eq!(reduced(&text, &all), Some([HEAD, "\n</xbel>\n"].concat()));
}

#[test]
fn lines_of_the_next_session_stay() {
    let text = [HEAD, &line("new", "2026-02-01", "firefox"), "\n</xbel>\n"].concat();
    assert_eq!(reduced(&text, &RecentRule { ended: Some(BEGAN + 86_400), ..rule() }), None);
}

#[test]
fn a_line_whose_time_cannot_be_read_goes() {
    let lines = [r#"<bookmark href="file:///a"/>"#, r#"<bookmark href="file:///b" added="once"></bookmark>"#].concat();
    assert_eq!(reduced(&[HEAD, &lines, "</xbel>"].concat(), &rule()), Some([HEAD, "</xbel>"].concat()));
}

#[test]
fn programs_are_known_by_their_commands() {
    let check = |command: &str, expected: Option<&str>| assert_eq!(program(command).as_deref(), expected, "{command}");
    check("'firefox %u'", Some("firefox"));
    check("/usr/bin/Firefox-ESR %u", Some("firefox-esr"));
    check("\"/opt/a b/c\"", Some("a"));
    check("", None);
    check("''", None);
}

#[test]
fn what_is_no_such_list_is_damaged() {
    let good = [HEAD, &line("a", "2026-02-01", "x"), "\n</xbel>\n"].concat();
    let cut: String = good.chars().take(good.chars().count() / 2).collect();
    let wrong = [
        "no list",
        "<html></html>",
        "<xbel>",
        "<xbel></bookmark></xbel>",
        "<xbel><bookmark></xbel>",
        "<xbel/><html/>",
        "<!DOCTYPE xbel [<!ENTITY a \"b\">]><xbel/>",
        "<?xml version=\"1.0\" encoding=\"latin1\"?><xbel/>",
        "<xbel><bookmark href=\"a\" href=\"b\"/></xbel>",
        "<xbel><bookmark href=\"&unknown;\"/></xbel>",
        cut.as_str(),
        &"<xbel>".repeat(40),
    ];
    for text in wrong {
        assert!(matches!(reduce(text.as_bytes(), &rule()), Err(EditError::Damaged(_))), "{text}");
    }
    assert!(matches!(reduce(b"<xbel>\xff</xbel>", &rule()), Err(EditError::Damaged(_))));
    assert_eq!(reduce(b" \n", &rule()), Ok(None));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        drop(reduce(&bytes, &rule()));
    }

    #[test]
    fn what_was_reduced_has_nothing_left_to_go(days in proptest::collection::vec(1..28_u8, 0..6)) {
        let lines: String = days.iter().map(|day| line("x", &format!("2025-12-{day:02}"), "gedit")).collect();
        let text = [HEAD, &lines, "\n</xbel>\n"].concat();
        let middle = RecentRule { began: Some(BEGAN - 20 * 86_400), ..rule() };
        let once = reduced(&text, &middle).unwrap_or(text);
        prop_assert_eq!(reduced(&once, &middle), None);
    }
}
