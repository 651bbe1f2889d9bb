//! Suite YAML to checked suite to plan, every error at once.
