//! Seeded draws from the few distributions that made-up records need.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// A reproducible source of draws: the same seed gives the same sequence.
#[derive(Debug, Clone)]
pub struct Draw(Xoshiro256PlusPlus);

impl Draw {
    /// A source that starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number of 0..1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        // 53 bits: every one fits the mantissa.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of 0..n, n excluded; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // Multiply-shift instead of a remainder: no visible bias for the sizes used here.
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of `items`, each as likely; the default when there are none.
    pub fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        items.get(self.below(items.len())).copied().unwrap_or_default()
    }

    /// The position of one of `weights`, as likely as it weighs; 0 when there are none.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(total as usize) as u64;
        weights
            .map(u64::from)
            .position(|weight| {
                let here = left < weight;
                left = left.saturating_sub(weight);
                here
            })
            .unwrap_or(0)
    }

    /// A draw of the standard normal law (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A draw of the log-normal law with this median; `spread` is the deviation of its logarithm.
    pub fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    /// A draw of the exponential law with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// A draw of Poisson's law with this mean (Knuth's method: meant for means under some tens).
    pub fn poisson(&mut self, mean: f64) -> u32 {
        let limit = (-mean).exp();
        let mut product = self.unit();
        let mut count = 0;
        while product > limit {
            product *= self.unit();
            count += 1;
        }
        count
    }

    /// How many of `trials` succeed, each with probability `p`.
    pub fn binomial(&mut self, trials: u32, p: f64) -> u32 {
        (0..trials).map(|_| u32::from(self.chance(p))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_their_laws() {
        let mut draw = Draw::new(1);
        let n = 20_000;
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        assert!((mean((0..n).map(|_| draw.unit()).collect()) - 0.5).abs() < 0.01);
        assert!(mean((0..n).map(|_| draw.normal()).collect()).abs() < 0.03);
        assert!((mean((0..n).map(|_| f64::from(draw.poisson(3.0))).collect()) - 3.0).abs() < 0.06);
        assert!((mean((0..n).map(|_| draw.exponential(90.0)).collect()) - 90.0).abs() < 3.0);
        let first = (0..n).filter(|_| draw.weighted([1, 0, 3].into_iter()) == 0).count();
        assert!((first as f64 / f64::from(n) - 0.25).abs() < 0.02);
        assert!((0..n).all(|_| draw.weighted([1, 0, 3].into_iter()) != 1));
    }
}
