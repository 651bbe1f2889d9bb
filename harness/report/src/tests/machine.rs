//! Diagnoses and calibrations as text.

use std::collections::BTreeMap;

use paceline_model::{
    BudgetProposal, CaseCalibration, CaseId, Cost, CpuInfo, Diagnosis, Effort, Environment,
    Failure, FailureKind, Gate, GateProposal, GateSetting, LoadInfo, MachineState,
    MetricCalibration, PairNoise, ParameterValue, Pressure, ProfilerState, ProfilerTrial,
    Scheduling, Trial, Verdict, metrics,
};

use crate::{Style, calibration, diagnosis};

const PLAIN: Style = Style { color: false, width: 80 };

fn trial(allowed: bool, detail: &str) -> Trial {
    Trial { allowed, detail: detail.to_owned() }
}

fn busy() -> Diagnosis {
    let effort = |pairs: u32| Effort { pairs, seconds: f64::from(pairs) * 0.07 };
    let cost = |metric, change, find, exclude| Cost {
        metric: metrics::find(metric).unwrap().name,
        change,
        find: effort(find),
        exclude: effort(exclude),
    };
    Diagnosis {
        schema: Diagnosis::SCHEMA.to_owned(),
        started: "2026-11-22T12:00:00Z".to_owned(),
        environment: Environment {
            system: "linux".to_owned(),
            architecture: "x86_64".to_owned(),
            kernel: Some("6.8.0".to_owned()),
            cpu: CpuInfo {
                model: Some("Intel(R) Xeon(R) Platinum 8171M CPU @ 2.60GHz".to_owned()),
                cores: 2,
                governor: Some("powersave".to_owned()),
                turbo: Some(true),
                smt: None,
            },
            virtualization: Some("docker on kvm".to_owned()),
            container_cpu_limit: Some(1.5),
            container_memory_limit: Some(7 << 30),
            load: LoadInfo { one_minute: Some(3.2), steal: Some(0.021) },
            ..Environment::default()
        },
        state: MachineState {
            cpu_pressure: Some(Pressure { ten_seconds: 0.1696, one_minute: 0.0766 }),
            memory_pressure: Some(Pressure { ten_seconds: 0.0, one_minute: 0.0 }),
            io_pressure: Some(Pressure { ten_seconds: 0.0291, one_minute: 0.0083 }),
            autogroup: Some(true),
        },
        scheduling: Scheduling {
            real_time: trial(false, "not permitted: it needs root, `CAP_SYS_NICE`, or a limit"),
            autogroup: trial(true, ""),
            nice: trial(true, "but it counts within one session only while autogroups are on"),
        },
        noise: PairNoise {
            pairs: 86,
            program_seconds: 0.0312,
            pair_seconds: 0.07,
            cpu_time: Some(0.031),
            wall_time: Some(0.112),
        },
        costs: vec![
            cost(metrics::CPU_TIME, 0.02, 62, 45),
            cost(metrics::CPU_TIME, 0.05, 18, 16),
            cost(metrics::WALL_TIME, 0.02, 682, 458),
            cost(metrics::WALL_TIME, 0.05, 121, 84),
        ],
        advice: vec![
            "The hypervisor gave 2.1 % of the time to others: use another runner.".to_owned(),
        ],
        profilers: Vec::new(),
    }
}

