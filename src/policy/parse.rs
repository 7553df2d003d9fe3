//! Parsing of the settings and policy files. Written by hand rather than derived, so that each mistake has its line and
//! column, and an unknown key (a warning: a newer version may know it) differs from a wrong value (stops the run).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::choices::{Choices, KioskScreen, SETS, Service, SiteSet, switches};
use super::key::Key;
use super::mistake::{Mistake, MistakeKind};
use crate::model::{AfterRun, Area, Category, Close, CookieName, Elsewhere, Extensions, Family, Level, RelPath, Site};

/// Which of the two files it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The machine policy.
    Machine,
    /// The user's settings.
    User,
}

type Item<'t> = (&'t str, &'t Spanned<DeValue<'t>>);

/// Says whether a name is a public suffix, and so no site. The caller has the list, because `policy` may not use
/// `catalog`.
pub type IsShared = fn(&Site) -> bool;

/// Parses a file, and returns its choices and its mistakes. A value with a mistake is not among the choices.
pub fn read(text: &str, whose: Whose, is_shared: IsShared) -> (Choices, Vec<Mistake>) {
    let mut reader = Reader { text, is_shared, mistakes: Vec::new() };
    let choices = match DeTable::parse(text) {
        Ok(table) => reader.choices(table.get_ref(), whose),
        Err(error) => {
            let kind = MistakeKind::Toml(error.message().lines().collect::<Vec<_>>().join(", "));
            reader.mistakes.push(kind.at(text, &error.span().unwrap_or_default()));
            Choices::default()
        }
    };
    reader.mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
    (choices, reader.mistakes)
}

