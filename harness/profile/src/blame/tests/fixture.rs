//! Profiles from short texts.
//!
//! The numbers of the cache are those that `sys.monitoring` and cProfile gave on `CPython` 3.12.1 for 1,000
//! rounds of `put` and `get` at a capacity of 128, unless a test says otherwise.

use paceline_model::{
    Blame, Count, Function, FunctionProfile, LineProfile, MetricName, Origin, Profile,
    ProfilerOutcome, ProfilerRun,
};

use super::super::{Movement, Profiles, Topic, Wanted, blame};

/// What the code is before each change.
pub(super) const CACHE: &str = "
project cache.py work 25 body=w calls=1 bytecodes=18010
  26 hits=1 allocated=248 | cache = Cache(128)
  27 hits=1001 allocated=48 | for i in range(count):
  28 hits=1000 allocated=112 | cache.put(i % 500, i)
  29 hits=1000 allocated=56 | cache.get(i % 128)
project cache.py Cache.__init__ 6 body=i calls=1 bytecodes=16
  7 hits=1 allocated=56 | self.capacity = capacity
  8 hits=1 allocated=56 | self.data = OrderedDict()
  9 hits=1 allocated=56 | self.order = []
  10 hits=1 allocated=56 | self.lock = threading.RLock()
project cache.py Cache.put 18 body=p calls=1000 bytecodes=26104
  19 hits=1000 allocated=44776 | self.data[key] = value
  20 hits=1000 allocated=56 | self.data.move_to_end(key)
  21 hits=1000 allocated=56 | if len(self.data) > self.capacity:
  22 hits=872 allocated=0 | self.data.popitem(last=False)
project cache.py Cache.get 12 body=g calls=1000 bytecodes=11536
  13 hits=1000 allocated=112 | value = self.data.get(key)
  14 hits=1000 allocated=56 | if value is not None:
  15 hits=256 allocated=56 | self.data.move_to_end(key)
  16 hits=1000 allocated=56 | return value
builtin ~ <built-in method builtins.len> 0 calls=1000
builtin ~ <method 'get' of 'dict' objects> 0 calls=1000
builtin ~ <method 'move_to_end' of 'collections.OrderedDict' objects> 0 calls=1256
builtin ~ <method 'popitem' of 'collections.OrderedDict' objects> 0 calls=872
native /usr/lib/libpython3.12.so.1.0 _PyEval_EvalFrameDefault 0 instructions=9120400
native /usr/lib/libpython3.12.so.1.0 list_extend 0 instructions=2210
native /usr/lib/libpython3.12.so.1.0 _PyObject_Malloc 0 instructions=402000
";

/// Reads a profile: a line per function, then its lines, indented.
pub(super) fn profile(text: &str) -> Profile {
    let mut functions: Vec<FunctionProfile> = Vec::new();
    for row in text.lines().filter(|row| !row.trim().is_empty()) {
        if row.starts_with(' ') {
            let (counts, text) = row.split_once(" | ").unwrap();
            let mut words = counts.split_whitespace();
            let line = words.next().unwrap().parse().unwrap();
            let counts = words.map(count).collect();
            let line = LineProfile { line, text: text.to_owned(), counts };
            functions.last_mut().unwrap().lines.push(line);
        } else {
            functions.push(function(row));
        }
    }
    Profile { profilers: DEFAULT.map(|name| ran(name, "1.0", Some(true))).to_vec(), functions }
}

const DEFAULT: [&str; 6] = ["callgrind", "calls", "lines", "bytecodes", "line-memory", "dhat"];

/// A profiler that ran.
pub(super) fn ran(profiler: &str, tool: &str, repeats: Option<bool>) -> ProfilerRun {
    let outcome = ProfilerOutcome::Ran { runs: 2, seconds: 0.5, slowdown: Some(6.0), repeats };
    ProfilerRun {
        profiler: profiler.to_owned(),
        tool: tool.to_owned(),
        outcome,
        counts: Vec::new(),
    }
}

fn function(row: &str) -> FunctionProfile {
    let (front, counts): (Vec<_>, Vec<_>) =
        row.split_whitespace().partition(|word| !word.contains('='));
    let [origin, file, name @ .., line] = &front[..] else { panic!("{row}") };
    let origin = match *origin {
        "project" => Origin::Project,
        "library" => Origin::Library,
        "builtin" => Origin::Builtin,
        "native" => Origin::Native,
        other => panic!("{other}"),
    };
    let body = counts.iter().find_map(|word| word.strip_prefix("body=")).map(str::to_owned);
    let function = Function {
        file: (*file).to_owned(),
        name: name.join(" "),
        line: line.parse().unwrap(),
        origin,
        body,
    };
    let counts = counts.into_iter().filter(|word| !word.starts_with("body=")).map(count);
    let counts = counts.map(|(metric, own)| (metric, Count { own, total: None })).collect();
    FunctionProfile { function, counts, lines: Vec::new() }
}

fn count(word: &str) -> (MetricName, f64) {
    let (metric, value) = word.split_once('=').unwrap();
    (metric.parse().unwrap(), value.parse().unwrap())
}

/// The cache with parts of its profile replaced.
pub(super) fn cache_with(replacements: &[(&str, &str)]) -> Profile {
    let mut text = CACHE.to_owned();
    for (old, new) in replacements {
        assert!(text.contains(old), "no `{old}` in the profile");
        text = text.replace(old, new);
    }
    profile(&text)
}

/// What is blamed when work rose from `base` to `head`, as text.
pub(super) fn risen(base: &Profile, head: &Profile) -> String {
    told(base, head, Wanted { movement: Movement::Rise, topic: Topic::Work })
}

/// What is blamed, a line per function.
pub(super) fn told(base: &Profile, head: &Profile, wanted: Wanted) -> String {
    let all = blame(&Profiles::new(base, head), wanted);
    all.iter().map(|one| entry(one) + "\n").collect::<Vec<_>>().concat()
}

fn entry(blame: &Blame) -> String {
    let function = &blame.function;
    let former = blame
        .former
        .as_ref()
        .map_or(String::new(), |former| format!(" (was {} in {})", former.name, former.file));
    let line = blame.line.as_ref().map_or(String::new(), |line| {
        let (number, text, metric) = (line.line, &line.text, &line.metric);
        format!(" | {number}: {text}  {metric} {} -> {}", line.base, line.head)
    });
    let Blame { metric, base, head, matched, .. } = blame;
    format!("{} [{matched:?}]{former} {metric} {base} -> {head}{line}", function.name)
}
