use std::collections::BTreeSet;

use super::{read as read_with, *};
use crate::model::{Area, Category, Close, Level, Mode, Request, Site, SiteRules};

/// Stands in for the list of public suffixes.
fn shared(site: &Site) -> bool {
    ["fi", "ac.uk"].contains(&site.as_str())
}

fn read(text: &str, whose: Whose) -> (Choices, Vec<Mistake>) {
    read_with(text, whose, shared)
}

fn mistakes(text: &str, whose: Whose) -> Vec<String> {
    read(text, whose).1.iter().map(ToString::to_string).collect()
}

fn choices(text: &str) -> Choices {
    let (choices, mistakes) = read(text, Whose::Machine);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    choices
}

#[test]
fn the_policy_counts_before_the_person_and_everything_knows_who_set_it() {
    let user = choices("level = \"everything\"\ngrace = 3\nclose = \"never\"");
    let admin = choices("level = \"traces\"\nclose = \"force\"");
    let (settings, locks) = effective(&user, &admin);
    assert_eq!(settings.level, Set { value: Level::Traces, source: Source::Machine });
    assert_eq!(settings.close, Set { value: Close::Force, source: Source::Machine });
    assert_eq!(settings.grace, Set { value: 3, source: Source::User });
    assert_eq!(settings.afterwards.source, Source::Default);
    let fixed: Vec<_> = Key::ALL.into_iter().filter(|key| locks.is_fixed(*key)).collect();
    assert_eq!(fixed, [Key::Level, Key::Close]);
}

#[test]
fn where_nobody_says_anything_nothing_is_fixed() {
    let (settings, locks) = effective(&Choices::default(), &Choices::default());
    assert_eq!(settings, Settings::default());
    assert!(Key::ALL.into_iter().all(|key| settings.source(key) == Source::Default && !locks.is_fixed(key)));
    assert!(locks.locked_categories().is_empty());
    assert_eq!((settings.grace.value, settings.receipt_days.value, settings.receipt_runs.value), (10, 90, 1000));
}

#[test]
fn only_the_switches_that_the_policy_names_may_be_turned() {
    let (settings, locks) = effective(&Choices::default(), &choices("switches = [\"cache\", \"downloads\"]"));
    let asks = |request: &Request| locks.allow(&settings, request);
    let only_cookies = Request { only: [Category::Cookies].into(), ..Request::default() };
    let all_but_cache = Request { keeping: [Category::Cache].into(), ..Request::default() };
    let all_but_history = Request { keeping: [Category::History].into(), ..Request::default() };
    assert_eq!(asks(&Request::default()), Ok(()));
    assert_eq!(asks(&all_but_cache), Ok(()));
    assert_eq!(asks(&all_but_history), Err(Refusal::Switch { switch: "history" }));
    assert!(asks(&only_cookies).is_err());
    assert!(locks.may_turn_area(Area::Downloads) && !locks.may_turn_area(Area::Trash));
    assert_eq!(locks.locked_categories().len(), Category::ALL.len() - 1);
}

#[test]
fn a_category_that_the_policy_keeps_stays_unless_the_user_may_switch_it() {
    let keeps = Request { keeping: [Category::Certificates].into(), ..Request::default() };
    let asks = |policy: &str, request: &Request| {
        let (settings, locks) = effective(&Choices::default(), &choices(policy));
        assert_eq!(Request::for_everything(&settings), keeps, "{policy}");
        locks.allow(&settings, request)
    };
    let goes = Request::default();
    for (policy, refused) in [
        ("keep = [\"certificates\"]", true),
        ("keep = [\"certificates\"]\nswitches = [\"cache\"]", true),
        ("keep = [\"certificates\"]\nswitches = [\"certificates\"]", false),
    ] {
        assert_eq!(asks(policy, &keeps), Ok(()), "{policy}");
        let refusal = Err(Refusal::Area { area: "certificates" });
        assert_eq!(asks(policy, &goes), if refused { refusal } else { Ok(()) }, "{policy}");
    }
    let (settings, _) = effective(&Choices::default(), &choices("keep = [\"certificates\"]"));
    assert!(keeps.paid(&settings).covers(&goes) && !keeps.covers(&goes));
    assert_eq!(goes.with_kept(&settings), keeps);
}

fn sites(names: &[&str]) -> BTreeSet<Site> {
    names.iter().map(|name| Site::parse(name).unwrap()).collect()
}

