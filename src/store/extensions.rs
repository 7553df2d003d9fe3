//! Lists the extensions of a profile: those that the user installed, and which files and settings belong to the others.
//! Removes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;

use serde_json::{Map, Value};

use super::error::{EditError, catch_panic};
use super::keys::{self, prefs_js};
use crate::model::{Family, FoundExtensions, RelPath, escaped_name};
use crate::safefs::Root;

/// Chromium's values of `location` for extensions that a policy or the browser itself installed. Source:
/// `mojom::ManifestLocation` in `extensions/common/mojom/manifest.mojom`.
const MANAGED_LOCATIONS: [u64; 4] = [5, 7, 9, 10];

/// Firefox's values of `location` for extensions of the browser, or of folders that only an administrator can write.
/// Source: `KEY_APP_…` in `toolkit/mozapps/extensions/internal/XPIProvider.sys.mjs`.
const SYSTEM_LOCATIONS: [&str; 8] = [
    "app-builtin",
    "app-builtin-addons",
    "app-system-defaults",
    "app-system-addons",
    "app-system-profile",
    "app-global",
    "app-system-local",
    "app-system-share",
];

/// Firefox's `location` for the profile's own folder. Users and policies both install there.
const PROFILE: &str = "app-profile";

/// Firefox's `location` for the user's folder that all profiles share.
const SHARED: &str = "app-system-user";

/// Keys of browser settings, by the name under which an extension sets them.
type Settings = BTreeMap<String, Vec<Vec<String>>>;

/// Chromium's `state` of an extension that another program installed and the user removed. Source:
/// `extensions/common/extension.h`, `Extension::State`.
const UNINSTALLED: u64 = 2;

/// Firefox's setting that names the theme in use.
const THEME: &str = "extensions.activeThemeID";

/// Returns a profile's extensions. A file that cannot be read counts as empty: its extensions are not listed, and none
/// of them is kept as managed.
pub fn extensions(root: &Root, profile: Option<&RelPath>, family: Family, settings: &Settings) -> FoundExtensions {
    let read = catch_panic(|| match family {
        Family::Chromium => Ok(chromium(root, profile)),
        Family::Firefox => Ok(firefox(root, profile, settings)),
        // The extensions of these are part of the browser.
        Family::Electron | Family::Epiphany | Family::Falkon | Family::Qutebrowser | Family::KeyStore => {
            Ok(FoundExtensions::default())
        }
    });
    let mut found = read.unwrap_or_default();
    for names in [&mut found.user_installed, &mut found.themes] {
        *names = names.iter().map(|name| escaped_name(name)).collect();
        names.sort();
        names.dedup();
    }
    found
}

/// Returns whether a text is usable as an id: it becomes a file name, and a key of rules where `*` means all.
fn is_id(id: &str) -> bool {
    RelPath::from_name(id.as_ref()).is_ok() && id != "*"
}

fn json(root: &Root, profile: Option<&RelPath>, file: &str) -> Result<Value, EditError> {
    let file = RelPath::parse(file).map_err(|_never| EditError::Internal)?;
    let bytes = keys::read(root, &file.within(profile))?;
    keys::parse_json(&bytes).map_err(EditError::Damaged)
}

/// On Linux the settings are in `Preferences`, on other systems in `Secure Preferences`.
fn chromium(root: &Root, profile: Option<&RelPath>) -> FoundExtensions {
    let read = ["Preferences", "Secure Preferences"].map(|file| json(root, profile, file).unwrap_or_default());
    let of = |name: &str| -> Vec<(&String, &Value)> {
        let at = format!("/extensions/{name}");
        read.iter().filter_map(|top| top.pointer(&at)?.as_object()).flat_map(Map::iter).collect()
    };
    let mut found = FoundExtensions::default();
    for (id, extension) in of("settings") {
        // Without a location the entry is only a note about an extension that is not installed.
        let Some(location) = number(extension, "location") else { continue };
        let by_default = extension.get("was_installed_by_default").and_then(Value::as_bool) == Some(true);
        if (by_default || MANAGED_LOCATIONS.contains(&location)) && is_id(id) {
            found.keys.push(key(["settings", id]));
            found.managed.push(id.clone());
        } else if number(extension, "state") != Some(UNINSTALLED) {
            found.user_installed.push(chromium_name(root, profile, id, extension).unwrap_or_else(|| id.clone()));
        }
    }
    found.files = found.managed.iter().filter_map(|id| below("Extensions", id)).collect();
    let managed: BTreeSet<&str> = found.managed.iter().map(String::as_str).collect();
    let is_managed =
        |extension: &Value, at: &str| extension.get(at).and_then(Value::as_str).is_some_and(|id| managed.contains(id));
    let shortcuts = of("commands").into_iter().filter(|(_, command)| is_managed(command, "extension"));
    let shortcuts: Vec<_> = shortcuts.map(|(shortcut, _)| key(["commands", shortcut])).collect();
    let themes = read.iter().filter_map(|top| top.pointer("/extensions/theme"));
    let is_themed = themes.into_iter().any(|theme| is_managed(theme, "id"));
    found.keys.extend(shortcuts);
    found.keys.extend(is_themed.then(|| vec!["extensions".to_owned(), "theme".to_owned()]));
    found
}

