//! All languages have the same texts, with the same variables.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::advice::Adviser;
use super::*;
use crate::model::{BrowserId, Category, LeftoverKind, Owner, Phase, RelPath, Skip, SkipReason};

/// Returns every key of a language with the source of its text.
fn messages(lang: Lang) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in lang.source().lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let begins = line.starts_with(|letter: char| letter.is_ascii_lowercase());
        if let Some((key, text)) = line.split_once(" = ").filter(|_| begins) {
            last = key.to_owned();
            assert!(found.insert(last.clone(), text.to_owned()).is_none(), "{lang:?}: {key} is there twice");
        } else {
            found.get_mut(&last).expect("a line that continues a message").push_str(line);
        }
    }
    found
}

fn variables(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned();
    text.split('$').skip(1).map(name).collect()
}

#[test]
fn every_file_parses_whole() {
    for lang in Lang::ALL {
        let parsed = FluentResource::try_new(lang.source().to_owned());
        assert!(parsed.is_ok(), "{lang:?}: {:?}", parsed.err().map(|(_rest, mistakes)| mistakes));
    }
}

#[test]
fn the_languages_have_the_same_keys_and_variables() {
    let of = |lang| messages(lang).into_iter().map(|(key, text)| (key, variables(&text))).collect::<BTreeMap<_, _>>();
    let english = of(Lang::En);
    assert!(english.len() > 100);
    assert_eq!(english, of(Lang::Fi));
    assert_eq!(english, of(Lang::Sv));
}

#[test]
fn every_text_is_whole_for_one_and_for_many() {
    for lang in Lang::ALL {
        let tr = Tr::of(lang);
        for (key, text) in messages(lang) {
            let names = variables(&text);
            for count in [0_u64, 1, 2, 1204] {
                let values: Vec<_> = names.iter().map(|name| (name.as_str(), Arg::Count(count))).collect();
                let shown = tr.with(&key, &values);
                assert!(!shown.is_empty() && !shown.contains(['{', '}', '$', '!', '\n']), "{lang:?} {key}: {shown:?}");
            }
        }
    }
}

#[test]
fn one_is_singular_and_thousands_stand_apart() {
    let check = |lang, count: u64, expected| {
        assert_eq!(Tr::of(lang).with("profiles", &[("n", count.into())]), expected);
    };
    check(Lang::En, 1, "1 profile");
    check(Lang::En, 1204, "1,204 profiles");
    check(Lang::Fi, 1, "1 profiili");
    check(Lang::Fi, 0, "0 profiilia");
    check(Lang::Sv, 1204, "1\u{a0}204 profiler");
}

#[test]
fn values_of_the_model_have_texts() {
    let kinds = [
        LeftoverKind::BrowserOpen,
        LeftoverKind::InUse(String::new()),
        LeftoverKind::InUse("soffice".into()),
        LeftoverKind::NoPermission,
        LeftoverKind::ForeignOwner,
        LeftoverKind::OtherMount,
        LeftoverKind::Changed,
        LeftoverKind::Damaged,
        LeftoverKind::UnknownSchema,
        LeftoverKind::NoSpace,
        LeftoverKind::CameBack,
        LeftoverKind::Found,
        LeftoverKind::Mentioned,
        LeftoverKind::Unverified,
        LeftoverKind::FailedBefore,
        LeftoverKind::OpenedSince,
        LeftoverKind::OpenedAgain,
        LeftoverKind::NotReached,
        LeftoverKind::Os(5),
        LeftoverKind::Internal,
    ];
    let reasons = [
        SkipReason::Link,
        SkipReason::Mount,
        SkipReason::ForeignOwner,
        SkipReason::Unreadable,
        SkipReason::Outside,
        SkipReason::NotAFolder,
        SkipReason::NotProven,
        SkipReason::Elsewhere,
        SkipReason::SearchEnded,
        SkipReason::InUseOn(Some("lab-7".into())),
        SkipReason::NotUnderstood,
        SkipReason::InUseOn(None),
    ];
    for lang in Lang::ALL {
        let tr = Tr::of(lang);
        let mut shown: Vec<String> = Category::ALL.iter().map(|kind| tr.text(words::category(*kind))).collect();
        let phases = [Phase::Discovering, Phase::Closing, Phase::Removing, Phase::Verifying];
        shown.extend(phases.iter().map(|step| tr.text(words::phase(*step))));
        shown.extend(kinds.iter().map(|kind| words::leftover(&tr, kind)));
        shown.extend(reasons.iter().map(|reason| words::skip(&tr, reason)));
        let adviser = Adviser::new(&tr);
        let owner = Owner::Browser(BrowserId("chromium".into()));
        shown.extend(kinds.iter().map(|kind| adviser.leftover(&owner, kind, None)));
        let skip = |reason: &SkipReason| {
            let at = RelPath::parse("x").unwrap();
            adviser.skip(&Skip { owner: owner.clone(), at, reason: reason.clone(), moved: None })
        };
        shown.extend(reasons.iter().map(skip));
        // A missing text shows as its key.
        let key_like = |text: &str| text.contains('-') && !text.contains(' ') && text.is_ascii();
        assert!(!shown.iter().any(|text| key_like(text)), "{lang:?}: {shown:?}");
    }
}

#[test]
fn the_locale_decides_and_english_stands_in() {
    let check = |locale, lang| assert_eq!(Tr::new(locale).lang(), lang, "{locale:?}");
    check(None, Lang::En);
    check(Some("C.UTF-8"), Lang::En);
    check(Some("fi"), Lang::Fi);
    check(Some("fi_FI.UTF-8"), Lang::Fi);
    check(Some("sv-FI"), Lang::Sv);
    check(Some("FI"), Lang::Fi);
    check(Some("fil_PH"), Lang::En);
}

#[test]
fn the_first_words_of_a_result_are_fixed() {
    let values = [("files", Arg::Count(1)), ("size", "1 B".into()), ("n", Arg::Count(2)), ("why", "…".into())];
    for (lang, clean, left, nothing) in [
        (Lang::En, "Clean and verified", "Not finished", "Nothing was done"),
        (Lang::Fi, "Puhdas ja tarkistettu", "Kesken", "Mitään ei tehty"),
        (Lang::Sv, "Rent och kontrollerat", "Inte klart", "Inget gjordes"),
    ] {
        let tr = Tr::of(lang);
        for (keys, begin) in [
            (&["res-clean", "res-clean-none"][..], clean),
            (&["res-left", "res-time", "res-cancelled"], left),
            (&["res-none"], nothing),
        ] {
            for key in keys {
                let text = tr.with(key, &values);
                assert!(text.starts_with(begin), "{lang:?} {key}: {text}");
            }
        }
    }
}
