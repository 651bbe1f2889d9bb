//! The table of formats: a name, what it is, how it shows, and the function that reads it.

use crate::draft::Draft;
use crate::error::{ImportError, Mistake};
use crate::formats::{
    asv, bencher, benchmark_dotnet, callgrind, catch2, criterion, divan, github_action_benchmark,
    go, google_benchmark, gungraun, hyperfine, javascript, jmh, libtest, memray, mprof,
    openmetrics, pstats, pyperf, pytest_benchmark, stacks, tango,
};
use crate::json::Keys;
use crate::source::{Piece, Source};

/// What another tool writes.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What writes it, in a few words.
    pub(crate) about: &'static str,
    pub(crate) shows: Shows,
    pub(crate) read: Read,
}

/// By what a format can be told.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shows {
    /// By keys of the outermost JSON object.
    Json(fn(&Keys) -> bool),
    /// By the text.
    Text(fn(&str) -> bool),
    /// By the bytes.
    Bytes(fn(&[u8]) -> bool),
    /// By the files of a folder.
    Folder(fn(&[Piece]) -> bool),
    /// A file by this, a folder by its files.
    Either(&'static Shows, fn(&[Piece]) -> bool),
    /// Not at all.
    Never,
}

/// The function of a format.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Read {
    /// Of a text file.
    Text(fn(&str) -> Result<Draft, Mistake>),
    /// Of any file.
    Bytes(fn(&[u8]) -> Result<Draft, Mistake>),
    /// Of the files of a folder.
    Folder(fn(&[Piece]) -> Result<Draft, Mistake>),
    /// Of a text file, and of the files of a folder.
    Either(fn(&str) -> Result<Draft, Mistake>, fn(&[Piece]) -> Result<Draft, Mistake>),
}

