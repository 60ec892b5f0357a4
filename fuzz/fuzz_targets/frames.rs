#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| tinsmith_fuzz_targets::frames(input));