fn number(extension: &Value, key: &str) -> Option<u64> {
    extension.get(key).and_then(Value::as_u64)
}

fn key(below: [&str; 2]) -> Vec<String> {
    ["extensions"].into_iter().chain(below).map(str::to_owned).collect()
}

/// Returns the path of a name in a folder, or `None` if the name would lead out of the folder.
fn below(folder: &str, name: &str) -> Option<RelPath> {
    RelPath::parse(folder).ok()?.join(OsStr::new(name)).ok()
}

fn chromium_name(root: &Root, profile: Option<&RelPath>, id: &str, extension: &Value) -> Option<String> {
    let version = extension.get("path").and_then(Value::as_str);
    let folder = version.map_or_else(|| format!("Extensions/{id}"), |path| format!("Extensions/{path}"));
    let manifest = extension.get("manifest").cloned();
    let manifest = manifest.or_else(|| json(root, profile, &format!("{folder}/manifest.json")).ok())?;
    let name = manifest.get("name")?.as_str()?;
    let Some(key) = name.strip_prefix("__MSG_").and_then(|rest| rest.strip_suffix("__")) else {
        return Some(name.to_owned());
    };
    let locale = manifest.get("default_locale")?.as_str()?;
    let messages = json(root, profile, &format!("{folder}/_locales/{locale}/messages.json")).ok()?;
    let message = messages.as_object()?.iter().find(|(known, _)| known.eq_ignore_ascii_case(key))?.1;
    Some(message.get("message")?.as_str()?.to_owned())
}

/// Source for installations by policy: `toolkit/components/enterprisepolicies`. If an id is installed both by the user
/// and by a policy or the browser, it counts as the user's: the browser restores its own.
fn firefox(root: &Root, profile: Option<&RelPath>, settings: &Settings) -> FoundExtensions {
    let top = json(root, profile, "extensions.json").unwrap_or_default();
    let mut found = FoundExtensions::default();
    // By id; the value is whether the package is in the profile's folder.
    let (mut managed, mut user_installed) = (BTreeMap::new(), BTreeSet::new());
    for addon in top.get("addons").and_then(Value::as_array).into_iter().flatten() {
        let text = |at: &str| addon.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let Some(id) = text("/id") else { continue };
        let location = text("/location").unwrap_or_default();
        let by_policy =
            location == PROFILE && text("/installTelemetryInfo/source").as_deref() == Some("enterprise-policy");
        if (by_policy || SYSTEM_LOCATIONS.contains(&location.as_str())) && is_id(&id) {
            *managed.entry(id).or_default() |= by_policy;
        } else {
            let name = text("/defaultLocale/name").unwrap_or_else(|| id.clone());
            let runs = text("/type").as_deref() == Some("extension");
            if runs { &mut found.user_installed } else { &mut found.themes }.push(name);
            found.is_elsewhere |= location == SHARED;
            user_installed.insert(id);
        }
    }
    managed.retain(|id, _is_here| !user_installed.contains(id));
    for (id, _) in managed.iter().filter(|(_, is_here)| **is_here) {
        // An extension is a package file or a folder.
        let names = [format!("{id}.xpi"), id.clone()].map(|name| below("extensions", &name));
        found.files.extend(names.into_iter().flatten());
    }
    found.managed = managed.into_keys().collect();
    if theme(root, profile).is_some_and(|theme| found.managed.contains(&theme)) {
        found.keys.push(THEME.split('.').map(str::to_owned).collect());
    }
    found.set = set_by_others(root, profile, &found.managed, settings);
    found
}

