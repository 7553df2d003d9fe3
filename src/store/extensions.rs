//! The extensions of a profile: which no policy put there, and what is the others'.

use std::ffi::OsStr;

use serde_json::{Map, Value};

use super::{EditError, keys, prefs_js};
use crate::model::{Family, FoundExtensions, RelPath, escaped};
use crate::safefs::Root;

/// Where Chromium says that an extension came from, of those that neither a policy nor the browser itself installed:
/// the person, an unpacked folder, another program of the computer, the command line. Source: `mojom::ManifestLocation`
/// in `extensions/common/mojom/manifest.mojom` (0 is invalid; 5 and 10 are components; 7 and 9 are policy).
const NOT_BY_POLICY: [u64; 6] = [1, 2, 3, 4, 6, 8];

/// Chromium's state of an extension that another program brought and the person removed. Source:
/// `extensions/common/extension.h`, `Extension::State`.
const UNINSTALLED: u64 = 2;

/// Firefox's setting that names the theme in use.
const THEME: &str = "extensions.activeThemeID";

/// Returns a profile's extensions. What cannot be read has none: then nobody is told of them, and where only a policy's
/// may stay nothing does.
pub fn extensions(root: &Root, profile: Option<&RelPath>, family: Family) -> FoundExtensions {
    let read = super::caught(|| match family {
        Family::Chromium => Ok(chromium(root, profile)),
        Family::Firefox => firefox(root, profile),
        // These have no extensions of the person's.
        Family::Electron | Family::Epiphany | Family::Falkon | Family::Qutebrowser => Ok(FoundExtensions::default()),
    });
    let mut found = read.unwrap_or_default();
    found.persons = found.persons.iter().map(|name| escaped(name.as_ref())).collect();
    found.persons.sort();
    found.persons.dedup();
    found
}

fn json(root: &Root, profile: Option<&RelPath>, file: &str) -> Result<Value, EditError> {
    let file = RelPath::parse(file).map_err(|_never| EditError::Internal)?;
    let bytes = keys::read(root, &file.within(profile))?;
    serde_json::from_slice(&bytes).map_err(|error| EditError::Damaged(error.to_string()))
}

