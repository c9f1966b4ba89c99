//! What has been published, and whether one more figure would give a few people away.
//!
//! Every figure counts a set of people. Whoever adds and subtracts figures gets the count of a *word*: a sum of the published
//! sets, each times some number. A word that is not zero for fewer than `least` people tells of a group that is too small.
//!
//! The ledger keeps `least` *crews*: groups of people that have nobody in common, each as large as the published sets are
//! independent, and such that no word but zero is zero for a whole crew. So a word that is not zero is not zero for somebody in
//! every crew: for at least `least` people. A set is published only if every crew can take somebody more and stay such a
//! group. That is a proof, for every attack by addition and subtraction, even by somebody who knows which combinations of sets
//! are empty. It errs on the side of hiding: crews are looked for one person at a time, the most ordinary people first.
//!
//! Arithmetic is done modulo a prime: what is independent there is independent in whole numbers.

const PRIME: u64 = (1 << 31) - 1;

/// People who are alike in everything that is counted are one kind.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    least: u64,
    /// Whether the kinds are the whole population.
    whole: bool,
    /// By kind: how many people, and how many of them are in crews.
    people: Vec<u64>,
    engaged: Vec<u64>,
    /// By kind: which of the published, independent sets hold it.
    held: Vec<Vec<u32>>,
    /// By published set: how many people it holds.
    counts: Vec<u64>,
    crews: Vec<Crews>,
}

/// Crews that are made of the same kinds of people.
#[derive(Debug, Clone)]
struct Crews {
    many: u64,
    kinds: Vec<usize>,
    /// By member: the word that is 1 for it and 0 for the others, as a factor for each published set.
    words: Vec<Vec<u64>>,
}

/// So many crews of those at a place take somebody of a kind.
struct Hire {
    crews: usize,
    kind: usize,
    many: u64,
    /// The value there of what is new about the set.
    value: u64,
}

impl Ledger {
    /// `people` by kind, the most ordinary kinds first.
    pub(super) fn new(least: u64, people: Vec<u64>, whole: bool) -> Ledger {
        Ledger {
            least,
            whole,
            engaged: vec![0; people.len()],
            held: vec![Vec::new(); people.len()],
            people,
            counts: Vec::new(),
            crews: vec![Crews { many: least, kinds: Vec::new(), words: Vec::new() }],
        }
    }

    /// How many independent sets have been published.
    pub(super) fn rank(&self) -> usize {
        self.counts.len()
    }

    /// Publishes a set if nothing small can be worked out from it and those before. `set` by kind; `count` of all people.
    pub(super) fn publish(&mut self, set: &[bool], count: u64) -> bool {
        if count == 0 || self.least <= 1 {
            return true;
        }
        if count < self.least {
            return false;
        }
        let news: Vec<Vec<u64>> = self.crews.iter().map(|crews| crews.news(set, self.counts.len())).collect();
        if (0..set.len()).all(|kind| self.value(&news[0], set, kind) == 0) {
            // What can be worked out already may as well be said. Of a part of the people that is only likely; the
            // count tells it apart from a set that differs for people who are not there.
            let factors = news[0].iter().zip(&self.counts);
            let known = factors.fold(count % PRIME, |sum, (f, c)| (sum + f * (c % PRIME)) % PRIME);
            return self.whole || known == 0;
        }
        match self.hires(set, &news) {
            Some(hires) => {
                self.enter(set, count, &news, hires);
                true
            }
            None => false,
        }
    }

    /// What is new about a set at a kind: its own value less that of the word which agrees with it on the crew.
    fn value(&self, news: &[u64], set: &[bool], kind: usize) -> u64 {
        let held = self.held[kind].iter().map(|&s| news[s as usize]).sum::<u64>();
        (held + u64::from(set[kind])) % PRIME
    }

    /// Somebody more for each crew, if there is.
    fn hires(&self, set: &[bool], news: &[Vec<u64>]) -> Option<Vec<Hire>> {
        let mut engaged = self.engaged.clone();
        let mut hires = Vec::new();
        for (place, crews) in self.crews.iter().enumerate() {
            let mut wanted = crews.many;
            for inside in [true, false] {
                for kind in (0..set.len()).filter(|&kind| set[kind] == inside) {
                    let free = self.people[kind] - engaged[kind];
                    if wanted == 0 || free == 0 {
                        continue;
                    }
                    let value = self.value(&news[place], set, kind);
                    if value != 0 {
                        let many = free.min(wanted);
                        engaged[kind] += many;
                        wanted -= many;
                        hires.push(Hire { crews: place, kind, many, value });
                    }
                }
            }
            if wanted > 0 {
                return None;
            }
        }
        Some(hires)
    }

