//! Planning: what of the inventory is removed, as a value. Reads nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::sync::Arc;

use super::areas;
use super::context::{Engine, fate};
use super::managed::ManagedOnly;
use super::reach::Reach;
use crate::catalog::Definition;
use crate::model::{
    Action, Area, BrowserId, Category, Edit, ElsewhereRow, Entry, Extension, Extensions, Family, Fate, Folder,
    FolderKind, FoundBrowser, FoundIn, FoundProfile, Held, Inventory, Item, ItemId, Level, Owner, Plan, RelPath,
    Request, Scope, SearchedFolder, SiteRules, Size, Skip, SkipReason, Span, StoreWay, Target,
};
use crate::safefs::staging_dir_of;

/// Why a request cannot be planned. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// No such browser in the catalog.
    #[error("there is no browser {asked:?}")]
    UnknownBrowser {
        /// The name in the request.
        asked: String,
        /// The known names.
        near: Vec<String>,
    },
    /// No such profile in the browsers in scope.
    #[error("there is no profile {asked:?}")]
    UnknownProfile {
        /// The name in the request.
        asked: String,
        /// The profiles in scope.
        near: Vec<String>,
    },
    /// Several profiles of this name.
    #[error("there is more than one profile {asked:?}")]
    AmbiguousProfile {
        /// The name in the request.
        asked: String,
        /// The profiles that have this name.
        near: Vec<String>,
    },
}

