//! The window's program where no window can be opened.

use std::path::Path;

use crate::support::Lab;

/// Starts the window's program with these variables, and returns what it says.
fn said(variables: &[(&str, &str)]) -> String {
    let lab = Lab::new();
    let mut program = lab.within(Path::new(env!("CARGO_BIN_EXE_signoff-app")));
    let output = program.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), [].as_slice()), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn without_a_display_the_window_says_what_to_use_in_the_persons_language() {
    let said = [said(&[]), said(&[("LC_ALL", "fi_FI.UTF-8")])];
    assert!(said[0].starts_with("No window can be opened (there is no display)."), "{said:?}");
    assert!(said[1].starts_with("Ikkunaa ei voi avata (näyttöä ei ole)."), "{said:?}");
}

#[test]
fn a_display_that_does_not_answer_is_said_without_other_programs_texts() {
    let x11 = said(&[("DISPLAY", ":7777")]);
    let wayland = said(&[("WAYLAND_DISPLAY", "wayland-9"), ("XDG_RUNTIME_DIR", "/nowhere")]);
    for said in [x11, wayland] {
        assert!(said.starts_with("No window can be opened (the display does not answer)."), "{said}");
    }
}
