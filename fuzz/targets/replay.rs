//! Runs a target over its corpus, and over mutations of it that are the same in every run: fuzzing as an ordinary test.

use std::path::Path;

/// Runs everything in `corpus`, then `mutations` inputs made of it; how many files there were.
pub fn replay(corpus: &Path, mutations: usize, run: fn(&[u8])) -> usize {
    let files = std::fs::read_dir(corpus).unwrap_or_else(|error| panic!("{}: {error}", corpus.display()));
    let mut inputs: Vec<Vec<u8>> = files
        .map(|file| {
            file.and_then(|file| std::fs::read(file.path()))
                .unwrap_or_else(|error| panic!("{error}"))
        })
        .collect();
    // Whatever order the directory has.
    inputs.sort();
    inputs.iter().for_each(|input| run(input));
    let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
    for _ in 0..mutations {
        run(&mutated(&inputs, &mut draw));
    }
    inputs.len()
}

/// One input with a few bytes changed, left out, repeated, or taken from another.
fn mutated(inputs: &[Vec<u8>], draw: &mut Draw) -> Vec<u8> {
    let mut input = inputs.get(draw.below(inputs.len())).cloned().unwrap_or_default();
    for _ in 0..=draw.below(4) {
        let at = draw.below(input.len() + 1);
        let end = (at + draw.below(16)).min(input.len());
        match draw.below(5) {
            0 => drop(input.drain(at..end)),
            1 => {
                let again = input[at..end].to_vec();
                input.splice(at..at, again);
            }
            2 => input.insert(at, u8::try_from(draw.below(256)).unwrap_or_default()),
            3 => {
                // What means something to somebody.
                let marks = [
                    &b"\""[..],
                    b"{{",
                    b"}}",
                    b"<",
                    b"\r\n",
                    b"\0",
                    b"\xff",
                    b".",
                    b":",
                    b"--limite",
                    b"9999999999",
                ];
                input.splice(at..at, marks[draw.below(marks.len())].iter().copied());
            }
            _ => {
                let other = &inputs[draw.below(inputs.len())];
                input.truncate(at);
                input.extend_from_slice(&other[draw.below(other.len() + 1)..]);
            }
        }
    }
    input
}

/// Xorshift: nothing here needs better randomness than being the same everywhere.
struct Draw(u64);

impl Draw {
    /// A number below `bound`, 0 where that is none.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % bound).unwrap_or_default()
    }
}