/// Returns the settings that unmanaged extensions have set. The browser records which extension set a value, but the
/// previous value only if the user had set one. Source:
/// `toolkit/components/extensions/ExtensionPreferencesManager.sys.mjs` and `ExtensionSettingsStore.sys.mjs`. If the
/// records cannot be read, or name an unknown setting, all settings are returned.
fn set_by_others(root: &Root, profile: Option<&RelPath>, managed: &[String], settings: &Settings) -> Vec<Vec<String>> {
    let all = || settings.values().flatten().cloned().collect();
    let notes = match json(root, profile, "extension-settings.json") {
        Ok(notes) => notes,
        Err(EditError::Missing) => return Vec::new(),
        Err(_) => return all(),
    };
    let Some(notes) = notes.get("prefs").and_then(Value::as_object) else { return Vec::new() };
    let managed: BTreeSet<&str> = managed.iter().map(String::as_str).collect();
    let mut set = BTreeSet::new();
    for (name, note) in notes {
        let list = note.get("precedenceList").and_then(Value::as_array);
        let is_managed = |one: &Value| one.get("id").and_then(Value::as_str).is_some_and(|id| managed.contains(id));
        if list.is_some_and(|list| list.iter().all(is_managed)) {
            continue;
        }
        match settings.get(name) {
            Some(keys) => set.extend(keys.iter().cloned()),
            None => return all(),
        }
    }
    set.into_iter().collect()
}