impl Engine<'_> {
    /// Returns the plan for a request. The same inventory and request give the same plan.
    pub fn plan(&self, inventory: &Inventory, request: &Request) -> Result<Plan, RequestError> {
        self.check(inventory, request)?;
        let mut plan = Plan {
            request: request.clone(),
            roots: inventory.roots.clone().into(),
            skipped: inventory.skipped.clone(),
            ..Plan::default()
        };
        let mut rules = Rules::of(request, inventory.session);
        plan.skipped.retain(|skip| match &skip.owner {
            Owner::Area(area) => request.also.contains(area),
            Owner::Browser(browser) => is_about(request, browser),
        });
        for browser in &inventory.browsers {
            let is_in_scope = rules.is_in_scope(browser);
            if browser.found_in != FoundIn::Catalog && request.fixes().is_none() {
                plan.elsewhere.push(ElsewhereRow {
                    browser: browser.id.clone(),
                    ticked: is_in_scope,
                    only_changed: is_in_scope && rules.takes_only_changed(browser),
                });
                let is_reported = !is_in_scope && request.elsewhere.is_some() && request.browsers.is_empty();
                plan.skipped.extend(skip_first_root(&plan, browser, SkipReason::Elsewhere).filter(|_| is_reported));
            }
            if is_in_scope {
                self.add_browser(&mut plan, &mut rules, browser);
            }
        }
        let ended_at = inventory.search_ended_at.iter().filter(|_| request.fixes().is_none());
        plan.skipped.extend(ended_at.map(|at| {
            let owner = Owner::Browser(BrowserId(format!("{}{at}", BrowserId::UNKNOWN)));
            Skip { owner, at: at.clone(), reason: SkipReason::SearchEnded, moved: None }
        }));
        areas::plan(self, inventory, &mut plan);
        plan.number_searched();
        Ok(plan)
    }

    /// Adds what is done in a browser that is in the request's scope.
    pub(super) fn add_browser(&self, plan: &mut Plan, rules: &mut Rules, browser: &FoundBrowser) {
        let Some(definition) = self.catalog.family(browser.family) else { return };
        let (before, request) = (plan.items.len(), rules.request.clone());
        let profiles = || browser.profiles.iter().filter(|profile| profile_in_scope(&request, browser, profile));
        if request.level == Level::Traces && request.fixes().is_none() {
            let go = self.restricts_extensions(browser, &request);
            plan.extensions.extend(profiles().flat_map(|profile| user_installed(browser, profile, go)));
            let elsewhere = profiles().any(|profile| go && profile.extensions.is_elsewhere);
            plan.skipped.extend(skip_first_root(plan, browser, SkipReason::Outside).filter(|_| elsewhere));
        }
        if let Some(sites) = request.fixes() {
            // Fix sign-in keeps profiles of a family whose stores it cannot edit.
            let kept = skip_first_root(plan, browser, SkipReason::NotUnderstood);
            let has_sites = browser.family != Family::KeyStore;
            let is_known = !definition.stores.is_empty();
            plan.skipped.extend(kept.filter(|_| definition.stores.is_empty() && has_sites));
            for (profile, folder) in profiles().flat_map(|profile| profile.folders.iter().map(move |f| (profile, f))) {
                fix(plan, browser, profile, folder, sites);
                plan.searched.extend(searched(browser, Some(profile), folder));
            }
            close(plan, browser, before);
            if plan.items.len() == before && is_known && profiles().next().is_some() {
                plan.left_open.extend(browser.open());
            }
            return;
        }
        for (profile, folder) in profiles().flat_map(|profile| profile.folders.iter().map(move |f| (profile, f))) {
            self.add(plan, rules, definition, browser, Some(profile), folder);
            plan.searched.extend(searched(browser, Some(profile), folder));
        }
        if request.covers_all_profiles() {
            for folder in &browser.folders {
                self.add(plan, rules, definition, browser, None, folder);
                plan.searched.extend(searched(browser, None, folder));
            }
        }
        self.templates(plan, browser, before);
        close(plan, browser, before);
    }

    /// Adds which profiles get the administrator's template: those of which nothing is kept.
    fn templates(&self, plan: &mut Plan, browser: &FoundBrowser, before: usize) {
        let template = self.policy.template_profile.value.get(&browser.family);
        let Some(template) = template.filter(|_| plan.request.level == Level::Everything) else { return };
        let is_emptied = |item: &&Item| match &item.action {
            Action::Reset { scope } => item.kind == FolderKind::Profile && !scope.names_anything(&Fate::Keep),
            Action::Edit(_) => false,
        };
        let emptied = plan.items.iter().skip(before).filter(is_emptied);
        plan.templates.extend(emptied.map(|item| (item.id, template.into())));
    }

    /// Says whether only policy-installed extensions are kept, and the request is about the whole profile.
    fn restricts_extensions(&self, browser: &FoundBrowser, request: &Request) -> bool {
        let only_managed = self.policy.extensions.value == Extensions::ManagedOnly;
        only_managed && request.removes_rest() && !browser.id.may_hold_other_data()
    }

    fn add(
        &self,
        plan: &mut Plan,
        rules: &mut Rules,
        definition: &Definition,
        browser: &FoundBrowser,
        profile: Option<&FoundProfile>,
        folder: &Folder,
    ) {
        let reach = Reach::of(&browser.id);
        let mut scope = rules.scope(definition, folder.kind, reach);
        let request = rules.request(reach);
        for apart in &folder.apart {
            Arc::make_mut(&mut scope).keep(apart.names());
        }
        let whole =
            request.level == Level::Everything && matches!(folder.kind, FolderKind::Profile | FolderKind::Config);
        let managed = (self.restricts_extensions(browser, request) && !whole).then_some(ManagedOnly {
            definition,
            found: profile.map(|profile| &profile.extensions),
            kind: folder.kind,
        });
        if let Some(managed) = &managed {
            managed.restrict(Arc::make_mut(&mut scope));
        }
        for odd in folder.odd.iter().filter(|at| definition.odd_goes(folder.kind, at, request)) {
            Arc::make_mut(&mut scope).remove(odd.names());
        }
        let is_asked_for = match folder.kind {
            FolderKind::Launchers => request.removes_rest(),
            FolderKind::MovedCache => request.removes(Category::Cache),
            _ => false,
        };
        if is_asked_for {
            folder.entries.iter().for_each(|entry| Arc::make_mut(&mut scope).remove(entry.at.names()));
        }
        let old = rules.unchanged(browser, folder);
        for at in &old {
            // This overrides the category.
            Arc::make_mut(&mut scope).set(at.names(), Fate::Keep, |_present, fate| fate);
        }
        // An earlier run staged it for removal, so it goes whatever this request keeps.
        for aside in folder.entries.iter().filter_map(|entry| staging_dir_of(&entry.at)) {
            Arc::make_mut(&mut scope).remove(aside.names());
        }
        let goes = |at: &RelPath| fate(&scope, at) == Some(Fate::Remove);
        let mut entries: Vec<_> = folder.entries.iter().filter(|entry| goes(&entry.at)).cloned().collect();
        // What is kept otherwise has no category of its own.
        for entry in entries.iter_mut().filter(|entry| entry.categories.is_empty()) {
            entry.categories.push(definition.goes_as(folder.kind, &entry.at).unwrap_or(Category::Other));
        }
        let mut push = |target, action, entries| push(plan, browser, profile, folder.kind, target, action, entries);
        if scope.names_anything(&Fate::Remove) {
            push(folder.target.clone(), Action::Reset { scope: Arc::clone(&scope) }, entries);
        }
        for file in &folder.edits {
            let is_removed = reach == Reach::All && whole && rules.request(reach).removes_rest();
            if old.contains(file) || goes(file) || is_removed {
                continue;
            }
            let edit = rules.edit(definition, folder.kind, file, reach);
            let edit = match &managed {
                Some(managed) => managed.edit(file, edit),
                None => edit,
            };
            if let Some(edit) = edit {
                let files = edited_files(file, &edit);
                push(folder.target.below(file), Action::Edit(edit), files);
            }
        }
        let request = rules.request(reach);
        let kept: BTreeSet<_> = definition.kept_stores(folder.kind, request).map(|rule| &rule.file).collect();
        for found in folder.stores.iter().filter(|found| kept.contains(&found.at)) {
            if let StoreWay::Edit(store) = found.way {
                let edit = Edit::Sites { store, rules: SiteRules::all_except(&request.keep_sites) };
                let files = edited_files(&found.at, &edit);
                push(folder.target.below(&found.at), Action::Edit(edit), files);
            }
        }
    }

    fn check(&self, inventory: &Inventory, request: &Request) -> Result<(), RequestError> {
        let unknown = inventory.browsers.iter().map(|browser| &browser.id).filter(|id| id.is_unknown());
        let known: BTreeSet<_> = self.catalog.ids().into_iter().chain(unknown.cloned()).collect();
        if let Some(asked) = request.browsers.iter().find(|asked| !known.contains(asked)) {
            let near = known.iter().map(|id| id.0.clone()).collect();
            return Err(RequestError::UnknownBrowser { asked: asked.0.clone(), near });
        }
        let asked_for = || {
            let browsers = inventory.browsers.iter();
            browsers.filter(|browser| browser.is_in_scope(request))
        };
        let all = || asked_for().flat_map(|browser| browser.profiles.iter().map(move |profile| (browser, profile)));
        for asked in &request.profiles {
            let matches: Vec<_> = all().filter(|(browser, profile)| is_named(asked, browser, profile)).collect();
            let names = |of: Vec<(&FoundBrowser, &FoundProfile)>| -> Vec<String> {
                let names: BTreeSet<String> =
                    of.iter().map(|(browser, profile)| format!("{}/{}", browser.id, profile.dir)).collect();
                names.into_iter().collect()
            };
            match matches.len() {
                0 => return Err(RequestError::UnknownProfile { asked: asked.clone(), near: names(all().collect()) }),
                1 => {}
                _ => return Err(RequestError::AmbiguousProfile { asked: asked.clone(), near: names(matches) }),
            }
        }
        Ok(())
    }
}

