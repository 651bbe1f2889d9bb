//! A diagnosis of the machine as terminal text: noise, costs, state, scheduling, advice.

use paceline_model::{
    Diagnosis, Effort, MachineState, Pressure, ProfilerState, ProfilerTrial, Trial,
};

use super::grid::{Column, aligned, left, right};
use super::page::{Page, Tone};
use crate::number::{duration, percent, short_percent};
use crate::render::Style;
use crate::text::visible;
use crate::view::{human_name, processor, system};

/// Metric, slowdown, then pairs and seconds twice.
const COLUMNS: [Column; 4] = [left(2), right(4), right(4), right(0)];

/// The report of `diagnosis`, ending with a line break.
pub(crate) fn diagnosis(diagnosis: &Diagnosis, style: Style) -> String {
    let mut page = Page::new(style);
    headline(&mut page, diagnosis);
    costs(&mut page, diagnosis);
    machine(&mut page, diagnosis);
    scheduling(&mut page, diagnosis);
    advice(&mut page, &diagnosis.advice);
    profilers(&mut page, &diagnosis.profilers);
    page.finish()
}

fn headline(page: &mut Page, diagnosis: &Diagnosis) {
    let noise = &diagnosis.noise;
    let of = |noise: Option<f64>| noise.map_or_else(|| "unknown".to_owned(), short_percent);
    let text = format!(
        "Noise of a pair: {} of CPU time, {} of wall time",
        of(noise.cpu_time),
        of(noise.wall_time)
    );
    page.paragraph("", &text, Tone::Strong);
    let pairs = noise.pairs;
    let took = duration(noise.pair_seconds * f64::from(pairs));
    let program = milliseconds(noise.program_seconds);
    let text = format!("{pairs} pairs of a built-in program of {program} with itself in {took}");
    page.paragraph("", &text, Tone::Faint);
}

fn costs(page: &mut Page, diagnosis: &Diagnosis) {
    if diagnosis.costs.is_empty() {
        return;
    }
    page.blank();
    page.heading("What a verdict about such a program costs here, on average");
    let header = ["", "slowdown", "to find it", "to exclude it"].map(str::to_owned);
    let rows = diagnosis.costs.iter().map(|cost| {
        let [find, exclude] = [cost.find, cost.exclude].map(cell);
        [format!("  {}", human_name(&cost.metric)), percent(cost.change), find, exclude]
    });
    let rows: Vec<_> = std::iter::once(header).chain(rows).collect();
    match aligned(COLUMNS, &rows, page.width()) {
        Some(lines) => {
            page.line(&[(&lines[0], Tone::Faint)]);
            lines[1..].iter().for_each(|line| page.line(&[(line, Tone::Plain)]));
        }
        None => {
            for [metric, change, find, exclude] in &rows[1..] {
                let text = format!("{}, {change}: {find} or {exclude}", metric.trim_start());
                page.paragraph("  ", &text, Tone::Plain);
            }
        }
    }
}

fn cell(effort: Effort) -> String {
    format!("{} pairs {:>10}", effort.pairs, duration(effort.seconds))
}

fn machine(page: &mut Page, diagnosis: &Diagnosis) {
    let environment = &diagnosis.environment;
    let cpu = &environment.cpu;
    page.blank();
    page.heading("The machine");
    let facts = [
        ("processor", vec![known(&processor(environment))]),
        ("system", vec![known(&system(environment))]),
        (
            "speed",
            vec![
                format!("governor {}", visible(cpu.governor.as_deref().unwrap_or(UNKNOWN))),
                format!("boost {}", switch(cpu.turbo)),
                format!("sibling threads {}", switch(cpu.smt)),
            ],
        ),
        ("limits", limits(diagnosis)),
        ("load", load(diagnosis)),
        ("waiting", waiting(&diagnosis.state)),
        ("autogroups", vec![switch(diagnosis.state.autogroup).to_owned()]),
    ];
    for (name, parts) in facts {
        page.parts(&format!("  {name:<12}"), &parts, Tone::Plain);
    }
}

