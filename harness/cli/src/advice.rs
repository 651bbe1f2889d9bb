//! What to do about a noisy machine: a sentence or two for each thing that is wrong.

use paceline_compare::Conditions;
use paceline_model::{Diagnosis, metrics};

/// Stolen time beyond this shows in the verdicts.
const MOST_STEAL: f64 = 0.01;
/// Shares of time in which tasks wait that are more than an accident.
const MOST_CPU_PRESSURE: f64 = 0.2;
const MOST_MEMORY_PRESSURE: f64 = 0.05;
const MOST_IO_PRESSURE: f64 = 0.1;
/// Wall time noisier than this is worth a priority.
const MOST_WALL_NOISE: f64 = 0.05;
/// Longest time that a verdict should take, in seconds.
const LONGEST_SECONDS: f64 = 60.0;

/// The advice, the most general first; empty when nothing is wrong.
pub(crate) fn advice(diagnosis: &Diagnosis) -> Vec<String> {
    [speed(diagnosis), neighbours(diagnosis), limits(diagnosis), noise(diagnosis)].concat()
}

/// What makes the speed of the processor change.
fn speed(diagnosis: &Diagnosis) -> Vec<String> {
    let cpu = &diagnosis.environment.cpu;
    let governor = cpu.governor.as_deref().filter(|governor| governor.contains("powersave"));
    let governor = governor.map(|_| {
        "The governor `powersave` changes the speed of the processor: switch it with \
         `cpupower frequency-set --governor performance`."
            .to_owned()
    });
    let boost = (cpu.turbo == Some(true)).then(|| {
        "With boost on, the speed depends on heat and neighbours: switch it off while measuring, \
         with a 1 in `/sys/devices/system/cpu/intel_pstate/no_turbo` or a 0 in \
         `/sys/devices/system/cpu/cpufreq/boost`."
            .to_owned()
    });
    governor.into_iter().chain(boost).collect()
}

/// Who else wants the machine.
fn neighbours(diagnosis: &Diagnosis) -> Vec<String> {
    let mut advice = Vec::new();
    let (environment, state) = (&diagnosis.environment, &diagnosis.state);
    if let Some(steal) = environment.load.steal.filter(|steal| *steal > MOST_STEAL) {
        advice.push(format!(
            "The hypervisor gave {} of the time to others: use a runner with processors of its \
             own, or another hour.",
            percent(steal)
        ));
    }
    let cores = environment.cpu.cores;
    let load = environment.load.one_minute.filter(|load| *load > f64::from(cores));
    let waited = |pressure: Option<paceline_model::Pressure>, most: f64| {
        pressure.map(|pressure| pressure.ten_seconds).filter(|share| *share > most)
    };
    if let Some(load) = load {
        advice.push(format!(
            "More work than processors: {load:.1} tasks on {cores}. Stop what else runs, or give \
             benchmarks a job of their own, after the build and not beside it."
        ));
    } else if let Some(share) = waited(state.cpu_pressure, MOST_CPU_PRESSURE) {
        advice.push(format!(
            "Tasks waited for a processor in {} of the last ten seconds: stop what else runs.",
            percent(share)
        ));
    }
    if let Some(share) = waited(state.memory_pressure, MOST_MEMORY_PRESSURE) {
        advice.push(format!(
            "Tasks waited for memory in {} of the last ten seconds: stop what uses it, or take a \
             larger machine.",
            percent(share)
        ));
    }
    if let Some(share) = waited(state.io_pressure, MOST_IO_PRESSURE) {
        advice.push(format!(
            "Tasks waited for disks in {} of the last ten seconds: wait for them, and keep the \
             workloads' own files in memory, as in `TMPDIR=/dev/shm`.",
            percent(share)
        ));
    }
    advice
}

/// What paceline may not do.
fn limits(diagnosis: &Diagnosis) -> Vec<String> {
    let quota = diagnosis.environment.container_cpu_limit.filter(|quota| *quota < 1.0);
    let quota = quota.map(|quota| {
        format!(
            "The container may use {quota} of a processor, so the kernel stops workloads in the \
             middle: give it a whole one or more, as with `docker run --cpus 2`."
        )
    });
    let is_noisy = diagnosis.noise.wall_time.is_some_and(|noise| noise > MOST_WALL_NOISE);
    let real_time = match (diagnosis.scheduling.real_time.allowed, is_noisy) {
        (true, false) => None,
        (true, true) => Some(
            "Wall time is noisy, and real-time scheduling is allowed: start paceline with \
             `chrt --rr 10`, so that other work waits.",
        ),
        (false, _) => Some(
            "Real-time scheduling is not permitted: run as root (`sudo` on hosted runners), or \
             with `CAP_SYS_NICE` (`docker run --cap-add SYS_NICE`), and start paceline with \
             `chrt --rr 10` where wall time is noisy.",
        ),
    };
    quota.into_iter().chain(real_time.map(str::to_owned)).collect()
}

/// Where the default gates are out of reach.
fn noise(diagnosis: &Diagnosis) -> Vec<String> {
    let noise = &diagnosis.noise;
    let clocks = [
        (metrics::CPU_TIME, "CPU time", noise.cpu_time, 0.02),
        (metrics::WALL_TIME, "wall time", noise.wall_time, 0.05),
    ];
    let advice = |(metric, name, noise, gate): (&str, &str, Option<f64>, f64)| {
        let conditions = Conditions { noise: noise?, pair_seconds: diagnosis.noise.pair_seconds };
        if conditions.to_find(gate).seconds <= LONGEST_SECONDS {
            return None;
        }
        let wider = conditions.smallest_gate(gate).map_or_else(
            || format!("switch this gate off (`gate: {{ {metric}: off }}`)"),
            |wider| format!("widen it (`gate: {{ {metric}: {}% }}`)", (wider * 100.0).round()),
        );
        Some(format!(
            "A slowdown of {} in {name}, the default gate, is out of reach in a minute: {wider}, \
             gate on a count such as Python's allocation peak, or use a quieter runner.",
            percent(gate)
        ))
    };
    clocks.into_iter().filter_map(advice).collect()
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = usize::from(percent < 10.0 && percent.fract() > 0.05);
    format!("{percent:.decimals$} %")
}