    fn enter(&mut self, set: &[bool], count: u64, news: &[Vec<u64>], hires: Vec<Hire>) {
        let mut crews = Vec::with_capacity(hires.len());
        for hire in hires {
            self.engaged[hire.kind] += hire.many;
            let mut joined = self.crews[hire.crews].clone();
            joined.many = hire.many;
            joined.join(&news[hire.crews], &self.held[hire.kind], &hire);
            crews.push(joined);
        }
        self.crews = crews;
        let place = self.counts.len() as u32;
        for (held, _) in self.held.iter_mut().zip(set).filter(|(_, inside)| **inside) {
            held.push(place);
        }
        self.counts.push(count);
    }
}

impl Crews {
    /// Less the word that agrees with a set on the crew, as factors.
    fn news(&self, set: &[bool], sets: usize) -> Vec<u64> {
        let mut news = vec![0; sets];
        for (word, _) in self.words.iter().zip(&self.kinds).filter(|(_, kind)| set[**kind]) {
            news.iter_mut().zip(word).for_each(|(sum, factor)| *sum += PRIME - factor);
        }
        news.iter_mut().for_each(|sum| *sum %= PRIME);
        news
    }

    /// Takes somebody in, with the set that makes room for them.
    fn join(&mut self, news: &[u64], held: &[u32], hire: &Hire) {
        let share = inverse(hire.value);
        let mut own: Vec<u64> = news.iter().map(|factor| factor * share % PRIME).collect();
        own.push(share);
        for word in &mut self.words {
            word.push(0);
            let at = held.iter().map(|&s| word[s as usize]).sum::<u64>() % PRIME;
            if at != 0 {
                let less = PRIME - at;
                word.iter_mut().zip(&own).for_each(|(factor, own)| *factor = (*factor + less * own) % PRIME);
            }
        }
        self.words.push(own);
        self.kinds.push(hire.kind);
    }
}

/// By Fermat's little theorem.
fn inverse(value: u64) -> u64 {
    let (mut result, mut base, mut power) = (1, value % PRIME, PRIME - 2);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publishes sets of kinds, in order, and says which were let through.
    fn published(least: u64, people: &[u64], sets: &[&[usize]]) -> Vec<bool> {
        let mut ledger = Ledger::new(least, people.to_vec(), true);
        let one = |set: &&[usize]| {
            let members: Vec<bool> = (0..people.len()).map(|kind| set.contains(&kind)).collect();
            ledger.publish(&members, set.iter().map(|&kind| people[kind]).sum())
        };
        sets.iter().map(one).collect()
    }

    #[test]
    fn a_small_group_takes_another_figure_with_it() {
        // Everyone, then three parts of 50, 4 and 30: the small one is hidden, and the last that would give it away.
        assert_eq!(published(10, &[50, 4, 30], &[&[0, 1, 2], &[0], &[1], &[2]]), [true, true, false, false]);
        assert_eq!(published(10, &[50, 40], &[&[0, 1], &[0], &[1]]), [true, true, true]);
        assert_eq!(published(10, &[3], &[&[0]]), [false]);
    }

    #[test]
    fn two_sets_that_nearly_agree_are_not_both_shown() {
        // 500, and 505 that hold them.
        assert_eq!(published(10, &[500, 5, 300], &[&[0, 1, 2], &[0], &[0, 1]]), [true, true, false]);
        assert_eq!(published(10, &[500, 15, 300], &[&[0, 1, 2], &[0], &[0, 1]]), [true, true, true]);
    }

    #[test]
    fn three_figures_that_leave_a_few_people_are_one_too_many() {
        // A set of 203, and two parts of it that hold 200: the second is hidden.
        let sets: [&[usize]; 4] = [&[0, 1, 2, 3], &[0, 1, 2], &[0], &[1]];
        assert_eq!(published(10, &[100, 100, 3, 400], &sets), [true, true, true, false]);
    }

    #[test]
    fn crossing_sets_with_a_small_common_part_may_both_be_shown() {
        // 3 people are in both; nothing but the two sizes is said.
        assert_eq!(published(10, &[60, 3, 70, 90], &[&[0, 1, 2, 3], &[0, 1], &[1, 2]]), [true, true, true]);
        // With the size of their union the common part can be worked out.
        let sets: [&[usize]; 4] = [&[0, 1, 2, 3], &[0, 1], &[1, 2], &[0, 1, 2]];
        assert_eq!(published(10, &[60, 3, 70, 90], &sets), [true, true, true, false]);
    }

    #[test]
    fn what_can_be_worked_out_anyway_is_shown() {
        assert_eq!(published(10, &[20, 30, 0], &[&[0, 1], &[0], &[1], &[2]]), [true, true, true, true]);
    }
}