/// Returns the id of the theme in use.
fn theme(root: &Root, profile: Option<&RelPath>) -> Option<String> {
    let file = RelPath::parse("prefs.js").ok()?;
    let mut theme = None;
    let take = |pref: prefs_js::Pref| theme = theme.take().or_else(|| pref.text.filter(|_| pref.name == THEME));
    prefs_js::each_pref(&keys::read(root, &file.within(profile)).ok()?, take);
    theme
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Lab, rel};

    fn settings() -> Settings {
        let key = |text: &str| vec![text.split('.').map(str::to_owned).collect()];
        [("homepage_override", "browser.startup.homepage"), ("proxy.settings", "network.proxy")]
            .map(|(name, keys)| (name.to_owned(), key(keys)))
            .into()
    }

    #[test]
    fn chromium_names_what_no_policy_installed() {
        let lab = Lab::new();
        lab.put(
            "Default/Preferences",
            r#"{"extensions":{"settings":{
                "aaaa":{"location":1,"manifest":{"name":"In the settings"}},
                "bbbb":{"location":1,"path":"bbbb/1.0_0"},
                "cccc":{"location":7,"manifest":{"name":"By policy"}},
                "dddd":{"location":5,"manifest":{"name":"Part of the browser"}},
                "eeee":{"location":6,"was_installed_by_default":true,"manifest":{"name":"Came with it"}},
                "ffff":{"location":3,"state":2,"manifest":{"name":"Removed"}},
                "gggg":{"location":4}}}}"#,
        );
        lab.put("Default/Secure Preferences", r#"{"extensions":{"settings":{"hhhh":{"location":8}}}}"#);
        lab.put("Default/Extensions/bbbb/1.0_0/manifest.json", r#"{"name":"__MSG_appName__","default_locale":"en"}"#);
        lab.put("Default/Extensions/bbbb/1.0_0/_locales/en/messages.json", r#"{"appname":{"message":"Translated"}}"#);
        let found = extensions(&lab.root, Some(&rel("Default")), Family::Chromium, &Settings::new());
        assert_eq!(found.user_installed, ["In the settings", "Translated", "gggg", "hhhh"]);
    }

    #[test]
    fn firefox_names_what_no_policy_installed() {
        let lab = Lab::new();
        lab.put(
            "p/extensions.json",
            r#"{"addons":[
                {"id":"a@x","type":"extension","location":"app-profile","defaultLocale":{"name":"Blocker\u001b[2J"}},
                {"id":"b@x","type":"extension","location":"app-profile","installTelemetryInfo":{"source":"enterprise-policy"}},
                {"id":"c@x","type":"extension","location":"app-builtin"},
                {"id":"d@x","type":"theme","location":"app-profile"},
                {"id":"e@x","type":"extension","location":"app-profile"}]}"#,
        );
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox, &settings());
        assert_eq!(found.user_installed, ["Blocker\\u{1b}[2J", "e@x"]);
    }

    #[test]
    fn chromium_tells_what_is_the_managed_ones() {
        let lab = Lab::new();
        lab.put(
            "Default/Preferences",
            r#"{"extensions":{
                "settings":{"aaaa":{"location":1},"bbbb":{"location":7},"../up":{"location":9},"*":{"location":9},
                    "cccc":{},"dddd":{"location":99}},
                "commands":{"linux:Ctrl+B":{"extension":"bbbb"},"linux:Ctrl+A":{"extension":"aaaa"}},
                "theme":{"id":"bbbb"}}}"#,
        );
        let found = extensions(&lab.root, Some(&rel("Default")), Family::Chromium, &Settings::new());
        assert_eq!(found.managed, ["bbbb"], "that is no name");
        assert_eq!(found.files, [rel("Extensions/bbbb")]);
        let keys: Vec<_> = found.keys.iter().map(|key| key.join(" ")).collect();
        assert_eq!(keys, ["extensions settings bbbb", "extensions commands linux:Ctrl+B", "extensions theme"]);
    }

    #[test]
    fn firefox_tells_what_is_the_managed_ones() {
        let lab = Lab::new();
        lab.put(
            "p/extensions.json",
            r#"{"addons":[
                {"id":"a@x","type":"extension","location":"app-profile"},
                {"id":"b@x","type":"extension","location":"app-profile","installTelemetryInfo":{"source":"enterprise-policy"}},
                {"id":"c@x","type":"extension","location":"app-builtin"},
                {"id":"d@x","type":"theme","location":"app-profile"}]}"#,
        );
        lab.put("p/prefs.js", "user_pref(\"extensions.activeThemeID\", \"d@x\");\n");
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox, &settings());
        assert_eq!(found.managed, ["b@x", "c@x"]);
        assert_eq!(found.files, [rel("extensions/b@x.xpi"), rel("extensions/b@x")]);
        assert_eq!((found.keys, found.is_elsewhere), (Vec::new(), false), "the theme is the person's");
        lab.put("p/prefs.js", "user_pref(\"extensions.activeThemeID\", \"c@x\");\n");
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox, &settings());
        assert_eq!(found.keys, [["extensions", "activeThemeID"]]);
    }

    #[test]
    fn a_persons_extension_beside_one_of_the_same_id_or_in_a_shared_folder_is_the_persons() {
        let lab = Lab::new();
        lab.put(
            "p/extensions.json",
            r#"{"addons":[
                {"id":"a@x","type":"extension","location":"app-builtin"},
                {"id":"a@x","type":"extension","location":"app-profile"},
                {"id":"b@x","type":"extension","location":"app-system-share"},
                {"id":"*","type":"extension","location":"app-builtin"}]}"#,
        );
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox, &settings());
        assert_eq!((found.managed, found.is_elsewhere), (vec!["b@x".to_owned()], false));
        lab.put("p/extensions.json", r#"{"addons":[{"id":"b@x","type":"locale","location":"app-system-user"}]}"#);
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox, &settings());
        assert_eq!((found.managed, found.themes, found.is_elsewhere), (Vec::new(), vec!["b@x".to_owned()], true));
    }

    /// The record as a real browser writes it: the previous value is there only if the user had set one.
    #[test]
    fn what_others_have_set_is_known_by_the_name_of_the_setting() {
        let set = |notes: &str| {
            let lab = Lab::new();
            lab.put("p/extensions.json", r#"{"addons":[{"id":"b@x","type":"extension","location":"app-builtin"}]}"#);
            lab.put("p/extension-settings.json", notes);
            let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox, &settings());
            found.set.iter().map(|key| key.join(".")).collect::<Vec<_>>()
        };
        let note = |name: &str, id: &str| {
            format!(
                r#"{{"version":3,"prefs":{{"{name}":{{"initialValue":{{}},"precedenceList":[{{"id":"{id}"}}]}}}}}}"#
            )
        };
        let all = ["browser.startup.homepage", "network.proxy"];
        assert_eq!(set(&note("proxy.settings", "a@x")), ["network.proxy"]);
        assert_eq!(set(&note("proxy.settings", "b@x")), [""; 0], "the browser's own set it");
        assert_eq!(set(&note("a.new.setting", "a@x")), all);
        assert_eq!(set(r#"{"prefs":{"proxy.settings":{"precedenceList":7}}}"#), ["network.proxy"]);
        assert_eq!(set("{"), all);
        assert_eq!(set("{}"), [""; 0]);
    }

    #[test]
    fn what_cannot_be_read_names_nothing() {
        let lab = Lab::new();
        lab.put("p/extensions.json", "[1");
        lab.put("p/Preferences", r#"{"extensions":{"settings":{"a":7,"b":{"location":"1"}}}}"#);
        for family in [Family::Chromium, Family::Firefox] {
            assert_eq!(extensions(&lab.root, Some(&rel("p")), family, &settings()), FoundExtensions::default());
            assert_eq!(extensions(&lab.root, Some(&rel("absent")), family, &settings()), FoundExtensions::default());
        }
    }
}