/// What the system does not tell.
const UNKNOWN: &str = "unknown";

fn known(text: &str) -> String {
    if text.is_empty() { UNKNOWN.to_owned() } else { visible(text) }
}

fn switch(is_on: Option<bool>) -> &'static str {
    match is_on {
        None => UNKNOWN,
        Some(true) => "on",
        Some(false) => "off",
    }
}

fn limits(diagnosis: &Diagnosis) -> Vec<String> {
    let environment = &diagnosis.environment;
    let cpu = environment.container_cpu_limit.map(|limit| format!("{limit} of a processor"));
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let memory = environment
        .container_memory_limit
        .map(|bytes| format!("{:.1} GiB of memory", bytes as f64 / f64::from(1 << 30)));
    let none = |what: &str| format!("none of {what}");
    vec![cpu.unwrap_or_else(|| none("processors")), memory.unwrap_or_else(|| none("memory"))]
}

fn load(diagnosis: &Diagnosis) -> Vec<String> {
    let load = &diagnosis.environment.load;
    let average = load.one_minute.map_or_else(|| UNKNOWN.to_owned(), |load| format!("{load:.1}"));
    let steal = load.steal.map_or_else(|| UNKNOWN.to_owned(), percent);
    vec![format!("{average} over the last minute"), format!("steal {steal} while measuring")]
}

fn waiting(state: &MachineState) -> Vec<String> {
    let kinds = [
        ("processors", state.cpu_pressure),
        ("memory", state.memory_pressure),
        ("disks", state.io_pressure),
    ];
    if kinds.iter().all(|(_, pressure)| pressure.is_none()) {
        return vec![UNKNOWN.to_owned()];
    }
    let known = kinds.into_iter().filter_map(|(what, pressure)| {
        let Pressure { ten_seconds, one_minute } = pressure?;
        let [last, minute] = [ten_seconds, one_minute].map(short_percent);
        Some(format!("for {what} {last} of 10 s, {minute} of 60 s"))
    });
    known.collect()
}

fn scheduling(page: &mut Page, diagnosis: &Diagnosis) {
    page.blank();
    page.heading("Scheduling that is allowed here");
    let scheduling = &diagnosis.scheduling;
    let trials = [
        ("real time", &scheduling.real_time),
        ("autogroup", &scheduling.autogroup),
        ("nice", &scheduling.nice),
    ];
    for (name, trial) in trials {
        page.paragraph(&format!("  {name:<12}"), &answer(trial), Tone::Plain);
    }
    page.paragraph("  ", "tried and undone; paceline asks for none of it by itself", Tone::Faint);
}

fn answer(trial: &Trial) -> String {
    let detail = visible(&trial.detail);
    match (trial.allowed, detail.is_empty()) {
        (true, true) => "yes".to_owned(),
        (true, false) => format!("yes, {detail}"),
        (false, true) => "no".to_owned(),
        (false, false) => format!("no, because {detail}"),
    }
}

fn advice(page: &mut Page, advice: &[String]) {
    page.blank();
    if advice.is_empty() {
        page.paragraph("", "Nothing to improve.", Tone::Strong);
        return;
    }
    page.heading("What to do");
    for one in advice {
        page.paragraph("  - ", &visible(one), Tone::Plain);
    }
}

fn profilers(page: &mut Page, trials: &[ProfilerTrial]) {
    if trials.is_empty() {
        return;
    }
    page.blank();
    page.heading("Profilers");
    for ProfilerTrial { profiler, is_default, state } in trials {
        let mark = if *is_default { "" } else { ", where a suite names it" };
        let (text, tone) = match state {
            ProfilerState::Usable { tool } => {
                (format!("yes{mark}: {}", visible(tool)), Tone::Plain)
            }
            ProfilerState::Missing { reason, remedy } => {
                (format!("no: {}; {}", visible(reason), visible(remedy)), Tone::Faint)
            }
        };
        page.paragraph(&format!("  {profiler:<16}"), &text, tone);
    }
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.0} ms", seconds * 1e3)
}
