//! Progress on standard error: a bar on a terminal, plain lines in CI, nothing with `--quiet`.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use paceline_measure::Event;

use crate::output::tell;
use crate::world::ProgressMode;

/// Steps of the bar; progress is a share of the budget.
const STEPS: u64 = 1_000;

/// Shows the events of one run.
///
/// Draws only when an event comes, so never while a process is being timed: a thread that redraws
/// would disturb the measurement on a small machine.
pub(crate) struct Display {
    mode: ProgressMode,
    bar: ProgressBar,
    /// What a case has several of, for people.
    counted: &'static str,
    budget_seconds: f64,
}

impl Display {
    /// Progress of one suite, whose cases have several `counted`.
    pub(crate) fn new(mode: ProgressMode, suite: &str, counted: &'static str) -> Self {
        let target = match mode {
            ProgressMode::Bar => ProgressDrawTarget::stderr(),
            ProgressMode::Lines | ProgressMode::Silent => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(STEPS), target);
        let style = ProgressStyle::with_template("{prefix} {bar:24} {wide_msg}");
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_prefix(suite.to_owned());
        Self { mode, bar, counted, budget_seconds: 0.0 }
    }

    /// Shows one event.
    pub(crate) fn show(&mut self, event: Event<'_>) {
        match event {
            Event::Preparing { case, side, step } => {
                self.bar.set_message(format!("{step} {case} ({})", side.word()));
                self.bar.tick();
            }
            Event::Timing { cases, budget_seconds } => {
                self.budget_seconds = budget_seconds;
                self.line(&format!("timing {cases} cases, at most {budget_seconds:.0} s"));
            }
            Event::Pair { case, pairs, spent_seconds } => {
                let left = (self.budget_seconds - spent_seconds).max(0.0);
                let counted = self.counted;
                self.bar.set_message(format!("{left:.0} s left · {case} · {pairs} {counted}"));
                self.bar.set_position(self.position(spent_seconds));
                self.bar.tick();
            }
            Event::Projected { case, pairs, seconds } => {
                let counted = self.counted;
                self.line(&format!("{case}: about {pairs} {counted}, {seconds:.0} s, to decide"));
            }
            Event::Done { case, pairs, seconds } => {
                let counted = self.counted;
                self.line(&format!("{case}: {pairs} {counted} in {seconds:.1} s"));
            }
            Event::Profiling { case, profiler } => {
                self.bar.set_message(format!("profiling {case} with {profiler}"));
                self.bar.tick();
            }
            Event::Failed { case, side, failure } => {
                let message = format!("{case}: {} failed: {}", side.word(), failure.message);
                self.bar.suspend(|| self.line(&message));
            }
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, message: &str) {
        if self.mode == ProgressMode::Lines {
            tell(&message.chars().filter(|letter| !letter.is_control()).collect::<String>());
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of the steps, clamped to their range"
    )]
    fn position(&self, spent_seconds: f64) -> u64 {
        if self.budget_seconds <= 0.0 {
            return 0;
        }
        let share = (spent_seconds / self.budget_seconds).clamp(0.0, 1.0);
        (share * STEPS as f64) as u64
    }
}