#[test]
fn an_area_goes_as_the_policy_says_and_its_switch_turns_where_it_may() {
    let asks = |policy: &str, also: &[Area]| {
        let (settings, locks) = effective(&Choices::default(), &choices(policy));
        locks.allow(&settings, &Request { also: also.iter().copied().collect(), ..Request::default() })
    };
    let left = |area: Area| Err(Refusal::Area { area: area.name() });
    let goes = |area: Area| Err(Refusal::Switch { switch: area.name() });
    let trash = "areas = [\"trash\"]";
    assert_eq!(asks("", &[Area::Temp]), Ok(()), "where no policy says anything every switch turns");
    assert_eq!(asks(trash, &[Area::Trash]), Ok(()));
    assert_eq!(asks(trash, &[]), goes(Area::Trash), "areas without switches are fixed");
    assert_eq!(asks(trash, &[Area::Trash, Area::Temp]), left(Area::Temp));
    let both = format!("{trash}\nswitches = [\"temp\"]");
    assert_eq!(asks(&both, &[Area::Trash, Area::Temp]), Ok(()));
    assert_eq!(asks(&both, &[Area::Temp]), goes(Area::Trash));
    assert_eq!(asks(&both, &[Area::Trash, Area::Downloads]), left(Area::Downloads));
    let (settings, locks) = effective(&Choices::default(), &choices(&both.replace("temp", "trash")));
    assert_eq!(locks.areas(&settings, true), [Area::Trash].into());
    assert!(locks.areas(&settings, false).is_empty(), "a narrower request takes along only what is held");
    let (settings, locks) = effective(&Choices::default(), &choices(&both));
    assert_eq!(locks.areas(&settings, false), [Area::Trash].into());
}

#[test]
fn a_person_sets_no_area_and_keeps_no_site_beyond_their_switches() {
    let user = choices("areas = [\"trash\", \"temp\"]\nkeep_sites = [\"example.org\"]");
    let set = |admin: &str| effective(&user, &choices(admin)).0;
    assert_eq!(set("").areas, Set { value: [Area::Trash, Area::Temp].into(), source: Source::User });
    assert_eq!(set("").keep_sites.value, sites(&["example.org"]));
    let held = set("switches = [\"temp\", \"cookies\"]");
    assert_eq!(held.areas.value, [Area::Temp].into());
    assert!(held.keep_sites.value.is_empty(), "site data always goes");
    assert_eq!(set("switches = [\"cookies\", \"site-data\"]").keep_sites.value, sites(&["example.org"]));
}

#[test]
fn a_site_is_kept_only_where_the_policy_lets_it_be() {
    let asks = |policy: &str, names: &[&str]| {
        let (settings, locks) = effective(&Choices::default(), &choices(policy));
        locks.allow(&settings, &Request { keep_sites: sites(names), ..Request::default() })
    };
    assert_eq!(asks("", &["example.org"]), Ok(()));
    let fixed = "keep_sites = [\"example.org\"]";
    assert_eq!(asks(fixed, &["example.org"]), Ok(()));
    assert!(matches!(asks(fixed, &["example.net", "example.org"]), Err(Refusal::Fixed { key: Key::KeepSites, .. })));
    assert_eq!(asks("switches = [\"cache\"]", &["example.org"]), Err(Refusal::Switch { switch: "cookies" }));
    assert_eq!(asks("switches = [\"cookies\", \"site-data\"]", &["example.org"]), Ok(()));
}

#[test]
fn what_is_fixed_for_end_session_holds_up_no_fix_of_a_sign_in() {
    let policy = "level = \"everything\"\nswitches = []\nareas = [\"trash\"]\nkeep_sites = [\"example.org\"]";
    let (settings, locks) = effective(&Choices::default(), &choices(policy));
    let mode = Mode::FixSignIn { asked: BTreeSet::new(), rules: SiteRules::default().into() };
    assert_eq!(locks.allow(&settings, &Request { mode, ..Request::default() }), Ok(()));
}

#[test]
fn every_choice_is_understood() {
    assert!(mistakes("[template_profile]\nchromium = \"/opt/profile\"", Whose::Machine).is_empty());
    assert!(mistakes("extensions = \"keep\"\nafterwards = \"log-out\"", Whose::Machine).is_empty());
    assert!(mistakes("extensions = \"managed-only\"", Whose::Machine).is_empty());
}

#[test]
fn sets_that_are_meant_by_default_are_sets_that_there_are() {
    let own =
        "[sets.own]\nsites = [\"example.org\"]\n[[services]]\nname = \"Example mail!\"\nsites = [\"example.net\"]";
    let set = choices(&format!("default_sets = [\"tuni\", \"own\", \"example-mail\"]\n{own}")).default_sets.unwrap();
    assert_eq!(set.into_iter().collect::<Vec<_>>(), ["example-mail", "own", "tuni"]);
    let wrong = mistakes("default_sets = [\"own\"]", Whose::Machine);
    assert_eq!(wrong, ["1:17: \"own\" is no default_sets; there are: microsoft, tuni, microsoft-365, google"]);
    assert_eq!(
        mistakes("default_sets = []", Whose::Machine),
        ["1:16: default_sets must be a list of at least one name"]
    );
}

