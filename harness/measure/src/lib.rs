//! Plan to record: schedule, processes, clocks and meters.
