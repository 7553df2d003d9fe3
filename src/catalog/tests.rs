use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use super::*;
use crate::model::{BrowserId, Category, Family, Fate, FolderKind, Layout, Level, RelPath, Request};

#[test]
fn the_builtin_catalog_is_sound() {
    let catalog = Catalog::builtin().unwrap();
    let ids: Vec<String> = catalog.ids().into_iter().map(|id| id.0).collect();
    let expected = [
        "app:discord",
        "app:github-desktop",
        "app:prospect-mail",
        "app:skype",
        "app:slack",
        "app:teams",
        "app:teams-for-linux",
        "app:vscode",
        "app:vscodium",
        "brave",
        "cachy-browser",
        "chrome",
        "chromium",
        "edge",
        "epiphany",
        "falkon",
        "firedragon",
        "firefox",
        "floorp",
        "helium",
        "icecat",
        "iridium",
        "key-store",
        "librewolf",
        "mullvad-browser",
        "opera",
        "opera-gx",
        "qutebrowser",
        "slimjet",
        "thorium",
        "tor-browser",
        "trivalent",
        "vivaldi",
        "waterfox",
        "whale",
        "yandex",
        "zen",
    ];
    assert_eq!(ids, expected);
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
fn settings_folders_keep_bookmarks_and_lose_the_unknown() {
    let catalog = Catalog::builtin().unwrap();
    let qutebrowser = catalog.family(Family::Qutebrowser).unwrap();
    let scope = qutebrowser.scope(FolderKind::Config, &Request::default());
    let fate = |path: &str| scope.at(RelPath::parse(path).unwrap().names().iter().map(OsString::as_os_str));
    for kept in ["bookmarks/urls", "quickmarks", "autoconfig.yml", "config.py"] {
        assert_eq!(fate(kept), Some(Fate::Keep), "{kept}");
    }
    assert_eq!(fate("qsettings/QtProject.conf"), Some(Fate::Remove));
    let epiphany = catalog.family(Family::Epiphany).unwrap();
    let only = Request { only: [Category::Cache].into(), ..Request::default() };
    let scope = epiphany.scope(FolderKind::Cache, &only);
    assert_eq!(scope.at([OsStr::new("WebKitCache")]), Some(Fate::Remove));
    assert_eq!(scope.at([OsStr::new("CacheStorage")]), Some(Fate::Keep), "pages' own data, though among the caches");
}

#[test]
fn mistakes_are_named_with_their_place() {
    let check = |text: &str, expected: &str| {
        let error = Definition::parse("sample.toml", text, "linux").unwrap_err().to_string();
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
    check(
        &format!(
            "{keep}profile = []\n[[browser]]\nid = \"a\"\nname = \"A\"\nmarker = \"m\"\nprocesses = {{ linux = [] }}\n\
             roots = {{ linux = [] }}\nsource = \" \"\n"
        ),
        "an empty source",
    );
}

/// Returns the path of a place below HOME, if no environment variable moves its base.
fn usual(place: &Place) -> RelPath {
    let below = |base: &str| RelPath::parse(base).unwrap().extend(&place.rest);
    match place.base {
        Base::Home | Base::Flatpak | Base::Snap => place.rest.clone(),
        Base::Config => below(".config"),
        Base::Cache => below(".cache"),
        Base::Data | Base::LocalData => below(".local/share"),
    }
}

/// Returns the Flatpak id or Snap name in a place's path.
fn package(place: &Place) -> Option<String> {
    let at = match place.layout() {
        Layout::Flatpak => 2,
        Layout::Snap => 1,
        Layout::Native => return None,
    };
    Some(place.rest.names()[at].to_str().unwrap().to_owned())
}

#[test]
fn no_two_places_lie_in_one_another() {
    let catalog = Catalog::builtin().unwrap();
    let mut places = Vec::new();
    for (_, browser) in catalog.browsers() {
        for root in &browser.roots {
            places.push((&browser.id, "root", usual(&root.at)));
            places.extend(root.cache.as_ref().map(|cache| (&browser.id, "cache", usual(cache))));
            places.extend(root.config.as_ref().map(|config| (&browser.id, "config", usual(config))));
        }
        places.extend(browser.companions.iter().map(|beside| (&browser.id, "companion", usual(&beside.at))));
    }
    for (index, one) in places.iter().enumerate() {
        for other in &places[index + 1..] {
            // Roots of one browser may share a cache.
            let shared = one == other && one.1 == "cache";
            let nested = one.2.starts_with(&other.2) || other.2.starts_with(&one.2);
            assert!(shared || !nested, "{one:?} and {other:?}");
        }
    }
}

#[test]
fn packages_and_their_folders_name_each_other() {
    let catalog = Catalog::builtin().unwrap();
    // A key store is no package's own.
    for (_, browser) in catalog.browsers().filter(|(family, _)| family.family != Family::KeyStore) {
        let mut seen = BTreeSet::new();
        for root in &browser.roots {
            for beside in root.cache.iter().chain(&root.config) {
                assert_eq!(package(&root.at), package(beside), "{}: {}", browser.id, beside.rest);
            }
            seen.extend(package(&root.at).map(|name| (root.at.layout() == Layout::Snap, name)));
        }
        let flatpaks = browser.flatpak.iter().map(|id| (false, id.clone()));
        let listed: BTreeSet<_> = flatpaks.chain(browser.snap.iter().map(|name| (true, name.clone()))).collect();
        assert_eq!(seen, listed, "{}", browser.id);
    }
}

#[test]
fn chromium_caches_are_where_chromium_puts_them() {
    // Chromium's GetUserCacheDirectory uses the same path below the cache folder as below the settings folder.
    let catalog = Catalog::builtin().unwrap();
    for (family, browser) in catalog.browsers() {
        for root in browser.roots.iter().filter(|_| family.family == Family::Chromium) {
            let cache = root.cache.as_ref().expect("a cache");
            let (at, of) = (root.at.rest.to_string(), cache.rest.to_string());
            match root.at.layout() {
                Layout::Native => assert_eq!((root.at.base, cache.base, at), (Base::Config, Base::Cache, of)),
                Layout::Flatpak => assert_eq!(at.replacen("/config/", "/cache/", 1), of),
                Layout::Snap => assert!(of.contains("/common/.cache/"), "{of}"),
            }
        }
    }
}

#[test]
fn every_browser_can_be_named_and_seen_running() {
    let catalog = Catalog::builtin().unwrap();
    for (family, browser) in catalog.browsers() {
        let id = &browser.id;
        let plain = |text: &str| {
            text.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()))
        };
        assert_eq!(id.is_app(), family.family == Family::Electron, "{id}");
        assert!(plain(id.0.trim_start_matches(BrowserId::APP)), "{id}");
        // A key store is no program.
        assert_eq!(browser.processes.is_empty(), family.family == Family::KeyStore, "{id}");
        assert!(!browser.roots.is_empty(), "{id}");
        assert!(browser.processes.iter().all(|name| !name.is_empty() && !name.contains('/')), "{id}");
    }
}