/// Returns a folder as one that is looked through when all is done; `None` if what is in it is no one's, or a cache's.
fn searched(browser: &FoundBrowser, profile: Option<&FoundProfile>, folder: &Folder) -> Option<SearchedFolder> {
    let is_searched = !folder.kind.is_cache() && !folder.kind.holds_others_files();
    is_searched.then(|| SearchedFolder {
        id: ItemId(0),
        profile: browser.profile_ref(profile),
        kind: folder.kind,
        target: folder.target.clone(),
        apart: folder.apart.clone(),
    })
}

/// What the catalog says for a request: worked out once for each kind of folder, because there may be any number of
/// profiles.
pub(super) struct Rules {
    request: Request,
    /// The request for programs with a browser inside.
    of_apps: Request,
    scopes: BTreeMap<(Family, FolderKind, Reach), Arc<Scope<OsString>>>,
    edits: BTreeMap<(Family, FolderKind, RelPath, Reach), Option<Edit>>,
    /// The session, of whose changes an unattended run takes no more in folders that the person sees.
    session: Span,
}

impl Rules {
    pub(super) fn of(request: &Request, session: Span) -> Self {
        let (of_apps, request) = (Reach::OfApp.request(request), request.clone());
        Self { request, of_apps, scopes: BTreeMap::new(), edits: BTreeMap::new(), session }
    }

