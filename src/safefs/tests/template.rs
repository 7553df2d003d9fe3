//! A copy of a template, and how it is compared. What is refused is shown through the program (`tests/integration/policy`).

use super::*;

fn template(lab: &Lab) -> PathBuf {
    for file in ["template/prefs.js", "template/Extensions/sample", "template/empty/.keep"] {
        lab.write(file, "sample");
    }
    for dir in ["", "template", "template/Extensions", "template/empty"] {
        fs::set_permissions(lab.path(dir), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    for file in ["template/prefs.js", "template/Extensions/sample", "template/empty/.keep"] {
        fs::set_permissions(lab.path(file), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    }
    lab.path("template")
}

fn differences(lab: &Lab, path: &Path) -> Vec<String> {
    let template = Template { path, administrator: sys::effective_owner() };
    let compared = lab.root().compare(Some(&rel("p")), template, &Stop::default());
    let shown = |not: Failure| format!("{} {:?}", not.at.map(|at| at.to_string()).unwrap_or_default(), not.kind);
    compared.differences.into_iter().map(shown).collect()
}

#[test]
fn a_copy_equals_its_template_until_it_is_changed() {
    let lab = Lab::new();
    let path = template(&lab);
    fs::create_dir(lab.path("browser/p")).unwrap();
    let template = Template { path: &path, administrator: sys::effective_owner() };
    lab.root().copy_template(Some(&rel("p")), template, &Stop::default()).unwrap();
    assert_eq!(differences(&lab, &path), Vec::<String>::new());
    assert_eq!(fs::read_dir(lab.path("browser/p")).unwrap().count(), 3, "something stayed aside");
    fs::write(lab.path("browser/p/prefs.js"), "samplf").unwrap();
    fs::write(lab.path("browser/p/Extensions/more"), "sample").unwrap();
    fs::remove_file(lab.path("browser/p/empty/.keep")).unwrap();
    assert_eq!(differences(&lab, &path), ["Extensions/more Found", "empty/.keep Template", "prefs.js Template"]);
    // Nothing is written over.
    let failed = lab.root().copy_template(Some(&rel("p")), template, &Stop::default()).unwrap_err();
    assert_eq!(failed.kind, LeftoverKind::CameBack);
    assert_eq!(fs::read_dir(lab.path("browser/p")).unwrap().count(), 3, "something stayed aside");
    assert_eq!(fs::read_to_string(lab.path("browser/p/prefs.js")).unwrap(), "samplf");
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let lab = Lab::new();
    let path = template(&lab);
    fs::create_dir(lab.path("browser/p")).unwrap();
    let template = Template { path: &path, administrator: sys::effective_owner() };
    let stop = Stop::default();
    stop.ask(StopReason::OutOfTime);
    let failed = lab.root().copy_template(Some(&rel("p")), template, &stop).unwrap_err();
    assert_eq!(failed.kind, LeftoverKind::NotReached);
    assert_eq!(fs::read_dir(lab.path("browser/p")).unwrap().count(), 0);
}
