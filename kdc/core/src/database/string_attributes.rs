//! A principal's string attributes (`setstr`): texts by name, in the order in which they were
//! first set, as MIT's database has them.

/// String attributes. There are few of them, so that a list is searched as fast as a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringAttributes(Vec<(String, String)>);

impl StringAttributes {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&String> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Sets `name`; the earlier value when there was one, whose place the new one takes.
    pub fn insert(&mut self, name: String, value: String) -> Option<String> {
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, held)) => Some(std::mem::replace(held, value)),
            None => {
                self.0.push((name, value));
                None
            }
        }
    }

    /// Takes `name` away; its value when it was there.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(own, _)| own == name)?;
        Some(self.0.remove(at).1)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

/// Of a name that stands there twice the last value counts.
impl FromIterator<(String, String)> for StringAttributes {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut all = Self::new();
        for (name, value) in pairs {
            all.insert(name, value);
        }
        all
    }
}

impl<const N: usize> From<[(String, String); N]> for StringAttributes {
    fn from(pairs: [(String, String); N]) -> Self {
        pairs.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_stand_in_the_order_in_which_they_were_first_set() {
        let text = str::to_owned;
        let mut all = StringAttributes::from([(text("z"), text("1")), (text("a"), text("2"))]);
        assert_eq!(all.insert(text("z"), text("3")), Some(text("1")));
        let names = |all: &StringAttributes| -> Vec<String> {
            all.iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        assert_eq!(names(&all), ["z=3", "a=2"]);
        assert_eq!((all.remove("z"), all.remove("z")), (Some(text("3")), None));
        assert_eq!(all.insert(text("z"), text("4")), None);
        assert_eq!(names(&all), ["a=2", "z=4"]);
        assert_eq!(all.get("a"), Some(&text("2")));
    }
}