#[cfg(test)]
mod tests {
    use paceline_model::{
        CpuInfo, Environment, LoadInfo, MachineState, PairNoise, Pressure, Scheduling, Trial,
    };

    use super::*;

    fn quiet() -> Diagnosis {
        let yes = Trial { allowed: true, detail: String::new() };
        Diagnosis {
            schema: Diagnosis::SCHEMA.to_owned(),
            started: String::new(),
            environment: Environment {
                cpu: CpuInfo {
                    cores: 2,
                    governor: Some("performance".to_owned()),
                    turbo: Some(false),
                    ..CpuInfo::default()
                },
                load: LoadInfo { one_minute: Some(1.9), steal: Some(0.001) },
                container_cpu_limit: Some(1.0),
                ..Environment::default()
            },
            state: MachineState::default(),
            scheduling: Scheduling { real_time: yes.clone(), autogroup: yes.clone(), nice: yes },
            noise: PairNoise {
                pairs: 80,
                program_seconds: 0.03,
                pair_seconds: 0.07,
                cpu_time: Some(0.02),
                wall_time: Some(0.04),
            },
            costs: Vec::new(),
            advice: Vec::new(),
            profilers: Vec::new(),
        }
    }

    /// The advice that a change brings, one line each.
    fn after(change: impl FnOnce(&mut Diagnosis)) -> String {
        let mut diagnosis = quiet();
        change(&mut diagnosis);
        advice(&diagnosis).join("\n")
    }

    #[test]
    fn a_quiet_machine_gets_no_advice() {
        assert_eq!(after(|_| {}), "");
        let silent = |diagnosis: &mut Diagnosis| {
            diagnosis.environment = Environment::default();
            diagnosis.noise = PairNoise::default();
        };
        assert_eq!(after(silent), "");
    }

    #[test]
    fn what_changes_the_speed_is_told_with_its_switch() {
        let text = after(|diagnosis| {
            diagnosis.environment.cpu.governor = Some("performance,powersave".to_owned());
            diagnosis.environment.cpu.turbo = Some(true);
        });
        insta::assert_snapshot!(text, @r"
        The governor `powersave` changes the speed of the processor: switch it with `cpupower frequency-set --governor performance`.
        With boost on, the speed depends on heat and neighbours: switch it off while measuring, with a 1 in `/sys/devices/system/cpu/intel_pstate/no_turbo` or a 0 in `/sys/devices/system/cpu/cpufreq/boost`.
        ");
    }

    #[test]
    fn neighbours_are_told_and_load_but_once() {
        let text = after(|diagnosis| {
            let pressure = |share| Some(Pressure { ten_seconds: share, one_minute: 0.0 });
            diagnosis.environment.load = LoadInfo { one_minute: Some(7.25), steal: Some(0.021) };
            diagnosis.state.cpu_pressure = pressure(0.9);
            diagnosis.state.memory_pressure = pressure(0.06);
            diagnosis.state.io_pressure = pressure(0.5);
        });
        insta::assert_snapshot!(text, @r"
        The hypervisor gave 2.1 % of the time to others: use a runner with processors of its own, or another hour.
        More work than processors: 7.2 tasks on 2. Stop what else runs, or give benchmarks a job of their own, after the build and not beside it.
        Tasks waited for memory in 6 % of the last ten seconds: stop what uses it, or take a larger machine.
        Tasks waited for disks in 50 % of the last ten seconds: wait for them, and keep the workloads' own files in memory, as in `TMPDIR=/dev/shm`.
        ");
        let text = after(|diagnosis| {
            diagnosis.state.cpu_pressure = Some(Pressure { ten_seconds: 0.25, one_minute: 0.0 });
        });
        insta::assert_snapshot!(text, @"Tasks waited for a processor in 25 % of the last ten seconds: stop what else runs.");
    }

    #[test]
    fn a_part_of_a_processor_and_a_missing_permission_are_told() {
        let text = after(|diagnosis| {
            diagnosis.environment.container_cpu_limit = Some(0.5);
            diagnosis.scheduling.real_time.allowed = false;
        });
        insta::assert_snapshot!(text, @r"
        The container may use 0.5 of a processor, so the kernel stops workloads in the middle: give it a whole one or more, as with `docker run --cpus 2`.
        Real-time scheduling is not permitted: run as root (`sudo` on hosted runners), or with `CAP_SYS_NICE` (`docker run --cap-add SYS_NICE`), and start paceline with `chrt --rr 10` where wall time is noisy.
        ");
    }

    #[test]
    fn noise_out_of_reach_gets_the_gate_that_is_not() {
        let text = after(|diagnosis| {
            diagnosis.noise.cpu_time = Some(0.2);
            diagnosis.noise.wall_time = Some(9.0);
        });
        insta::assert_snapshot!(text, @r"
        Wall time is noisy, and real-time scheduling is allowed: start paceline with `chrt --rr 10`, so that other work waits.
        A slowdown of 2 % in CPU time, the default gate, is out of reach in a minute: widen it (`gate: { cpu_time: 5% }`), gate on a count such as Python's allocation peak, or use a quieter runner.
        A slowdown of 5 % in wall time, the default gate, is out of reach in a minute: switch this gate off (`gate: { wall_time: off }`), gate on a count such as Python's allocation peak, or use a quieter runner.
        ");
    }
}