    /// Says whether the request is about a browser. Where only what changed in the session goes, and nobody knows when it
    /// began, it is not.
    pub(super) fn is_in_scope(&self, browser: &FoundBrowser) -> bool {
        let is_dated = self.session.started.is_some() || !self.takes_only_changed(browser);
        is_dated && browser.is_in_scope(&self.request)
    }

    /// Says whether of a browser's folder only what changed in the session goes: nobody ticked it.
    fn takes_only_changed(&self, browser: &FoundBrowser) -> bool {
        browser.found_in == FoundIn::VisibleFolder && !self.request.browsers.contains(&browser.id)
    }

    /// Returns what of a folder stays because it is older than the session.
    fn unchanged(&self, browser: &FoundBrowser, folder: &Folder) -> BTreeSet<RelPath> {
        if self.takes_only_changed(browser) { folder.unchanged.clone() } else { BTreeSet::new() }
    }

    const fn request(&self, reach: Reach) -> &Request {
        match reach {
            Reach::All | Reach::Named => &self.request,
            Reach::OfApp => &self.of_apps,
        }
    }

    fn scope(&mut self, definition: &Definition, kind: FolderKind, reach: Reach) -> Arc<Scope<OsString>> {
        if let Some(scope) = self.scopes.get(&(definition.family, kind, reach)) {
            return Arc::clone(scope);
        }
        let scope = Arc::new(reach.scope(definition, kind, self.request(reach)));
        self.scopes.insert((definition.family, kind, reach), Arc::clone(&scope));
        scope
    }

    fn edit(&mut self, definition: &Definition, kind: FolderKind, file: &RelPath, reach: Reach) -> Option<Edit> {
        let key = (definition.family, kind, file.clone(), reach);
        if let Some(edit) = self.edits.get(&key) {
            return edit.clone();
        }
        let edit = definition.edit(kind, file, self.request(reach));
        self.edits.insert(key, edit.clone());
        edit
    }
}

/// Says whether what is skipped of a browser concerns a request.
fn is_about(request: &Request, browser: &BrowserId) -> bool {
    request.browsers.contains(browser)
        || request.browsers.is_empty() && !browser.is_app()
        || browser.is_app() && request.also.contains(&Area::EmbeddedApps)
}

/// Says whether a profile has this name: its folder's, the one that the browser shows, or `browser/folder`.
fn is_named(asked: &str, browser: &FoundBrowser, profile: &FoundProfile) -> bool {
    asked == profile.dir || asked == profile.name || asked == format!("{}/{}", browser.id, profile.dir)
}

pub(super) fn profile_in_scope(request: &Request, browser: &FoundBrowser, profile: &FoundProfile) -> bool {
    request.profiles.is_empty() || request.profiles.iter().any(|asked| is_named(asked, browser, profile))
}

/// Adds an open browser to those that must be closed, if the plan has items of it.
fn close(plan: &mut Plan, browser: &FoundBrowser, before: usize) {
    if plan.items.len() > before {
        plan.must_close.extend(browser.open());
    }
}

