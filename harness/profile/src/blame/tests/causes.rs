//! Planted causes in the project's own code.

use insta::assert_snapshot;

use super::super::{Movement, Profiles, Topic, Wanted, blame, is_explained};
use super::fixture::{CACHE, cache_with, profile, risen, told};

/// The cache after its module was moved, its class renamed, and a scan of the capacity put into it.
const SCANNING: &str = "
project store/lru.py work 35 body=w2 calls=1 bytecodes=18010
  36 hits=1 allocated=192 | cache = LruStore(128)
  37 hits=1001 allocated=48 | for i in range(count):
  38 hits=1000 allocated=112 | cache.put(i % 500, i)
  39 hits=1000 allocated=56 | cache.get(i % 128)
project store/lru.py LruStore.__init__ 6 body=i calls=1 bytecodes=16
  7 hits=1 allocated=56 | self.capacity = capacity
  8 hits=1 allocated=56 | self.data = OrderedDict()
  9 hits=1 allocated=56 | self.order = []
  10 hits=1 allocated=56 | self.lock = threading.RLock()
project store/lru.py LruStore.put 18 body=p2 calls=1000 bytecodes=37104
  19 hits=1000 allocated=56 | self._forget(key)
  20 hits=1000 allocated=120 | self.order.append(key)
  21 hits=1000 allocated=44776 | self.data[key] = value
  22 hits=1000 allocated=56 | self.data.move_to_end(key)
  23 hits=1000 allocated=56 | if len(self.data) > self.capacity:
  24 hits=872 allocated=0 | self.data.popitem(last=False)
project store/lru.py LruStore._forget 26 body=f calls=1000 bytecodes=1104019
  27 hits=121615 allocated=56 | for place, other in enumerate(self.order):
  28 hits=120615 allocated=224 | if other == key:
  31 hits=1000 allocated=56 | if len(self.order) > self.capacity:
  32 hits=871 allocated=0 | del self.order[0]
project store/lru.py LruStore.get 12 body=g calls=1000 bytecodes=11536
  13 hits=1000 allocated=112 | value = self.data.get(key)
  14 hits=1000 allocated=56 | if value is not None:
  15 hits=256 allocated=56 | self.data.move_to_end(key)
  16 hits=1000 allocated=56 | return value
builtin ~ <built-in method builtins.len> 0 calls=2000
builtin ~ <method 'append' of 'list' objects> 0 calls=1000
builtin ~ <method 'get' of 'dict' objects> 0 calls=1000
builtin ~ <method 'move_to_end' of 'collections.OrderedDict' objects> 0 calls=1256
builtin ~ <method 'popitem' of 'collections.OrderedDict' objects> 0 calls=872
native /usr/lib/libpython3.12.so.1.0 _PyEval_EvalFrameDefault 0 instructions=98400000
native /usr/lib/libpython3.12.so.1.0 list_extend 0 instructions=2210
native /usr/lib/libpython3.12.so.1.0 _PyObject_Malloc 0 instructions=2910000
";

