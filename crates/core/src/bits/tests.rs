use super::*;
use crate::testing::cases;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::BTreeSet;

const CASES: u32 = 1_000;

#[test]
fn a_small_set_needs_no_memory_of_its_own() {
    assert_eq!(size_of::<ModuleSet>(), 16);
    let mut set: ModuleSet = [ModuleNo(63)].into_iter().collect();
    assert_eq!(set.words().len(), 1);
    assert!(set.insert(ModuleNo(64)) && !set.insert(ModuleNo(64)));
    assert_eq!(set.words().len(), 2);
    assert!(set.remove(ModuleNo(64)) && !set.remove(ModuleNo(64)));
    assert_eq!(set, [ModuleNo(63)].into_iter().collect(), "equal sets have equal words");
}

fn numbers() -> impl Strategy<Value = BTreeSet<u16>> {
    let number = prop_oneof![4 => 0_u16..130, 1 => any::<u16>()];
    btree_set(number, 0..20)
}

fn set(numbers: &BTreeSet<u16>) -> ModuleSet {
    numbers.iter().copied().map(ModuleNo).collect()
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn it_behaves_like_a_set_of_numbers(a in numbers(), b in numbers(), steps in vec((any::<bool>(), 0_u16..130), 0..20)) {
        let (mut bits, mut model) = (set(&a), a.clone());
        for (insert, number) in steps {
            if insert {
                prop_assert_eq!(bits.insert(ModuleNo(number)), model.insert(number));
            } else {
                prop_assert_eq!(bits.remove(ModuleNo(number)), model.remove(&number));
            }
        }
        prop_assert_eq!(bits.iter().map(|no| no.0).collect::<BTreeSet<_>>(), model.clone());
        prop_assert_eq!(bits.len(), model.len());
        prop_assert_eq!(bits.is_empty(), model.is_empty());
        prop_assert_eq!(&bits, &set(&model));
        prop_assert_eq!(&ModuleSet::from_words(bits.words()), &bits);
        prop_assert!((0..200).all(|no| bits.contains(ModuleNo(no)) == model.contains(&no)));

        let mut both = set(&a);
        both.union_with(&set(&b));
        prop_assert_eq!(both, set(&a.union(&b).copied().collect()));
        prop_assert_eq!(set(&a).without(&set(&b)), set(&a.difference(&b).copied().collect()));
    }
}
