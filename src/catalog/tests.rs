use std::ffi::OsStr;

use super::*;

#[test]
fn the_builtin_catalog_is_sound() {
    let catalog = Catalog::builtin().unwrap();
    let ids: Vec<String> = catalog.ids().into_iter().map(|id| id.0).collect();
    assert_eq!(ids, ["brave", "chrome", "chromium", "edge", "firefox", "librewolf", "opera", "vivaldi"]);
}

#[test]
fn every_chromium_profile_keeps_bookmarks_and_loses_their_copies() {
    let catalog = Catalog::builtin().unwrap();
    let chromium = catalog.family(Family::Chromium).unwrap();
    let scope = chromium.scope(FolderKind::Profile, &Request::default());
    let fate = |name: &str| scope.at([OsStr::new(name)]);
    assert_eq!(fate("Bookmarks"), Some(Fate::Keep));
    for gone in ["EncryptedBookmarks2", "Bookmarks.bak", "Cookies", "Sessions", "a file of a future version"] {
        assert_eq!(fate(gone), Some(Fate::Remove), "{gone}");
    }
}

#[test]
fn only_cookies_leaves_everything_else() {
    let catalog = Catalog::builtin().unwrap();
    let chromium = catalog.family(Family::Chromium).unwrap();
    let request = Request { only: [Category::Cookies].into(), ..Request::default() };
    let scope = chromium.scope(FolderKind::Profile, &request);
    assert_eq!(scope.at([OsStr::new("Cookies-journal")]), Some(Fate::Remove));
    assert_eq!(scope.at([OsStr::new("History")]), Some(Fate::Keep));
    assert_eq!(scope.at([OsStr::new("a file of a future version")]), Some(Fate::Keep));
}

#[test]
fn a_switched_off_category_stays() {
    let catalog = Catalog::builtin().unwrap();
    let firefox = catalog.family(Family::Firefox).unwrap();
    let request = Request { keeping: [Category::Passwords].into(), ..Request::default() };
    let scope = firefox.scope(FolderKind::Profile, &request);
    assert_eq!(scope.at([OsStr::new("logins.json")]), Some(Fate::Keep));
    assert_eq!(scope.at([OsStr::new("cookies.sqlite")]), Some(Fate::Remove));
}

#[test]
fn mistakes_are_named_with_their_place() {
    let check = |text: &str, expected: &str| {
        let error = Definition::parse("sample.toml", text).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("sample.toml"), "{error}");
    };
    let keep = "schema = 1\nfamily = \"chromium\"\n[keep]\nsource = \"s\"\nuser_data = []\n";
    check("schema = 1\nfamily = \"netscape\"\n", "line 2");
    check(&format!("{keep}profile = [\"../x\"]\n"), "not a path below a folder");
    check(&format!("{keep}profile = [\"/etc\"]\n"), "not a path below a folder");
    check(&format!("{keep}profile = []\nunheard_of = 1\n"), "unheard_of");
    check(
        &format!(
            "{keep}profile = [\"Cookies\"]\n[[category]]\nid = \"cookies\"\nprofile = [\"Cookies\"]\nsource = \"s\"\n"
        ),
        "both on the keep list",
    );
}
