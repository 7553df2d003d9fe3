//! The thread behind the window on a sample home: looks, Fix sign-in and Why? with the real engine.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use signoff::catalog::{Catalog, Services};
use signoff::demo::Demo;
use signoff::gui::worker::{Ground, Worker};
use signoff::model::{Held, Known, Verdict};
use signoff::platform::ThisComputer;

use crate::gui::model::{Closing, Model, Msg};
use crate::gui::sign_in::Msg as Wish;
use crate::i18n::Lang;

/// Long enough for the slowest machine.
const WAIT: Duration = Duration::from_mins(2);

struct Bench {
    worker: Worker,
    woken: Receiver<()>,
    _demo: Demo,
}

impl Bench {
    fn new() -> Self {
        let demo = Demo::new().expect("a sample home");
        let (wake, woken) = channel();
        let ground = Ground {
            settings: Some(signoff::policy::Settings::default()),
            catalog: Catalog::builtin().expect("the catalog"),
            places: demo.places.clone(),
            system: Box::new(ThisComputer::new()),
        };
        let worker = Worker::start(ground, move || wake.send(()).unwrap_or_default()).expect("a thread");
        Self { worker, woken, _demo: demo }
    }

    /// The next answer but for progress.
    fn answer(&self) -> Msg {
        loop {
            match self.worker.answer() {
                Some(Msg::Seen(_)) => {}
                Some(msg) => return msg,
                None => self.woken.recv_timeout(WAIT).expect("an answer"),
            }
        }
    }

    fn known(&self, model: &Model) -> Known {
        let chosen = model.sign_in.selection().expect("the default is ticked");
        self.worker.why(std::sync::Arc::clone(&model.sign_in.services), chosen);
        match self.answer() {
            Msg::SignIn(Wish::Known(known)) => known,
            other => panic!("not what is known: {other:?}"),
        }
    }
}

#[test]
fn a_stale_sign_in_is_explained_removed_and_gone() {
    let bench = Bench::new();
    let model = Model::new(Lang::En, true);
    let before = bench.known(&model);
    assert!(before.profiles.iter().flat_map(|profile| &profile.holdings).any(|holding| holding.several));

    bench.worker.prepare(model.sign_in.request().expect("the default is ticked"));
    let plan = match bench.answer() {
        Msg::SignIn(Wish::Planned(plan)) => plan,
        other => panic!("not a plan: {other:?}"),
    };
    assert!(plan.held.values().any(|held| matches!(held, Held::Found(found) if !found.is_empty())));
    bench.worker.run(std::sync::Arc::from(plan), Closing::Nobody);
    let finished = match bench.answer() {
        Msg::Finished(finished) => finished,
        other => panic!("not a result: {other:?}"),
    };
    assert_eq!(finished.report.verdict, Verdict::Clean, "{:#?}", finished.report);
    assert!(bench.known(&model).profiles.is_empty(), "nothing is left to explain");
}

#[test]
fn what_was_asked_last_is_answered_last() {
    let bench = Bench::new();
    let model = Model::new(Lang::En, true);
    let request = model.sign_in.request().expect("the default is ticked");
    let google = Services::builtin().expect("the sets").choose(&["google".to_owned()]).expect("a set");
    let mode = signoff::model::Mode::FixSignIn { asked: google.asked, rules: google.rules.into() };
    let other = signoff::model::Request { mode, ..request.clone() };
    bench.worker.prepare(request);
    bench.worker.prepare(other.clone());
    // The first may have been quicker than the second wish; what comes last is for what was asked last.
    loop {
        match bench.answer() {
            Msg::SignIn(Wish::Planned(plan)) if plan.request == other => break,
            Msg::SignIn(Wish::Planned(_)) => {}
            msg => panic!("not a plan: {msg:?}"),
        }
    }
}
