//! Keeps records and finds the right one to compare with.
