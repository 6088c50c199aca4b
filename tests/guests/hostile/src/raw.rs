//! What no compiler of a safe language would let through: bytes that are not text where text is wanted, places outside of
//! the memory, values that an enumeration does not have.

use relais_plugin::log;
use std::hint::black_box;
use std::mem::ManuallyDrop;

/// A string that is not UTF-8.
pub fn not_text() -> String {
    // SAFETY: none. It is handed to the host at once, and the host must see it.
    unsafe { String::from_utf8_unchecked(black_box(vec![b'a', 0xff, 0xc0, 0x80])) }
}

/// Logs a hundred bytes at the end of the address space.
pub fn log_out_of_bounds() {
    // SAFETY: none, as above. Nothing in here reads it, and it is not freed.
    let text = unsafe { String::from_raw_parts(black_box(0xffff_ff00_u32) as *mut u8, 100, 100) };
    let text = ManuallyDrop::new(text);
    log::write(log::Level::Info, &text);
}

/// Logs at the ninth level of three, by the import itself.
pub fn log_at_no_level() {
    #[link(wasm_import_module = "relais:channel/log@1.0.0")]
    unsafe extern "C" {
        #[link_name = "write"]
        fn write(level: i32, text: *const u8, length: usize);
    }
    // SAFETY: the text outlives the call.
    unsafe { write(black_box(9), b"x".as_ptr(), 1) };
}
