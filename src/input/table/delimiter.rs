//! Which delimiter a text has, by how often its first lines hold each.

use crate::input::scan::Delimiter;

/// Delimiters in the order of how often the head, which may come in parts, has them.
pub(super) fn ordered_candidates(head: &[&[u8]]) -> Vec<Delimiter> {
    let count = |byte: u8| head.iter().map(|part| memchr::memchr_iter(byte, part).count()).sum::<usize>();
    let wide = head.iter().map(|part| memchr::memmem::find_iter(part, "，".as_bytes()).count()).sum();
    let mut found = vec![
        (count(b','), Delimiter::Byte(b',')),
        (count(b';'), Delimiter::Byte(b';')),
        (count(b'\t'), Delimiter::Byte(b'\t')),
        (wide, Delimiter::WideComma),
        (count(b'|'), Delimiter::Byte(b'|')),
    ];
    found.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    found.into_iter().filter(|(n, d)| *n > 0 || *d == Delimiter::Byte(b',')).map(|(_, d)| d).collect()
}

/// The delimiter that is tried first in a head, which may come in parts.
pub(in crate::input) fn leading_delimiter(head: &[&[u8]]) -> Delimiter {
    ordered_candidates(head)[0]
}
