use super::*;

#[test]
fn the_builtin_sets_are_sound_and_do_not_include_each_other() {
    let services = Services::builtin().unwrap();
    let ids: Vec<_> = services.iter().map(|service| service.id.as_str()).collect();
    assert_eq!(ids, ["microsoft", "tuni", "microsoft-365", "google"]);
    let tuni = &services.get("tuni").unwrap().rules;
    assert!(!tuni.covers_host("login.microsoftonline.com") && tuni.covers_host("moodle.tuni.fi"));
    assert!(tuni.covers_cookie("unheard.example", "_shibsession_1") && tuni.covers_cookie("a.example", "_saml_idp"));
    let microsoft = &services.get("microsoft").unwrap().rules;
    assert!(microsoft.covers_host("login.live.com") && microsoft.covers_host("device.login.microsoftonline.com"));
    for other in
        ["a.blob.core.windows.net", "notlive.com", "live.com.example.org", "outlook.office.com", "microsoft.com"]
    {
        assert!(!microsoft.covers_host(other), "{other}");
    }
    assert!(Services::DEFAULT.iter().all(|id| services.get(id).is_some_and(|set| set.login.is_some())));
}

#[test]
fn the_sign_in_of_national_clouds_belongs_to_microsoft_and_look_alikes_do_not() {
    let services = Services::builtin().unwrap();
    let covers = |set: &str, host: &str| services.get(set).unwrap().rules.covers_host(host);
    for host in [".login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.chinacloudapi.cn"] {
        assert!(covers("microsoft", host) && !covers("microsoft-365", host), "{host}");
    }
    for host in
        ["outlook.office365.us", "a.sharepoint.us", "gov.teams.microsoft.us", "webmail.apps.mil", "a.sharepoint.cn"]
    {
        assert!(!covers("microsoft", host) && covers("microsoft-365", host), "{host}");
    }
    for host in ["notmicrosoftonline.us", "microsoftonline.us.example.org", "a.chinacloudapi.cn", "safe.apps.mil"] {
        assert!(!covers("microsoft", host) && !covers("microsoft-365", host), "{host}");
    }
    let is_signed_in = |set: &str, host: &str, name: &str| services.get(set).unwrap().is_signed_in(host, name);
    assert!(is_signed_in("microsoft", ".login.microsoftonline.us", "ESTSAUTHPERSISTENT"));
    assert!(is_signed_in("google", ".google.com", "SAPISID") && is_signed_in("google", "accounts.google.com", "LSID"));
    assert!(!is_signed_in("google", ".google.com", "NID") && !is_signed_in("google", ".example.org", "SID"));
}

#[test]
fn what_is_asked_for_is_a_set_or_a_site() {
    let services = Services::builtin().unwrap();
    let choose = |asked: &[&str]| services.choose(&asked.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let default = choose(&[]).unwrap();
    assert_eq!(default.sets, ["microsoft", "tuni"]);
    assert!(default.rules.covers_host("live.com") && default.rules.covers_host("tuni.fi"));
    let mixed = choose(&["google", "https://moodle.example.org:8443/x"]).unwrap();
    assert_eq!(mixed.sets, ["google"]);
    assert!(mixed.rules.covers_host("moodle.example.org") && !mixed.rules.covers_host("example.org"));
    assert!(matches!(choose(&["micrsoft"]), Err(NotASelection::UnknownSet { near, .. }) if near.len() == 4));
    assert!(matches!(choose(&["ac.uk"]), Err(NotASelection::PublicSuffix { .. })));
    assert!(matches!(choose(&["a b"]), Err(NotASelection::NoSite { .. })));
}

#[test]
fn a_live_sign_in_is_told_by_its_cookie() {
    let services = Services::builtin().unwrap();
    let check = |set: &str, host: &str, name: &str, expected: bool| {
        assert_eq!(services.get(set).unwrap().is_signed_in(host, name), expected, "{set} {host} {name}");
    };
    check("microsoft", ".login.microsoftonline.com", "ESTSAUTHPERSISTENT", true);
    check("microsoft", "login.microsoftonline.com", "buid", false);
    check("microsoft", "a.example", "ESTSAUTH", false);
    check("tuni", "moodle.example.org", "_shibsession_73", true);
    check("tuni", "moodle.tuni.fi", "MoodleSession", false);
}

#[test]
fn mistakes_are_named_with_their_place() {
    let check = |text: &str, expected: &str| {
        let error = Service::parse("sample.toml", text).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("sample.toml"), "{error}");
    };
    let head = "schema = 1\nid = \"a\"\nname = \"A\"\nsource = \"s\"\n";
    check("schema = 1\nid = 2\n", "line 2");
    check(&format!("{head}sites = []\n"), "line 5");
    check(&format!("{head}[[site]]\nsite = \"fi\"\nreason = \"r\"\n"), "public suffix");
    check(&format!("{head}[[site]]\nsite = \"a b\"\nreason = \"r\"\n"), "no host name");
    check(&format!("{head}[[site]]\nsite = \"a.fi\"\nhost = \"a.fi\"\nreason = \"r\"\n"), "either");
    check(&format!("{head}[[site]]\nsite = \"a.fi\"\nreason = \" \"\n"), "empty reason");
    check(&format!("login = \"http://a.fi\"\n{head}"), "https://");
    check(&head.replace("schema = 1", "schema = 2"), "schema 2");
    let file = ("sample.toml", head);
    assert!(matches!(Services::of(&[file, file]), Err(InFile { mistake: ServiceMistake::TwiceDefined(_), .. })));
}