#[test]
fn a_fixed_level_is_neither_lowered_nor_raised() {
    for (fixed, other) in [(Level::Traces, Level::Everything), (Level::Everything, Level::Traces)] {
        let admin = Choices { level: Some(fixed), ..Choices::default() };
        let (settings, locks) = effective(&Choices::default(), &admin);
        assert_eq!(locks.allow(&settings, &Request { level: fixed, ..Request::default() }), Ok(()));
        assert!(locks.allow(&settings, &Request { level: other, ..Request::default() }).is_err());
    }
    let (settings, locks) = effective(&choices("level = \"everything\""), &Choices::default());
    assert_eq!(locks.allow(&settings, &Request::default()), Ok(()), "the person's own settings bind nobody");
}

#[test]
fn a_mistake_is_named_with_its_line_and_column() {
    let check = |text: &str, expected: &str| {
        let found = mistakes(text, Whose::Machine);
        assert!(matches!(found.as_slice(), [one] if one.starts_with(expected)), "{text:?}: {found:?}");
    };
    check("level = \"trace\"", "1:9: \"trace\" is no level; there are: traces, everything");
    check("\n\n  grace = -1", "3:11: grace must be a whole number from 0 to 3600");
    check("grace = 3601", "1:9: grace must be");
    check("grace = \"10\"", "1:9: grace must be");
    check("time_budget = 0", "1:15: time_budget must be");
    check("# ä\nlevel = true", "2:9: level must be a text");
    check("switches = [\"cache\", \"cokies\"]", "1:22: \"cokies\" is no switches");
    check("areas = [\"cookies\"]", "1:10: \"cookies\" is no areas");
    check("keep_sites = [\"https://example.org/\"]", "1:15: \"https://example.org/\" is not a site");
    check("moved = [\"/var/cache\"]", "1:10: \"/var/cache\" is not a folder below");
    check("moved = [\"~/../other\"]", "1:10: \"~/../other\" is not a folder below");
    check("help = \"cards.toml\"", "1:8: \"cards.toml\" is not an absolute path");
    check("logo = \"/usr/../etc\"", "1:8: \"/usr/../etc\" is not an absolute path");
    check("[[services]]\nname = \"Mail\"", "1:1: services must be a table with at least name and sites");
    check("[sets.own]\nsites = []", "1:1: own must be a table with sites");
    check("keep_sites = [\"fi\"]", "1:15: \"fi\" is a public suffix: everybody has sites below it");
    check("[sets.own]\nsites = [\"ac.uk\"]", "2:10: \"ac.uk\" is a public suffix");
    check("[sets.own]\ncookies = [\"*\"]", "2:12: cookies must be names of cookies, with * at most at the end");
    check("[sets.own]\ncookies = [\"a*b\"]", "2:12: cookies must be names of cookies");
    check("[[services]]\nname = \"!\"\nsites = [\"example.org\"]", "1:1: services must be a table");
    check("schema = 2", "1:10: schema 2 is not 1");
    check("level = ", "1:");
    check("level = \"traces\"\nlevel = \"traces\"", "2:1: ");
}

#[test]
fn an_unknown_key_is_a_warning_wherever_it_is() {
    let text = "levle = \"traces\"\n[sets.own]\nsites = [\"example.org\"]\nhots = []\n";
    let (read, mistakes) = read(text, Whose::Machine);
    assert!(mistakes.iter().all(|mistake| mistake.kind.is_warning()), "{mistakes:?}");
    let places: Vec<_> = mistakes.iter().map(|mistake| (mistake.line, mistake.column)).collect();
    assert_eq!(places, [(1, 1), (4, 1)]);
    assert_eq!(read.sets.unwrap().len(), 1);
}

#[test]
fn what_only_an_administrator_may_say_is_not_taken_from_a_person() {
    for key in Key::ALL.into_iter().filter(|key| !key.is_personal()) {
        let text = format!("{} = 1", key.name());
        let (read, mistakes) = read(&text, Whose::User);
        assert_eq!(read, Choices::default());
        assert_eq!(mistakes.first().map(|one| one.kind.clone()), Some(MistakeKind::NotPersonal(key.name().into())));
    }
}

