//! Names for people, and names that match between two builds.

use crate::native::generic_free;
use crate::native::symbol::readable;

#[test]
fn names_mangled_by_rust_are_readable_and_have_no_hash() {
    assert_eq!(
        readable("_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE"),
        "core::fmt::Write::write_fmt"
    );
    assert_eq!(readable("_RNvCs1234_7mycrate3foo"), "mycrate::foo");
    assert_eq!(readable("main"), "main");
    assert_eq!(readable("operator new(unsigned long)"), "operator new(unsigned long)");
}

#[test]
fn generic_arguments_are_left_out() {
    for (name, plain) in [
        ("main", "main"),
        ("<planted::Cache<u32, alloc::vec::Vec<u32>>>::put", "planted::Cache::put"),
        ("planted::Cache<K,V>::put", "planted::Cache::put"),
        ("<cache::Lru<u32, A> as Store<u8>>::put::<u8>", "<cache::Lru as Store>::put"),
        ("alloc::fmt::format::format_inner", "alloc::fmt::format::format_inner"),
        ("core::<impl Trait for Vec<u8>>::run", "core::<impl Trait for Vec>::run"),
        ("run::{closure#12}", "run::{closure}"),
        ("run::{{closure}}", "run::{closure}"),
        ("run<fn(u8) -> u16>::next", "run::next"),
        ("_int_free.part.0", "_int_free.part"),
        (
            "std::vector<int, std::allocator<int> >::push_back(int&&)",
            "std::vector::push_back(int&&)",
        ),
        ("operator<(A const&, B const&)", "operator<(A const&, B const&)"),
        ("std::ostream::operator<<(int)", "std::ostream::operator<<(int)"),
        ("Smart<int>::operator->()", "Smart::operator->()"),
        ("v8", "v8"),
        ("a#", "a#"),
    ] {
        assert_eq!(generic_free(name), plain, "{name}");
    }
}

#[test]
fn strange_names_end_soon() {
    for name in ["<".repeat(5000), ">".repeat(5000), "a<".repeat(5000), "::<".repeat(3000)] {
        assert!(generic_free(&name).len() <= name.len());
    }
    assert_eq!(generic_free("größe<ß>::ä"), "größe::ä");
}
