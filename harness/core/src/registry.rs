//! Newtypes for the numbers of a registry of Kafka's, which keep the values that are unknown here.

/// Makes the constants of a registry, its names in Kafka's tools and logs, and the way back.
macro_rules! numbered {
    ($type:ident: $($number:literal $constant:ident $name:literal)*) => {
        impl $type {
            $(
                #[doc = concat!("`", $name, "`.")]
                pub const $constant: $type = $type($number);
            )*

            /// The name in Kafka's tools, such as `DescribeConfigs`.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($number => Some($name),)*
                    _ => None,
                }
            }

            /// The name of the constant in Kafka's code and logs, such as `DESCRIBE_CONFIGS`;
            /// numbers without one are `UNKNOWN`.
            pub fn constant(self) -> &'static str {
                match self.0 {
                    $($number => stringify!($constant),)*
                    _ => "UNKNOWN",
                }
            }

            /// The number of a name in either form, whatever the case of its letters.
            pub fn named(text: &str) -> Option<Self> {
                $(
                    let same = text.eq_ignore_ascii_case($name)
                        || text.eq_ignore_ascii_case(stringify!($constant));
                    if same {
                        return Some($type($number));
                    }
                )*
                None
            }

            /// Every number with a name.
            pub fn all() -> impl Iterator<Item = Self> {
                [$($number),*].into_iter().map($type)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "{}", self.0),
                }
            }
        }
    };
}

pub(crate) use numbered;
