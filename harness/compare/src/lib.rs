//! Two records and gates to verdicts with evidence.
