//! Asks compilers for code that does not get faster or slower by where it happens to lie.

use std::collections::BTreeMap;

/// Functions, loops and what is only jumped to start at cache lines (of 64 bytes; half of one for
/// LLVM's jumps): where a loop lies within its lines, which decides how fast it is fetched and
/// predicted, then depends little on the code before it. With 32 instead of 64 for GCC, an edit
/// before a loop of the same function still made it 30 % slower or faster.
///
/// Numbers of LLVM's `-align-all` options are powers of two, those of all others are bytes.
const FLAGS: [(&str, &str); 3] = [
    ("CFLAGS", C_FLAGS),
    ("CXXFLAGS", C_FLAGS),
    (
        "RUSTFLAGS",
        "-C llvm-args=-align-all-functions=6 -C llvm-args=-align-all-nofallthru-blocks=5 \
         -C llvm-args=-align-loops=32",
    ),
];
const C_FLAGS: &str = "-falign-functions=64 -falign-loops=64 -falign-jumps=64";

/// `variables` of a build with the flags for aligned code after those that are there already.
pub(crate) fn with_alignment(variables: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut variables = variables.clone();
    for (name, flags) in FLAGS {
        let value = variables.entry(name.to_owned()).or_default();
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(flags);
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_after_those_of_the_suite() {
        let own = [("CFLAGS", "-O3"), ("OTHER", "x"), ("RUSTFLAGS", "")];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let variables = with_alignment(&BTreeMap::from(own));
        assert_eq!(variables["CFLAGS"], format!("-O3 {C_FLAGS}"));
        assert_eq!(variables["CXXFLAGS"], C_FLAGS);
        assert!(variables["RUSTFLAGS"].starts_with("-C llvm-args=-align"), "{variables:?}");
        assert_eq!((variables["OTHER"].as_str(), variables.len()), ("x", 4));
    }
}
