//! Names of the extensions in a profile that no policy put there, so that the preview can say that their code stays.

use serde_json::Value;

use super::{EditError, keys};
use crate::model::{Family, RelPath, escaped};
use crate::safefs::Root;

/// Where Chromium says that an extension came from, of those that neither a policy nor the browser itself installed:
/// the person, an unpacked folder, another program of the computer, the command line. Source: `mojom::ManifestLocation`
/// in `extensions/common/mojom/manifest.mojom` (0 is invalid; 5 and 10 are components; 7 and 9 are policy).
const NOT_BY_POLICY: [u64; 6] = [1, 2, 3, 4, 6, 8];

/// Chromium's state of an extension that another program brought and the person removed. Source:
/// `extensions/common/extension.h`, `Extension::State`.
const UNINSTALLED: u64 = 2;

/// Returns the names of a profile's extensions that no policy installed, sorted. What cannot be read names none: this
/// is a hint for people, and what becomes of the files does not depend on it.
pub fn extensions(root: &Root, profile: Option<&RelPath>, family: Family) -> Vec<String> {
    let read = super::caught(|| match family {
        Family::Chromium => Ok(chromium(root, profile)),
        Family::Firefox => firefox(root, profile),
        // These have no extensions of the person's.
        Family::Electron => Ok(Vec::new()),
    });
    let mut names: Vec<_> = read.unwrap_or_default().iter().map(|name| escaped(name.as_ref())).collect();
    names.sort();
    names.dedup();
    names
}

fn json(root: &Root, profile: Option<&RelPath>, file: &str) -> Result<Value, EditError> {
    let file = RelPath::parse(file).map_err(|_never| EditError::Internal)?;
    let bytes = keys::read(root, &file.within(profile))?;
    serde_json::from_slice(&bytes).map_err(|error| EditError::Damaged(error.to_string()))
}

/// On Linux the settings are in `Preferences`, elsewhere in `Secure Preferences`.
fn chromium(root: &Root, profile: Option<&RelPath>) -> Vec<String> {
    let read = ["Preferences", "Secure Preferences"].map(|file| json(root, profile, file).unwrap_or_default());
    let settings = read.iter().filter_map(|top| top.pointer("/extensions/settings")?.as_object()).flatten();
    let number = |extension: &Value, key: &str| extension.get(key).and_then(Value::as_u64);
    let persons = settings.filter(|(_, extension)| {
        number(extension, "location").is_some_and(|location| NOT_BY_POLICY.contains(&location))
            && number(extension, "state") != Some(UNINSTALLED)
            && extension.get("was_installed_by_default").and_then(Value::as_bool) != Some(true)
    });
    persons.map(|(id, extension)| chromium_name(root, profile, id, extension).unwrap_or_else(|| id.clone())).collect()
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

/// `app-profile` is where the person's extensions and the policy's are; the browser's own are elsewhere. Source:
/// `toolkit/mozapps/extensions/internal/XPIProvider.sys.mjs`, `KEY_APP_PROFILE`; the source of an installation by
/// policy is named in `toolkit/components/enterprisepolicies`.
fn firefox(root: &Root, profile: Option<&RelPath>) -> Result<Vec<String>, EditError> {
    let top = json(root, profile, "extensions.json")?;
    let text = |addon: &Value, at: &str| addon.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let addons = top.get("addons").and_then(Value::as_array).into_iter().flatten();
    let persons = addons.filter(|addon| {
        text(addon, "/type").as_deref() == Some("extension")
            && text(addon, "/location").as_deref() == Some("app-profile")
            && text(addon, "/installTelemetryInfo/source").as_deref() != Some("enterprise-policy")
    });
    Ok(persons.filter_map(|addon| text(addon, "/defaultLocale/name").or_else(|| text(addon, "/id"))).collect())
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
        assert_eq!(found, ["In the settings", "Translated", "gggg", "hhhh"]);
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
        assert_eq!(extensions(&lab.root, Some(&rel("p")), Family::Firefox), ["Blocker\\u{1b}[2J", "e@x"]);
    }

    #[test]
    fn what_cannot_be_read_names_nothing() {
        let lab = Lab::new();
        lab.put("p/extensions.json", "[1");
        lab.put("p/Preferences", r#"{"extensions":{"settings":{"a":7,"b":{"location":"1"}}}}"#);
        for family in [Family::Chromium, Family::Firefox] {
            assert!(extensions(&lab.root, Some(&rel("p")), family).is_empty());
            assert!(extensions(&lab.root, Some(&rel("absent")), family).is_empty());
        }
    }
}