#[test]
fn of_a_program_with_a_browser_inside_only_web_data_goes() {
    let catalog = Catalog::builtin().unwrap();
    let electron = catalog.family(Family::Electron).unwrap();
    // As the plan requests it for programs with an embedded browser.
    let request = Request { keeping: [Category::Other].into(), level: Level::Everything, ..Request::default() };
    for kind in [FolderKind::UserData, FolderKind::Profile] {
        let scope = electron.scope(kind, &request);
        for (name, expected) in [
            ("Cookies-journal", Fate::Remove),
            ("IndexedDB", Fate::Remove),
            ("Preferences", Fate::Keep),
            ("Local State", Fate::Keep),
            ("User", Fate::Keep),
            ("a document", Fate::Keep),
        ] {
            assert_eq!(scope.at([OsStr::new(name)]), Some(expected), "{name}");
        }
    }
}

#[test]
fn each_system_reads_its_own_lists() {
    let text = "schema = 1\nfamily = \"chromium\"\n[keep]\nsource = \"s\"\nuser_data = []\nprofile = []\n[[browser]]\n\
                id = \"a\"\nname = \"A\"\nmarker = \"m\"\nsource = \"s\"\n\
                processes = { linux = [\"a\"], windows = [\"a.exe\"] }\n\
                roots = { linux = [{ at = \"{config}/a\" }], windows = [{ at = \"{local_data}/A/User Data\" }] }\n";
    let read = |system: &str| {
        let definition = Definition::parse("sample.toml", text, system).unwrap();
        let browser = definition.browsers.into_iter().next().unwrap();
        let roots: Vec<_> = browser.roots.iter().map(|root| (root.at.base, root.at.rest.to_string())).collect();
        (browser.processes, roots)
    };
    assert_eq!(read("linux"), (vec!["a".to_owned()], vec![(Base::Config, "a".to_owned())]));
    assert_eq!(read("windows"), (vec!["a.exe".to_owned()], vec![(Base::LocalData, "A/User Data".to_owned())]));
    assert_eq!(read("macos"), (Vec::new(), Vec::new()));
    let unknown = text.replace("windows", "win");
    assert!(Definition::parse("sample.toml", &unknown, "linux").is_err());
    for system in ["linux", "macos", "windows"] {
        assert!(Catalog::builtin_for(system).is_ok(), "{system}");
    }
}
