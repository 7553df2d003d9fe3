//! What a survey looks into, and where it ends.

use super::*;

/// Takes folders with a file `mark` in them.
#[derive(Default)]
struct Marks {
    taken: Vec<String>,
    unreadable: Vec<String>,
}

impl Surveyor<()> for Marks {
    fn sign(&self, name: &OsStr, is_folder: bool) -> u64 {
        u64::from(name == "mark" && !is_folder)
    }

    fn wants(&self, (): &(), signs: u64) -> bool {
        signs == 1
    }

    fn take(&mut self, at: RelPath, signs: u64) {
        assert_eq!(signs, 1);
        self.taken.push(at.to_string());
    }

    fn enters(&self, (): &(), name: &OsStr) -> Option<()> {
        (name != "closed").then_some(())
    }

    fn unreadable(&mut self, (): &(), at: RelPath) {
        self.unreadable.push(at.to_string());
    }

    fn counts(&self, (): &()) -> bool {
        true
    }
}

fn survey(lab: &Lab, start: Option<&str>, depth: usize, names: usize) -> (Marks, SurveyEnd) {
    let (stop, mut marks) = (Stop::default(), Marks::default());
    let mut limits = SurveyLimits { depth, names, until: None, stop: &stop };
    let end = lab.home.survey(start.map(rel).as_ref(), (), &mut limits, &mut marks);
    (marks, end)
}

#[test]
fn a_survey_follows_no_link_and_goes_no_deeper_than_it_may() {
    let lab = Lab::new();
    let away = tempfile::tempdir().unwrap();
    fs::write(away.path().join("mark"), "").unwrap();
    for file in ["a/mark", "a/b/c/mark", "a/b/c/d/mark", "a/closed/mark", "mark", "z/no mark"] {
        lab.write(file, "");
    }
    fs::create_dir(lab.path("a/e")).unwrap();
    fs::create_dir(lab.path("a/e/mark")).unwrap();
    std::os::unix::fs::symlink(away.path(), lab.path("a/link")).unwrap();
    let (marks, end) = survey(&lab, None, 3, 100);
    assert_eq!((marks.taken, end), (vec!["a".to_owned(), "a/b/c".to_owned()], SurveyEnd::Whole));
    let (marks, _) = survey(&lab, Some("a/b"), 2, 100);
    assert_eq!(marks.taken, ["a/b/c", "a/b/c/d"]);
    let (marks, end) = survey(&lab, Some("a/link"), 2, 100);
    assert_eq!((marks.taken, end), (Vec::new(), SurveyEnd::Whole));
}

#[test]
fn a_survey_that_has_read_its_names_says_where_it_is() {
    let lab = Lab::new();
    for number in 0..40 {
        lab.write(&format!("many/{number}"), "");
    }
    lab.write("zuletzt/mark", "");
    let (marks, end) = survey(&lab, None, 3, 20);
    assert_eq!((marks.taken, end), (Vec::new(), SurveyEnd::CutAt(Some(rel("many")))));
}