/// Returns the extensions that no policy installed. Themes and dictionaries are listed only if they are removed.
fn user_installed(browser: &FoundBrowser, profile: &FoundProfile, goes: bool) -> impl Iterator<Item = Extension> {
    let themes = profile.extensions.themes.iter().filter(move |_| goes);
    profile.extensions.user_installed.iter().chain(themes).map(move |name| Extension {
        profile: browser.profile_ref(Some(profile)),
        name: name.clone(),
        goes,
    })
}

/// Returns a skip that names the browser's first root.
fn skip_first_root(plan: &Plan, browser: &FoundBrowser, reason: SkipReason) -> Option<Skip> {
    let folder = browser.profiles.first()?.folders.first()?;
    let root = plan.proof(folder.target.root)?;
    Some(Skip { owner: Owner::Browser(browser.id.clone()), at: root.at.clone(), reason, moved: None })
}

/// Plans a Fix sign-in of one profile: the stores in which a chosen site has data, or may have; and, if there is such a
/// store, the tab files that cannot be edited by site. Tabs go first: if the run is killed in between, the stores still
/// say that the tabs must go.
fn fix(plan: &mut Plan, browser: &FoundBrowser, profile: &FoundProfile, folder: &Folder, rules: &SiteRules) {
    // Whether a chosen site has data here, or may have. What a killed run left does not count: then the tabs went
    // already.
    let is_named = folder.stores.iter().any(|store| {
        let tells = matches!(store.way, StoreWay::Edit(_)) && !store.held.is_nothing();
        tells && !matches!(store.held, Held::Unread(_) | Held::Remains)
    });
    let tabs = folder.stores.iter().filter(|store| is_named && store.way == StoreWay::Whole);
    let mut scope = Scope::new(Fate::Keep);
    tabs.for_each(|store| scope.remove(store.at.names()));
    if scope.names_anything(&Fate::Remove) {
        let goes = |entry: &&Entry| fate(&scope, &entry.at) == Some(Fate::Remove);
        let entries = folder.entries.iter().filter(goes).cloned().collect();
        push(
            plan,
            browser,
            Some(profile),
            folder.kind,
            folder.target.clone(),
            Action::Reset { scope: scope.into() },
            entries,
        );
    }
    for store in &folder.stores {
        let edit = match store.way {
            StoreWay::Edit(store) => Edit::Sites { store, rules: rules.clone() },
            StoreWay::Whole => continue,
        };
        if store.held.is_nothing() {
            continue;
        }
        let files = vec![Entry { at: store.at.clone(), categories: vec![store.category], size: Size::UNKNOWN }];
        let target = folder.target.below(&store.at);
        let id = push(plan, browser, Some(profile), folder.kind, target, Action::Edit(edit), files);
        plan.held.insert(id, store.held.clone());
    }
}

fn push(
    plan: &mut Plan,
    browser: &FoundBrowser,
    profile: Option<&FoundProfile>,
    kind: FolderKind,
    target: Target,
    action: Action,
    entries: Vec<Entry>,
) -> ItemId {
    let id = ItemId(plan.items.len());
    plan.items.push(Item {
        id,
        profile: browser.profile_ref(profile),
        profile_id: profile.map(|profile| profile.id),
        kind,
        target,
        action,
        entries,
    });
    id
}

/// Returns what an edit touches: the file and, if it is a database, the side files that `SQLite` merges into it.
fn edited_files(file: &RelPath, edit: &Edit) -> Vec<Entry> {
    let (category, sides): (_, &[&str]) = match edit {
        Edit::Keys { .. } => (Category::Other, &[""]),
        Edit::Rows { category, .. } => (*category, &["", "-journal", "-shm", "-wal"]),
        Edit::Sites { store, .. } => (store.category(), &[""]),
    };
    let named = |side: &&str| {
        let mut name = file.file_name().to_os_string();
        name.push(side);
        file.parent().map_or_else(|| RelPath::from_name(&name), |folder| folder.join(&name)).ok()
    };
    let paths = sides.iter().filter_map(named);
    paths.map(|at| Entry { at, categories: vec![category], size: Size::UNKNOWN }).collect()
}

#[cfg(test)]
mod tests;
