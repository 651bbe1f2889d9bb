//! The recordings, as pairs of adjacent runs.

/// What of a run is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Metric {
    Cpu,
    Wall,
}

/// Recordings of one program at about one load, one after the other.
pub(crate) struct Regime {
    pub(crate) program: &'static str,
    /// Mean of the machine's load average.
    pub(crate) load: &'static str,
    pub(crate) pairs: Vec<Pair>,
}

/// Two runs, one right after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    /// From the start of this pair to that of the next, or to the end of the recording.
    pub(crate) seconds: f64,
    /// In the order in which they ran.
    pub(crate) runs: [Run; 2],
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    recording: u32,
    /// 0 for base; 1 for head, or with extra work which head it is.
    pub(crate) variant: usize,
    start: f64,
    wall: f64,
    cpu: f64,
}

impl Run {
    /// In seconds.
    pub(crate) fn value(&self, metric: Metric) -> f64 {
        match metric {
            Metric::Cpu => self.cpu,
            Metric::Wall => self.wall,
        }
    }

    /// A line of a recording: numbers without decimals, times in milli- or microseconds.
    fn parse(line: &str) -> Option<Self> {
        let numbers: Vec<u32> =
            line.split(',').map(|field| field.parse().ok()).collect::<Option<_>>()?;
        let [recording, _pair, variant, start, wall, cpu] = numbers[..] else { return None };
        Some(Self {
            recording,
            variant: usize::try_from(variant).ok()?,
            start: f64::from(start) / 1e3,
            wall: f64::from(wall) / 1e6,
            cpu: f64::from(cpu) / 1e6,
        })
    }
}

/// Both runs of a pair are of the same program.
pub(crate) fn equal() -> Vec<Regime> {
    vec![
        regime("native", "3", include_str!("../noise/native-load-3.csv")),
        regime("native", "8", include_str!("../noise/native-load-8.csv")),
        regime("native", "14", include_str!("../noise/native-load-14.csv")),
        regime("python", "3", include_str!("../noise/python-load-3.csv")),
        regime("python", "8", include_str!("../noise/python-load-8.csv")),
        regime("python", "14", include_str!("../noise/python-load-14.csv")),
    ]
}

/// One run of a pair has 0, 1, 2, 3 or 5 % more to do: variants 1 to 5.
pub(crate) fn extra_work() -> Vec<Regime> {
    vec![
        regime("native", "8", include_str!("../noise/native-extra-work-load-8.csv")),
        regime("native", "14", include_str!("../noise/native-extra-work-load-14.csv")),
        regime("python", "8", include_str!("../noise/python-extra-work-load-8.csv")),
        regime("python", "14", include_str!("../noise/python-extra-work-load-14.csv")),
    ]
}

fn regime(program: &'static str, load: &'static str, recording: &str) -> Regime {
    let runs: Vec<Run> = recording
        .lines()
        .skip(1)
        .map(|line| Run::parse(line).expect("the recordings are part of the source"))
        .collect();
    let (pairs, rest) = runs.as_chunks::<2>();
    assert!(rest.is_empty() && !pairs.is_empty(), "{program} at load {load} is not in pairs");
    let next = pairs.iter().skip(1).map(Some).chain([None]);
    let pairs = pairs.iter().zip(next).map(|(runs, next)| {
        let [first, second] = runs;
        let follows = next.map(|[next, _]| next).filter(|next| next.recording == first.recording);
        let end = follows.map_or(second.start + second.wall, |next| next.start);
        Pair { seconds: end - first.start, runs: *runs }
    });
    Regime { program, load, pairs: pairs.collect() }
}