#[test]
fn a_scan_in_a_moved_and_renamed_module_is_named_with_its_loop_and_before_its_caller() {
    assert_snapshot!(risen(&profile(CACHE), &profile(SCANNING)), @r#"
    LruStore._forget [New] bytecodes 0 -> 1104019 | 27: for place, other in enumerate(self.order):  hits 0 -> 121615
    LruStore.put [Similar] (was Cache.put in cache.py) bytecodes 26104 -> 37104 | 20: self.order.append(key)  hits 0 -> 1000
    "#);
}

#[test]
fn taking_the_scan_out_again_names_the_same_function_as_gone() {
    let wanted = Wanted { movement: Movement::Fall, topic: Topic::Work };
    assert_snapshot!(told(&profile(SCANNING), &profile(CACHE), wanted), @r#"
    LruStore._forget [Gone] bytecodes 1104019 -> 0 | 27: for place, other in enumerate(self.order):  hits 121615 -> 0
    Cache.put [Similar] (was LruStore.put in store/lru.py) bytecodes 37104 -> 26104 | 20: self.order.append(key)  hits 1000 -> 0
    "#);
}

#[test]
fn an_extra_call_per_item_is_blamed_on_the_line_that_calls_and_then_on_the_calls() {
    let head = cache_with(&[
        ("body=w calls=1 bytecodes=18010", "body=w2 calls=1 bytecodes=25010"),
        (
            "cache.get(i % 128)",
            "cache.get(i % 128)\n  30 hits=1000 allocated=56 | cache.get(i % 100)",
        ),
        ("calls=1000 bytecodes=26104", "calls=1000 bytecodes=25908"),
        ("hits=872", "hits=844"),
        ("calls=1000 bytecodes=11536", "calls=2000 bytecodes=25088"),
        ("13 hits=1000 allocated=112", "13 hits=2000 allocated=168"),
        ("14 hits=1000", "14 hits=2000"),
        ("15 hits=256", "15 hits=848"),
        ("16 hits=1000", "16 hits=2000"),
        ("'dict' objects> 0 calls=1000", "'dict' objects> 0 calls=2000"),
        ("calls=1256", "calls=1848"),
        ("calls=872", "calls=844"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    work [Same] bytecodes 18010 -> 25010 | 30: cache.get(i % 100)  hits 0 -> 1000
    Cache.get [Same] calls 1000 -> 2000
    "#);
}

#[test]
fn a_function_called_more_often_by_nobody_known_is_blamed_by_its_calls() {
    let native = |calls: u32, instructions: u32| {
        profile(&format!(
            "project src/lru.rs lru::Lru<u64>::put 10 calls=1000 instructions=90000\n\
             project src/lru.rs lru::hash 40 calls={calls} instructions={instructions}\n"
        ))
    };
    assert_snapshot!(risen(&native(1000, 80_000), &native(2000, 160_000)), @r#"
    lru::hash [Same] calls 1000 -> 2000
    "#);
}

#[test]
fn an_extra_allocation_per_item_is_blamed_on_its_line_in_bytes() {
    let head = cache_with(&[
        ("body=p calls=1000 bytecodes=26104", "body=p2 calls=1000 bytecodes=32104"),
        (
            "  19 hits=1000 allocated=44776 | self.data[key] = value",
            "  19 hits=1000 allocated=88000 | entry = [key, value, None, None]\n  \
               20 hits=1000 allocated=44776 | self.data[key] = entry",
        ),
        (
            "_PyEval_EvalFrameDefault 0 instructions=9120400",
            "_PyEval_EvalFrameDefault 0 instructions=9480400",
        ),
        ("_PyObject_Malloc 0 instructions=402000", "_PyObject_Malloc 0 instructions=512000"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.put [Same] allocated 44888 -> 132888 | 19: entry = [key, value, None, None]  allocated 0 -> 88000
    "#);
}

#[test]
fn a_lock_per_item_is_blamed_on_the_with_line_and_not_on_the_lock() {
    let head = cache_with(&[
        ("body=p calls=1000 bytecodes=26104", "body=p2 calls=1000 bytecodes=35104"),
        ("  19 hits=1000", "  18 hits=2000 allocated=16112 | with self.lock:\n  19 hits=1000"),
        (
            "builtin ~ <method 'get'",
            "builtin ~ <method '__exit__' of '_thread.RLock' objects> 0 calls=1000\nbuiltin ~ <method 'get'",
        ),
        ("instructions=9120400", "instructions=10320400"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.put [Same] bytecodes 26104 -> 35104 | 18: with self.lock:  hits 0 -> 2000
    "#);
}

#[test]
fn a_list_copy_per_call_is_blamed_by_what_sees_work_in_c() {
    let head = cache_with(&[
        ("body=p calls=1000 bytecodes=26104", "body=p2 calls=1000 bytecodes=31104"),
        (
            "  19 hits=1000",
            "  18 hits=1000 allocated=966520 | snapshot = list(self.data)\n  19 hits=1000",
        ),
        ("list_extend 0 instructions=2210", "list_extend 0 instructions=4212210"),
        ("instructions=9120400", "instructions=9420400"),
        // Something else that cost a little more bytecode must not come before.
        ("body=g calls=1000 bytecodes=11536", "body=g2 calls=1000 bytecodes=13536"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.put [Same] allocated 44888 -> 1011408 | 18: snapshot = list(self.data)  allocated 0 -> 966520
    Cache.get [Same] bytecodes 11536 -> 13536
    "#);
}

#[test]
fn an_import_that_got_slow_is_blamed_on_its_module() {
    let module = |bytecodes: u32, hits: u32, table: &str| {
        profile(&format!(
            "project shop/__init__.py <module> 1 body=a calls=1 bytecodes=41\n  \
               1 hits=1 | from shop.prices import Price\n\
             project shop/prices.py <module> 1 body=b{hits} calls=1 bytecodes={bytecodes}\n  \
               1 hits=1 | import re\n  \
               4 hits=1 | {table}\n  \
               5 hits={hits} | TABLE[number] = round(number * 1.19, 2)\n\
             project shop/prices.py load 9 body=l calls=1 bytecodes=12\n  \
               10 hits=1 | return TABLE\n"
        ))
    };
    let base = module(2_105, 100, "for number in range(100):");
    let head = module(1_050_105, 50_000, "for number in range(50_000):");
    assert_snapshot!(risen(&base, &head), @r#"
    <module> [Same] bytecodes 2105 -> 1050105 | 5: TABLE[number] = round(number * 1.19, 2)  hits 100 -> 50000
    "#);
}

#[test]
fn a_leak_is_asked_about_as_memory() {
    let side = |kept: u32, bytecodes: u32| {
        profile(&format!(
            "project cache.py Cache.put 18 calls=1000 bytecodes=26104\n  \
               19 hits=1000 kept={kept} | self.seen.append(key)\n\
             project cache.py Cache.get 12 calls=1000 bytecodes={bytecodes}\n  \
               13 hits=1000 | return self.data.get(key)\n"
        ))
    };
    let mut sides = [side(0, 11_000), side(56_000, 12_500)];
    for profile in &mut sides {
        profile.profilers.push(super::fixture::ran("tracemalloc", "3.12.1", Some(true)));
    }
    let [base, head] = &sides;
    let wanted = Wanted { movement: Movement::Rise, topic: Topic::Memory };
    assert_snapshot!(told(base, head, wanted), @r#"
    Cache.put [Same] kept 0 -> 56000 | 19: self.seen.append(key)  kept 0 -> 56000
    "#);
}

#[test]
fn what_became_cheaper_comes_after_what_became_dearer() {
    let head = cache_with(&[
        ("bytecodes=26104", "bytecodes=16104"),
        ("body=g calls=1000 bytecodes=11536", "body=g2 calls=1000 bytecodes=25536"),
    ]);
    assert_snapshot!(risen(&profile(CACHE), &head), @r#"
    Cache.get [Same] bytecodes 11536 -> 25536
    Cache.put [Same] bytecodes 26104 -> 16104
    "#);
}

#[test]
fn nothing_moved_means_nobody_to_blame() {
    let base = profile(CACHE);
    let profiles = Profiles::new(&base, &base);
    assert_eq!(blame(&profiles, Wanted::default()), []);
    assert_eq!(is_explained(&profiles), Some(false));
}

#[test]
fn a_module_that_merely_moved_is_nobody_to_blame() {
    let head = cache_with(&[("cache.py", "store/cache.py")]);
    let base = profile(CACHE);
    assert_eq!(risen(&base, &head), "");
    assert_eq!(is_explained(&Profiles::new(&base, &head)), Some(false));
}

#[test]
fn a_small_rise_comes_before_a_large_fall_when_a_rise_is_asked_about() {
    let head = cache_with(&[
        ("bytecodes=26104", "bytecodes=6104"),
        ("bytecodes=11536", "bytecodes=13536"),
    ]);
    let told = risen(&profile(CACHE), &head);
    assert!(told.starts_with("Cache.get [Same] bytecodes 11536 -> 13536"), "{told}");
}

#[test]
fn of_lines_that_moved_alike_the_new_one_is_shown() {
    let side = |first: u32, second: &str| {
        profile(&format!(
            "project a.py f 1 calls=1 bytecodes={first}00\n  2 hits={first} | total += 1\n{second}"
        ))
    };
    let head = side(200, "  3 hits=100 | rest -= 1\n");
    let told = risen(&side(100, ""), &head);
    assert!(told.ends_with("| 3: rest -= 1  hits 0 -> 100\n"), "{told}");
}