#[test]
fn a_diagnosis_says_what_a_verdict_costs_and_what_to_do() {
    insta::assert_snapshot!(diagnosis(&busy(), PLAIN), @r"
    Noise of a pair: 3.1 % of CPU time, 11.2 % of wall time
    86 pairs of a built-in program of 31 ms with itself in 6.0 s

    What a verdict about such a program costs here, on average
                 slowdown              to find it           to exclude it
      CPU time        2 %     62 pairs      4.3 s     45 pairs      3.2 s
      CPU time        5 %     18 pairs      1.3 s     16 pairs      1.1 s
      wall time       2 %    682 pairs     47.7 s    458 pairs     32.1 s
      wall time       5 %    121 pairs      8.5 s     84 pairs      5.9 s

    The machine
      processor   Intel(R) Xeon(R) Platinum 8171M CPU @ 2.60GHz, 2 cores
      system      linux 6.8.0 x86_64 (docker on kvm)
      speed       governor powersave · boost on · sibling threads unknown
      limits      1.5 of a processor · 7.0 GiB of memory
      load        3.2 over the last minute · steal 2.1 % while measuring
      waiting     for processors 17.0 % of 10 s, 7.7 % of 60 s
                  for memory 0.0 % of 10 s, 0.0 % of 60 s
                  for disks 2.9 % of 10 s, 0.8 % of 60 s
      autogroups  on

    Scheduling that is allowed here
      real time   no, because not permitted: it needs root, `CAP_SYS_NICE`, or a
                  limit
      autogroup   yes
      nice        yes, but it counts within one session only while autogroups are on
      tried and undone; paceline asks for none of it by itself

    What to do
      - The hypervisor gave 2.1 % of the time to others: use another runner.
    ");
}

#[test]
fn what_the_system_does_not_tell_is_unknown() {
    let silent = Diagnosis {
        environment: Environment { system: "macos".to_owned(), ..Environment::default() },
        state: MachineState::default(),
        noise: PairNoise { cpu_time: None, wall_time: None, ..busy().noise },
        costs: Vec::new(),
        advice: Vec::new(),
        ..busy()
    };
    insta::assert_snapshot!(diagnosis(&silent, PLAIN), @r"
    Noise of a pair: unknown of CPU time, unknown of wall time
    86 pairs of a built-in program of 31 ms with itself in 6.0 s

    The machine
      processor   unknown
      system      macos
      speed       governor unknown · boost unknown · sibling threads unknown
      limits      none of processors · none of memory
      load        unknown over the last minute · steal unknown while measuring
      waiting     unknown
      autogroups  unknown

    Scheduling that is allowed here
      real time   no, because not permitted: it needs root, `CAP_SYS_NICE`, or a
                  limit
      autogroup   yes
      nice        yes, but it counts within one session only while autogroups are on
      tried and undone; paceline asks for none of it by itself

    Nothing to improve.
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 60, 80] {
        let style = Style { color: false, width };
        for text in [diagnosis(&busy(), style), calibration(&cases(), style)] {
            let wide = text.lines().find(|line| line.chars().count() > width);
            assert_eq!(wide, None, "at {width}");
        }
    }
}

fn cases() -> Vec<CaseCalibration> {
    let name = |name: &str| metrics::find(name).unwrap().name;
    let metric = |metric: &str, noise, gate: Option<f64>, proposal, pairs| MetricCalibration {
        metric: name(metric),
        noise: Some(noise),
        gate: gate.map_or(GateSetting::Off, |gate| GateSetting::On(Gate::on_change(gate))),
        proposal,
        pairs,
        difference: None,
    };
    let capacity = ("capacity".to_owned(), ParameterValue::Integer(256));
    let case = |workload: &str, metrics| CaseCalibration {
        id: CaseId {
            workload: workload.parse().unwrap(),
            parameters: BTreeMap::from([capacity.clone()]),
        },
        failure: None,
        pairs: 30,
        pair_seconds: 0.0691,
        metrics,
        budget: BudgetProposal { present: 5.0, proposed: None },
        notes: Vec::new(),
    };
    let quiet = vec![
        metric(metrics::CPU_TIME, 0.019, Some(0.02), GateProposal::Keep, Some(29)),
        metric(metrics::WALL_TIME, 0.3, None, GateProposal::Keep, None),
    ];
    let loud = vec![
        metric(metrics::CPU_TIME, 0.061, Some(0.02), GateProposal::Keep, Some(210)),
        metric(metrics::WALL_TIME, 0.4, Some(0.05), GateProposal::Widen(0.07), Some(744)),
    ];
    let mut odd = vec![
        metric(metrics::CPU_TIME, 0.5, Some(0.02), GateProposal::OutOfReach, None),
        metric(metrics::WALL_TIME, 0.1, Some(0.05), GateProposal::Keep, None),
    ];
    odd[1].difference = Some(Verdict::Regressed);
    let failure = Failure {
        kind: FailureKind::Crash,
        message: "exit status 1".to_owned(),
        detail: "x".into(),
    };
    vec![
        case("quiet", quiet),
        CaseCalibration {
            budget: BudgetProposal { present: 5.0, proposed: Some(90.0) },
            notes: vec!["`invocations` ends it after 100 pairs".to_owned()],
            ..case("loud", loud)
        },
        case("odd", odd),
        CaseCalibration { failure: Some(failure), ..case("broken", Vec::new()) },
    ]
}

#[test]
fn a_calibration_shows_what_is_and_what_should_be() {
    insta::assert_snapshot!(calibration(&cases(), PLAIN), @r"
                  noise   now   to be   a verdict takes
    quiet[capacity=256]
      CPU time    1.9 %   2 %                  29 pairs   2.0 s
      wall time  30.0 %   off
      budget              5 s
      30 pairs of 69.1 ms

    loud[capacity=256]
      CPU time    6.1 %   2 %                 210 pairs  14.5 s
      wall time  40.0 %   5 % → 7 %           744 pairs  51.4 s
      budget              5 s → 90 s
      30 pairs of 69.1 ms
      note: `invocations` ends it after 100 pairs

    odd[capacity=256]
      CPU time   50.0 %   2 %
        no gate up to 30 % is decided within a minute: make the case shorter,
        switch this gate `off` and gate on another metric or a count, or use a
        quieter machine
      wall time  10.0 %   5 %
        regressed against itself: the machine or the workload changes while it is
        measured, so nothing is proposed; run it again, or make every invocation do
        the same
      budget              5 s
      30 pairs of 69.1 ms

    broken[capacity=256]
      crashed: exit status 1
      │ x
    ");
}

#[test]
fn profilers_are_told_with_their_tool_or_with_what_to_install() {
    let named = |profiler: &str, is_default, state| {
        let profiler = profiler.to_owned();
        ProfilerTrial { profiler, is_default, state }
    };
    let usable = |tool: &str| ProfilerState::Usable { tool: tool.to_owned() };
    let missing = ProfilerState::Missing {
        reason: "no `perf` in `PATH`".to_owned(),
        remedy: "apt-get install linux-perf (Debian) or linux-tools-generic (Ubuntu)".to_owned(),
    };
    let profilers = vec![
        named("calls", true, usable("cpython-3.12.1")),
        named("line-memory", false, usable("cpython-\u{1b}[31m3.12.1")),
        named("perf", false, missing),
    ];
    let text = diagnosis(&Diagnosis { profilers, ..busy() }, PLAIN);
    let start = text.find("Profilers\n").unwrap();
    insta::assert_snapshot!(&text[start..], @r"
    Profilers
      calls           yes: cpython-3.12.1
      line-memory     yes, where a suite names it: cpython-\u{1b}[31m3.12.1
      perf            no: no `perf` in `PATH`; apt-get install linux-perf (Debian)
                      or linux-tools-generic (Ubuntu)
    ");
}