#[test]
fn settings_left_by_the_person_before_add_to_an_unattended_run_and_weaken_nothing() {
    // Each key that a person may set, with a value, and whether that counts where nobody watches.
    let table = [
        (Key::Level, "level = \"everything\"", true),
        (Key::Level, "level = \"traces\"", false),
        (Key::Areas, "areas = [\"trash\"]", true),
        (Key::Extensions, "extensions = \"managed-only\"", true),
        (Key::Extensions, "extensions = \"keep\"", false),
        (Key::KeepSites, "keep_sites = [\"example.org\"]", false),
        (Key::Close, "close = \"never\"", false),
        (Key::Close, "close = \"force\"", false),
        (Key::Grace, "grace = 3600", false),
        (Key::Grace, "grace = 0", false),
        (Key::TimeBudget, "time_budget = 1", false),
        (Key::Afterwards, "afterwards = \"restart\"", false),
    ];
    for (key, text, counts) in table {
        let (user, mistakes) = read(text, Whose::User);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let (attended, _) = effective(&user, &Choices::default());
        assert_eq!(attended.source(key), Source::User, "{text}");
        let (unattended, _) = effective(&user.clone().strengthening(), &Choices::default());
        assert_eq!(unattended.source(key) == Source::User, counts, "{text}");
        assert!(!counts || key.reach() == Reach::Stronger, "{text}");
        assert!(counts || unattended == Settings::default(), "{text}");
    }
    let personal: BTreeSet<_> = Key::ALL.into_iter().filter(|key| key.is_personal()).collect();
    assert_eq!(table.map(|(key, ..)| key).into_iter().collect::<BTreeSet<_>>(), personal);
    let stronger: BTreeSet<_> = personal.into_iter().filter(|key| key.reach() == Reach::Stronger).collect();
    assert_eq!(table.iter().filter(|row| row.2).map(|row| row.0).collect::<BTreeSet<_>>(), stronger);
    // Nor does it widen what a policy fixes.
    let (user, _) = read("level = \"everything\"\nareas = [\"trash\", \"temp\"]", Whose::User);
    let admin = choices("level = \"traces\"\nswitches = [\"temp\"]");
    let (settings, _) = effective(&user.strengthening(), &admin);
    assert_eq!((settings.level.value, settings.areas.value), (Level::Traces, [Area::Temp].into()));
}

#[test]
fn bytes_that_are_no_text_are_a_mistake() {
    let (_, mistakes) = check(b"level = \"traces\"\n# \xff", Whose::Machine, shared);
    assert_eq!(mistakes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2:3: not UTF-8"]);
}

const SAMPLES: [(&str, &str); 3] = [
    ("lab", include_str!("../../installer/policy/lab.toml")),
    ("kiosk", include_str!("../../installer/policy/kiosk.toml")),
    ("help-desk", include_str!("../../installer/policy/help-desk.toml")),
];

#[test]
fn the_samples_are_without_mistakes_and_of_the_published_form() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../assets/schema/policy.schema.json")).unwrap();
    let form = jsonschema::validator_for(&schema).unwrap();
    let mut used = BTreeSet::new();
    for (name, text) in SAMPLES {
        assert_ne!(choices(text), Choices::default());
        let value = serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
        let wrong: Vec<_> = form.iter_errors(&value).map(|wrong| wrong.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        used.extend(value.as_object().unwrap().keys().cloned());
    }
    assert!(used.len() > 15, "the samples show only {used:?}");
    let named: BTreeSet<_> = schema.pointer("/properties").unwrap().as_object().unwrap().keys().cloned().collect();
    let known = Key::ALL.into_iter().map(|key| key.name().to_owned()).chain(["schema".to_owned()]);
    assert_eq!(named, known.collect());
}

#[test]
fn every_key_has_its_name_and_its_value_in_the_form_of_the_file() {
    for key in Key::ALL {
        assert_eq!(serde_json::to_value(key).unwrap(), key.name());
    }
    let (settings, _) = effective(&Choices::default(), &choices(SAMPLES[1].1));
    assert_eq!(settings.shown(Key::Moved).0, serde_json::json!(["~/.cache"]));
    assert_eq!(settings.shown(Key::Close), (serde_json::json!("force"), Source::Machine));
    assert_ne!(settings.text(), Settings::default().text());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC*|([a-z_]+ = [\\[\\]\"a-z0-9~/.,{}= -]{0,30}\n){0,4}") {
        for whose in [Whose::Machine, Whose::User] {
            let (_, mistakes) = read(&text, whose);
            assert!(mistakes.iter().all(|mistake| mistake.line > 0 && mistake.column > 0));
        }
    }
}
