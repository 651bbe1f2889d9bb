//! Sessions as they were executed: real extra work, the coins that were flipped while recording.

use paceline_stats::{Decision, PairScore, SequentialRule, SequentialTest};

use crate::recording::{self, Metric, Pair, Regime};
use crate::session::{ALPHA, BUDGET};

/// The gates of the sessions, as shares.
const GATES: [f64; 2] = [0.02, 0.05];
/// What variants 1 to 5 of the recordings with extra work do more than base.
const EXTRA_WORK: [&str; 5] = ["0 %", "1 %", "2 %", "3 %", "5 %"];

/// The sessions of one program, one amount of extra work and one gate, end to end.
pub(crate) struct Executed {
    pub(crate) program: &'static str,
    pub(crate) work: &'static str,
    pub(crate) gate: f64,
    pub(crate) regressed: u32,
    pub(crate) improved: u32,
    pub(crate) unchanged: u32,
    /// Those that ran out of time.
    pub(crate) undecided: u32,
}

pub(crate) fn all() -> Vec<Executed> {
    let (equal, extra) = (recording::equal(), recording::extra_work());
    let mut found = Vec::new();
    for gate in GATES {
        for program in ["native", "python"] {
            found.push(Executed::of((program, "same program", gate), &pairs(&equal, program, 1)));
            for (work, variant) in EXTRA_WORK.into_iter().zip(1..) {
                let pairs = pairs(&extra, program, variant);
                found.push(Executed::of((program, work, gate), &pairs));
            }
        }
    }
    found
}

/// All pairs of base and `variant` of a program, over all loads.
fn pairs(regimes: &[Regime], program: &str, variant: usize) -> Vec<Pair> {
    let regimes = regimes.iter().filter(|regime| regime.program == program);
    let pairs = regimes.flat_map(|regime| regime.pairs.iter().copied());
    pairs.filter(|pair| pair.runs.iter().any(|run| run.variant == variant)).collect()
}

impl Executed {
    /// A new session starts where the last one ended; one that the recordings end is not counted.
    fn of((program, work, gate): (&'static str, &'static str, f64), pairs: &[Pair]) -> Self {
        let rule = SequentialRule::for_gate(gate, ALPHA).expect("gate and alpha are shares");
        let new = || SequentialTest::new(rule).expect("the rule was made by its constructor");
        let (mut test, mut seconds) = (new(), 0.0);
        let (regressed, improved, unchanged, undecided) = (0, 0, 0, 0);
        let mut found = Self { program, work, gate, regressed, improved, unchanged, undecided };
        for pair in pairs {
            test.push_pair(score(pair));
            seconds += pair.runs.iter().map(|run| run.value(Metric::Wall)).sum::<f64>();
            match test.decision() {
                Decision::Regressed => found.regressed += 1,
                Decision::Improved => found.improved += 1,
                Decision::Unchanged => found.unchanged += 1,
                Decision::Undecided if seconds > BUDGET => found.undecided += 1,
                Decision::Undecided => continue,
            }
            (test, seconds) = (new(), 0.0);
        }
        found
    }
}

fn score(pair: &Pair) -> PairScore {
    let [first, second] = pair.runs;
    let (base, head) = if first.variant == 0 { (first, second) } else { (second, first) };
    PairScore::of(base.value(Metric::Cpu), head.value(Metric::Cpu))
        .expect("recorded times are above zero")
}
