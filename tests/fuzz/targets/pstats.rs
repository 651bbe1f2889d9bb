//! Fuzzes the importer of that name.
#![no_main]
paceline_fuzz::target!("pstats");