struct Reader<'a> {
    text: &'a str,
    is_shared: IsShared,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn wrong<T>(&mut self, kind: MistakeKind, span: &Range<usize>) -> Option<T> {
        self.mistakes.push(kind.at(self.text, span));
        None
    }

    fn not<T>(&mut self, (key, value): Item<'_>, form: &str) -> Option<T> {
        self.wrong(MistakeKind::Form { key: key.to_owned(), form: form.to_owned() }, &value.span())
    }

    fn choices(&mut self, table: &DeTable<'_>, whose: Whose) -> Choices {
        let mut choices = Choices::default();
        for (name, value) in table {
            let item = (name.get_ref().as_ref(), value);
            let known = Key::ALL.into_iter().filter(|key| whose == Whose::Machine || key.is_personal());
            match Key::ALL.into_iter().find(|key| key.name() == item.0) {
                Some(key) if whose == Whose::Machine || key.is_personal() => {
                    self.choice(&mut choices, key, item);
                }
                Some(key) => {
                    self.wrong::<()>(MistakeKind::NotPersonal(key.name().to_owned()), &name.span());
                }
                None if item.0 == "schema" => self.schema(item),
                None => self.unknown(name, &known.map(Key::name).collect::<Vec<_>>()),
            }
        }
        let is_of_machine = |name: &str| whose == Whose::Machine && name == Key::DefaultSets.name();
        if let Some((name, value)) = table.iter().find(|(name, _)| is_of_machine(name.get_ref())) {
            // Last, because it refers to names in `sets` and `services`.
            choices.default_sets = self.default_sets(&choices, (name.get_ref(), value));
        }
        choices
    }

    fn choice(&mut self, choices: &mut Choices, key: Key, item: Item<'_>) {
        match key {
            Key::Level => choices.level = self.one_of(item, &Level::ALL),
            Key::Areas => choices.areas = self.areas(item),
            Key::Switches => choices.switches = self.names(item, &switches()),
            Key::KeepSites => choices.keep_sites = self.sites(item),
            Key::Keep => choices.keep = self.categories(item),
            Key::Sets => choices.sets = self.sets(item),
            // Read last, by `choices`.
            Key::DefaultSets => {}
            Key::Services => choices.services = self.services(item),
            Key::Extensions => choices.extensions = self.one_of(item, &Extensions::ALL),
            Key::Organisation => choices.organisation = self.text(item),
            Key::Help => choices.help = self.absolute(item),
            Key::Logo => choices.logo = self.absolute(item),
            Key::Close => choices.close = self.one_of(item, &Close::ALL),
            Key::Grace => choices.grace = self.number(item, 0, 3600),
            Key::TimeBudget => choices.time_budget = self.number(item, 1, 86_400),
            Key::Afterwards => choices.afterwards = self.one_of(item, &AfterRun::ALL),
            Key::AfterwardsElse => choices.afterwards_else = self.one_of(item, &AfterRun::ALL),
            Key::IdleMinutes => choices.idle_minutes = self.number(item, 1, 1440),
            Key::KioskScreen => choices.kiosk_screen = self.one_of(item, &KioskScreen::ALL),
            Key::TemplateProfile => choices.template_profile = self.templates(item),
            Key::Moved => choices.moved = self.moved(item),
            Key::Elsewhere => choices.elsewhere = self.one_of(item, &Elsewhere::ALL),
            Key::ReceiptDays => choices.receipt_days = self.number(item, 0, 36_500),
            Key::ReceiptRuns => choices.receipt_runs = self.number(item, 0, 1_000_000),
            Key::FinishAtBoot => choices.finish_at_boot = self.yes_or_no(item),
        }
    }

    fn schema(&mut self, item: Item<'_>) {
        let written = item.1.get_ref().as_integer().map(ToString::to_string);
        match written {
            Some(one) if one == "1" => {}
            Some(other) => self.wrong(MistakeKind::Schema(other), &item.1.span()).unwrap_or_default(),
            None => self.not(item, "the number 1").unwrap_or_default(),
        }
    }

    fn unknown(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let kind = MistakeKind::UnknownKey { key: name.get_ref().to_string(), known: known.join(", ") };
        self.wrong::<()>(kind, &name.span());
    }

    fn text(&mut self, item: Item<'_>) -> Option<String> {
        match item.1.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            _ => self.not(item, "a text"),
        }
    }

    fn one_of<T: Copy>(&mut self, item: Item<'_>, known: &[(&str, T)]) -> Option<T> {
        let text = self.text(item)?;
        match known.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Some(*value),
            None => self.no_such(item, &text, &known.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
        }
    }

    fn no_such<T>(&mut self, (key, value): Item<'_>, written: &str, known: &[&str]) -> Option<T> {
        let (key, written) = (key.to_owned(), written.to_owned());
        let kind = MistakeKind::UnknownValue { key, value: written, known: known.join(", ") };
        self.wrong(kind, &value.span())
    }

    fn number(&mut self, item: Item<'_>, least: u64, most: u64) -> Option<u64> {
        let number = item.1.get_ref().as_integer().and_then(|number| {
            u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| (least..=most).contains(number))
        });
        number.or_else(|| self.not(item, &format!("a whole number from {least} to {most}")))
    }

    fn yes_or_no(&mut self, item: Item<'_>) -> Option<bool> {
        item.1.get_ref().as_bool().or_else(|| self.not(item, "true or false"))
    }

    /// Reads a list with `one` for each element. One wrong element drops the whole list, so that a shorter list than the
    /// author meant never applies.
    fn each<T>(
        &mut self,
        item: Item<'_>,
        form: &str,
        mut one: impl FnMut(&mut Self, Item<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(list) = item.1.get_ref().as_array() else { return self.not(item, form) };
        let read: Vec<_> = list.iter().map(|value| one(self, (item.0, value))).collect();
        read.into_iter().collect()
    }

    fn names(&mut self, item: Item<'_>, known: &[&str]) -> Option<BTreeSet<String>> {
        let names = self.each(item, "a list of names", |reader, one| {
            let text = reader.text(one)?;
            if known.contains(&text.as_str()) { Some(text) } else { reader.no_such(one, &text, known) }
        });
        Some(names?.into_iter().collect())
    }

    fn areas(&mut self, item: Item<'_>) -> Option<BTreeSet<Area>> {
        let names = self.names(item, &Area::ALL.map(Area::name))?;
        Some(Area::ALL.into_iter().filter(|area| names.contains(area.name())).collect())
    }

    fn categories(&mut self, item: Item<'_>) -> Option<BTreeSet<Category>> {
        let names = self.names(item, &Category::ALL.map(Category::name))?;
        Some(Category::ALL.into_iter().filter(|category| names.contains(category.name())).collect())
    }

    fn sites(&mut self, item: Item<'_>) -> Option<BTreeSet<Site>> {
        let sites = self.each(item, "a list of sites", |reader, one| {
            let text = reader.text(one)?;
            match Site::parse(&text) {
                Ok(site) if (reader.is_shared)(&site) => reader.wrong(MistakeKind::PublicSuffix(text), &one.1.span()),
                Ok(site) => Some(site),
                Err(_) => reader.wrong(MistakeKind::NotASite(text), &one.1.span()),
            }
        });
        Some(sites?.into_iter().collect())
    }

    /// Reads names of cookies. A lone `*` is refused: it would match every cookie of every site.
    fn cookies(&mut self, item: Item<'_>) -> Option<BTreeSet<CookieName>> {
        let names = self.each(item, "a list of names", |reader, one| {
            let text = reader.text(one)?;
            let start = text.strip_suffix('*').unwrap_or(&text);
            let is_name = !start.is_empty() && !start.contains('*');
            let form = "names of cookies, with * at most at the end";
            if is_name { Some(CookieName(text)) } else { reader.not(one, form) }
        });
        Some(names?.into_iter().collect())
    }

    fn default_sets(&mut self, choices: &Choices, item: Item<'_>) -> Option<BTreeSet<String>> {
        let own = choices.sets.iter().flatten().map(|(name, _)| name.clone());
        let own = own.chain(choices.services.iter().flatten().map(Service::id));
        let known: Vec<String> = SETS.map(str::to_owned).into_iter().chain(own).collect();
        let names = self.names(item, &known.iter().map(String::as_str).collect::<Vec<_>>())?;
        if names.is_empty() { self.not(item, "a list of at least one name") } else { Some(names) }
    }

    /// Reads a table: calls `one` for each known key, and records the others as mistakes.
    fn fields(&mut self, item: Item<'_>, known: &[&str], mut one: impl FnMut(&mut Self, Item<'_>)) -> Option<()> {
        let Some(table) = item.1.get_ref().as_table() else { return self.not(item, "a table") };
        for (name, value) in table {
            let field = name.get_ref().as_ref();
            if known.contains(&field) { one(self, (field, value)) } else { self.unknown(name, known) }
        }
        Some(())
    }

    fn sets(&mut self, item: Item<'_>) -> Option<BTreeMap<String, SiteSet>> {
        let Some(table) = item.1.get_ref().as_table() else { return self.not(item, "a table of sets") };
        let mut sets = BTreeMap::new();
        for (name, value) in table {
            let mut set = SiteSet::default();
            let before = self.mistakes.len();
            self.fields((name.get_ref(), value), &["sites", "hosts", "cookies"], |reader, field| match field.0 {
                "sites" => set.sites = reader.sites(field).unwrap_or_default(),
                "hosts" => set.hosts = reader.sites(field).unwrap_or_default(),
                _ => set.cookies = reader.cookies(field).unwrap_or_default(),
            })?;
            // Mistakes inside the table are recorded already; do not add another for it.
            if set == SiteSet::default() && self.mistakes.len() == before {
                return self.not((name.get_ref(), value), "a table with sites, hosts or cookies");
            }
            sets.insert(name.get_ref().to_string(), set);
        }
        Some(sets)
    }

    fn services(&mut self, item: Item<'_>) -> Option<Vec<Service>> {
        self.each(item, "a list of tables", |reader, one| {
            let mut service = Service::default();
            let before = reader.mistakes.len();
            let known = ["name", "sites", "signed_in", "sign_out", "login"];
            reader.fields(one, &known, |reader, field| match field.0 {
                "name" => service.name = reader.text(field).unwrap_or_default(),
                "sites" => service.sites = reader.sites(field).unwrap_or_default(),
                "signed_in" => service.signed_in = reader.cookies(field).unwrap_or_default(),
                "sign_out" => service.sign_out = reader.page(field),
                _ => service.login = reader.page(field),
            })?;
            if (service.id().is_empty() || service.sites.is_empty()) && reader.mistakes.len() == before {
                return reader.not(one, "a table with at least name and sites");
            }
            Some(service)
        })
    }

    fn page(&mut self, item: Item<'_>) -> Option<String> {
        let text = self.text(item)?;
        if text.starts_with("https://") { Some(text) } else { self.wrong(MistakeKind::NotHttps(text), &item.1.span()) }
    }

    fn absolute(&mut self, item: Item<'_>) -> Option<String> {
        let text = self.text(item)?;
        let is_plain = std::path::Path::new(&text).is_absolute() && !text.split('/').any(|part| part == "..");
        if is_plain { Some(text) } else { self.wrong(MistakeKind::NotAbsolute(text), &item.1.span()) }
    }

    fn templates(&mut self, item: Item<'_>) -> Option<BTreeMap<Family, String>> {
        let mut templates = BTreeMap::new();
        self.fields(item, &["chromium", "firefox"], |reader, field| {
            let family = if field.0 == "chromium" { Family::Chromium } else { Family::Firefox };
            templates.extend(reader.absolute(field).map(|path| (family, path)));
        })?;
        Some(templates)
    }

    fn moved(&mut self, item: Item<'_>) -> Option<BTreeSet<RelPath>> {
        let places = self.each(item, "a list of folders below \"~/\"", |reader, one| {
            let text = reader.text(one)?;
            let below = text.strip_prefix("~/").and_then(|below| RelPath::parse(below).ok());
            below.or_else(|| reader.wrong(MistakeKind::NotBelowHome(text), &one.1.span()))
        });
        Some(places?.into_iter().collect())
    }
}