/// On Linux the settings are in `Preferences`, elsewhere in `Secure Preferences`.
fn chromium(root: &Root, profile: Option<&RelPath>) -> FoundExtensions {
    let read = ["Preferences", "Secure Preferences"].map(|file| json(root, profile, file).unwrap_or_default());
    let of = |name: &str| -> Vec<(&String, &Value)> {
        let at = format!("/extensions/{name}");
        read.iter().filter_map(|top| top.pointer(&at)?.as_object()).flat_map(Map::iter).collect()
    };
    let mut found = FoundExtensions::default();
    for (id, extension) in of("settings") {
        // Where it does not say where it comes from, it is a note on one that is not installed.
        let Some(location) = number(extension, "location") else { continue };
        let by_default = extension.get("was_installed_by_default").and_then(Value::as_bool) == Some(true);
        if by_default || !NOT_BY_POLICY.contains(&location) {
            found.keys.push(key(["settings", id]));
            found.managed.push(id.clone());
        } else if number(extension, "state") != Some(UNINSTALLED) {
            found.persons.push(chromium_name(root, profile, id, extension).unwrap_or_else(|| id.clone()));
        }
    }
    found.files = found.managed.iter().filter_map(|id| below("Extensions", id)).collect();
    let is_managed = |extension: &Value, at: &str| {
        let id = extension.get(at).and_then(Value::as_str);
        id.is_some_and(|id| found.managed.iter().any(|managed| managed == id))
    };
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

/// Returns the path of a name in a folder, where it is a name and not a way out of the folder.
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

/// `app-profile` is where the person's add-ons and the policy's are; the browser's own are elsewhere. Source:
/// `toolkit/mozapps/extensions/internal/XPIProvider.sys.mjs`, `KEY_APP_PROFILE`; the source of an installation by
/// policy is named in `toolkit/components/enterprisepolicies`.
fn firefox(root: &Root, profile: Option<&RelPath>) -> Result<FoundExtensions, EditError> {
    let top = json(root, profile, "extensions.json")?;
    let mut found = FoundExtensions::default();
    let mut persons = Vec::new();
    for addon in top.get("addons").and_then(Value::as_array).into_iter().flatten() {
        let text = |at: &str| addon.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let Some(id) = text("/id") else { continue };
        let is_here = text("/location").as_deref() == Some("app-profile");
        if is_here && text("/installTelemetryInfo/source").as_deref() != Some("enterprise-policy") {
            // Themes, dictionaries and languages run no code, and need no word where they stay.
            let is_extension = text("/type").as_deref() == Some("extension");
            found.persons.extend(is_extension.then(|| text("/defaultLocale/name").unwrap_or_else(|| id.clone())));
            persons.push(id);
        } else {
            // A package, or a folder.
            let names = [format!("{id}.xpi"), id.clone()].map(|name| below("extensions", &name).filter(|_| is_here));
            found.files.extend(names.into_iter().flatten());
            found.managed.push(id);
        }
    }
    found.set = set_by(root, profile, &persons);
    Ok(found)
}

/// Returns the settings that other extensions have set: each is noted with the value that it had before. Source:
/// `toolkit/components/extensions/ExtensionPreferencesManager.sys.mjs` and `ExtensionSettingsStore.sys.mjs`. The theme
/// is a setting too.
fn set_by(root: &Root, profile: Option<&RelPath>, persons: &[String]) -> Vec<Vec<String>> {
    let is_persons = |id: Option<&str>| id.is_some_and(|id| persons.iter().any(|person| person == id));
    let notes = json(root, profile, "extension-settings.json").unwrap_or_default();
    let prefs = notes.get("prefs").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let theirs = prefs.filter(|note| {
        let list = note.get("precedenceList").and_then(Value::as_array).into_iter().flatten();
        list.into_iter().any(|one| is_persons(one.get("id").and_then(Value::as_str)))
    });
    let names = theirs.filter_map(|note| note.get("initialValue")?.as_object()).flat_map(Map::keys);
    let themed = is_persons(theme(root, profile).as_deref()).then_some(THEME);
    names.map(String::as_str).chain(themed).map(|name| name.split('.').map(str::to_owned).collect()).collect()
}

/// Returns the id of the theme that is in use.
fn theme(root: &Root, profile: Option<&RelPath>) -> Option<String> {
    let file = RelPath::parse("prefs.js").ok()?;
    let prefs = prefs_js::prefs(&keys::read(root, &file.within(profile)).ok()?).ok()?;
    prefs.into_iter().find(|pref| pref.name == THEME)?.text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Lab, rel};

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
        let found = extensions(&lab.root, Some(&rel("Default")), Family::Chromium);
        assert_eq!(found.persons, ["In the settings", "Translated", "gggg", "hhhh"]);
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
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox);
        assert_eq!(found.persons, ["Blocker\\u{1b}[2J", "e@x"]);
    }

    #[test]
    fn chromium_tells_what_is_the_managed_ones() {
        let lab = Lab::new();
        lab.put(
            "Default/Preferences",
            r#"{"extensions":{
                "settings":{"aaaa":{"location":1},"bbbb":{"location":7},"../up":{"location":9},"cccc":{}},
                "commands":{"linux:Ctrl+B":{"extension":"bbbb"},"linux:Ctrl+A":{"extension":"aaaa"}},
                "theme":{"id":"bbbb"}}}"#,
        );
        let found = extensions(&lab.root, Some(&rel("Default")), Family::Chromium);
        assert_eq!(found.managed, ["bbbb", "../up"]);
        assert_eq!(found.files, [rel("Extensions/bbbb")]);
        let keys: Vec<_> = found.keys.iter().map(|key| key.join(" ")).collect();
        let settings = ["extensions settings bbbb", "extensions settings ../up"];
        assert_eq!(keys, [&settings[..], &["extensions commands linux:Ctrl+B", "extensions theme"]].concat());
    }

    #[test]
    fn firefox_tells_what_is_the_managed_ones_and_what_the_persons_have_set() {
        let lab = Lab::new();
        lab.put(
            "p/extensions.json",
            r#"{"addons":[
                {"id":"a@x","type":"extension","location":"app-profile"},
                {"id":"b@x","type":"extension","location":"app-profile","installTelemetryInfo":{"source":"enterprise-policy"}},
                {"id":"c@x","type":"extension","location":"app-builtin"},
                {"id":"d@x","type":"theme","location":"app-profile"}]}"#,
        );
        lab.put(
            "p/extension-settings.json",
            r#"{"version":3,"prefs":{
                "homepage_override":{"initialValue":{"browser.startup.homepage":1},"precedenceList":[{"id":"a@x"}]},
                "other":{"initialValue":{"some.pref":1},"precedenceList":[{"id":"b@x"}]}}}"#,
        );
        lab.put("p/prefs.js", "user_pref(\"extensions.activeThemeID\", \"d@x\");\n");
        let found = extensions(&lab.root, Some(&rel("p")), Family::Firefox);
        assert_eq!(found.managed, ["b@x", "c@x"]);
        assert_eq!(found.files, [rel("extensions/b@x.xpi"), rel("extensions/b@x")]);
        let set: Vec<_> = found.set.iter().map(|key| key.join(".")).collect();
        assert_eq!(set, ["browser.startup.homepage", "extensions.activeThemeID"]);
    }

    #[test]
    fn what_cannot_be_read_names_nothing() {
        let lab = Lab::new();
        lab.put("p/extensions.json", "[1");
        lab.put("p/Preferences", r#"{"extensions":{"settings":{"a":7,"b":{"location":"1"}}}}"#);
        for family in [Family::Chromium, Family::Firefox] {
            assert_eq!(extensions(&lab.root, Some(&rel("p")), family), FoundExtensions::default());
            assert_eq!(extensions(&lab.root, Some(&rel("absent")), family), FoundExtensions::default());
        }
    }
}