/// Every format. No file shows as two of them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "criterion",
        about: "the folder target/criterion",
        shows: Shows::Folder(criterion::shows),
        read: Read::Folder(criterion::read),
    },
    Format {
        name: "divan",
        about: "the table of divan",
        shows: Shows::Text(divan::shows),
        read: Read::Text(divan::read),
    },
    Format {
        name: "libtest",
        about: "#[bench], and criterion's --output-format bencher",
        shows: Shows::Text(libtest::shows),
        read: Read::Text(libtest::read),
    },
    Format {
        name: "gungraun",
        about: "summary.json of gungraun, or the folder target/gungraun",
        shows: Shows::Either(&Shows::Json(gungraun::shows), gungraun::shows_folder),
        read: Read::Either(gungraun::read, gungraun::read_folder),
    },
    Format {
        name: "tango",
        about: "the folder of tango's --dump, or what it prints",
        shows: Shows::Either(&Shows::Text(tango::shows), tango::shows_folder),
        read: Read::Either(tango::read, tango::read_folder),
    },
    Format {
        name: "pytest-benchmark",
        about: "pytest --benchmark-json",
        shows: Shows::Json(|keys| keys.have(&["machine_info", "benchmarks"])),
        read: Read::Text(pytest_benchmark::read),
    },
    Format {
        name: "pyperf",
        about: "pyperf … -o",
        shows: Shows::Json(|keys| {
            keys.have(&["benchmarks", "version"]) && !keys.have(&["machine_info"])
        }),
        read: Read::Text(pyperf::read),
    },
    Format {
        name: "hyperfine",
        about: "hyperfine --export-json",
        shows: Shows::Json(|keys| keys.have(&["results"]) && !keys.have(&["commit_hash"])),
        read: Read::Text(hyperfine::read),
    },
    Format {
        name: "google-benchmark",
        about: "--benchmark_out_format=json",
        shows: Shows::Json(|keys| keys.have(&["context", "benchmarks"])),
        read: Read::Text(google_benchmark::read),
    },
    Format {
        name: "go",
        about: "go test -bench",
        shows: Shows::Text(go::shows),
        read: Read::Text(go::read),
    },
    Format {
        name: "asv",
        about: "a file below asv's results folder",
        shows: Shows::Json(|keys| keys.have(&["commit_hash", "results", "result_columns"])),
        read: Read::Text(asv::read),
    },
    Format {
        name: "jmh",
        about: "JMH -rf json",
        shows: Shows::Json(|keys| keys.is_list && keys.have(&["benchmark", "primaryMetric"])),
        read: Read::Text(jmh::read),
    },
    Format {
        name: "benchmark-dotnet",
        about: "BenchmarkDotNet's JsonExporter.Full",
        shows: Shows::Json(|keys| keys.have(&["HostEnvironmentInfo", "Benchmarks"])),
        read: Read::Text(benchmark_dotnet::read),
    },
    Format {
        name: "catch2",
        about: "Catch2 --reporter xml",
        shows: Shows::Text(catch2::shows),
        read: Read::Text(catch2::read),
    },
    Format {
        name: "vitest",
        about: "vitest bench --outputJson",
        shows: Shows::Json(|keys| !keys.is_list && keys.have(&["files"])),
        read: Read::Text(javascript::read_vitest),
    },
    Format {
        name: "tinybench",
        about: "a list of tinybench's tasks: name, result",
        shows: Shows::Json(|keys| keys.is_list && keys.have(&["name", "result"])),
        read: Read::Text(javascript::read_tinybench),
    },
    Format {
        name: "benchmark-js",
        about: "a list of benchmark.js's benchmarks: name, stats",
        shows: Shows::Json(|keys| keys.is_list && keys.have(&["name", "stats"])),
        read: Read::Text(javascript::read_benchmark_js),
    },
    Format {
        name: "github-action-benchmark",
        about: "its custom JSON: name, unit, value",
        shows: Shows::Json(|keys| keys.is_list && keys.have(&["name", "unit", "value"])),
        read: Read::Text(github_action_benchmark::read),
    },
    Format {
        name: "data-js",
        about: "github-action-benchmark's data.js, its newest commit",
        shows: Shows::Text(github_action_benchmark::shows_data),
        read: Read::Text(github_action_benchmark::read_data),
    },
    Format {
        name: "openmetrics",
        about: "OpenMetrics text",
        shows: Shows::Text(openmetrics::shows),
        read: Read::Text(openmetrics::read),
    },
    Format {
        name: "mprof",
        about: "mprof run, the .dat file",
        shows: Shows::Text(mprof::shows),
        read: Read::Text(mprof::read),
    },
    Format {
        name: "pstats",
        about: "python -m cProfile -o",
        shows: Shows::Bytes(pstats::shows),
        read: Read::Bytes(pstats::read),
    },
    Format {
        name: "callgrind",
        about: "callgrind.out",
        shows: Shows::Text(callgrind::shows),
        read: Read::Text(callgrind::read),
    },
    Format {
        name: "memray",
        about: "memray stats --json",
        shows: Shows::Json(|keys| keys.have(&["total_num_allocations", "metadata"])),
        read: Read::Text(memray::read),
    },
    Format {
        name: "speedscope",
        about: "a document of speedscope",
        shows: Shows::Json(|keys| keys.have(&["$schema", "profiles", "shared"])),
        read: Read::Text(stacks::read_speedscope),
    },
    Format {
        name: "folded",
        about: "folded stacks",
        shows: Shows::Never,
        read: Read::Text(stacks::read_folded),
    },
    Format {
        name: "bencher",
        about: "Bencher Metric Format",
        shows: Shows::Never,
        read: Read::Text(bencher::read),
    },
];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The one format that a source shows. Fails where it shows none.
pub fn detect(source: &Source) -> Result<&'static Format, ImportError> {
    let bytes = source.pieces.first().map_or(&[][..], |piece| &piece.bytes);
    let text = std::str::from_utf8(bytes).ok();
    let keys = text.filter(|_| !source.is_folder).and_then(Keys::of);
    let found = FORMATS.iter().find(|format| match (format.shows, &keys, text) {
        (Shows::Folder(shows) | Shows::Either(_, shows), ..) if source.is_folder => {
            shows(&source.pieces)
        }
        _ if source.is_folder => false,
        (Shows::Json(shows) | Shows::Either(&Shows::Json(shows), _), Some(keys), _) => shows(keys),
        (Shows::Text(shows) | Shows::Either(&Shows::Text(shows), _), None, Some(text)) => {
            shows(text)
        }
        (Shows::Bytes(shows), None, _) => shows(bytes),
        (
            Shows::Json(_)
            | Shows::Text(_)
            | Shows::Bytes(_)
            | Shows::Folder(_)
            | Shows::Either(..)
            | Shows::Never,
            ..,
        ) => false,
    });
    found.ok_or_else(|| {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        ImportError::Unknown { name: source.name.clone(), known: names.join(", ") }
    })
}

impl Format {
    /// Its name on the command line.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What writes it, in a few words.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// Whether it is what a tool leaves in a folder.
    pub fn reads_folders(&self) -> bool {
        matches!(self.read, Read::Folder(_) | Read::Either(..))
    }

    /// Whether it is a file.
    pub fn reads_files(&self) -> bool {
        !matches!(self.read, Read::Folder(_))
    }

    /// What a source of this format holds.
    pub(crate) fn draft(&self, source: &Source) -> Result<Draft, ImportError> {
        let content = |mistake| ImportError::Content {
            name: source.name.clone(),
            format: self.name,
            mistake,
        };
        let found = if source.is_folder { "a folder" } else { "a file" };
        let draft = match (self.read, source.pieces.first()) {
            (Read::Folder(read) | Read::Either(_, read), _) if source.is_folder => {
                read(&source.pieces)
            }
            (Read::Text(read) | Read::Either(read, _), Some(piece)) if !source.is_folder => {
                text(&piece.bytes).and_then(read)
            }
            (Read::Bytes(read), Some(piece)) if !source.is_folder => read(&piece.bytes),
            (Read::Folder(_), _) => Err(Mistake::new("there", "a folder", found)),
            (Read::Text(_) | Read::Bytes(_) | Read::Either(..), _) => {
                Err(Mistake::new("there", "a file", found))
            }
        };
        draft.map_err(content)
    }
}

fn text(bytes: &[u8]) -> Result<&str, Mistake> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count() - 1;
        let found = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        Mistake::in_line(line, "UTF-8 text", &format!("byte {found:#04x}"))
    })
}
