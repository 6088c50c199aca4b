//! Identifiers: UUIDv7 inside a newtype each, so that one kind is never taken for another.

/// Declares an identifier newtype over a UUID that both databases, JSON and URLs understand.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            ::sqlx::Type, ::serde::Serialize, ::serde::Deserialize,
        )]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub ::uuid::Uuid);

        impl $name {
            /// The UUID inside.
            pub fn uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl ::std::convert::From<::uuid::Uuid> for $name {
            fn from(id: ::uuid::Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id! {
    /// A company on this installation.
    TenantId
}
id! {
    /// Somebody who signs in; may belong to several tenants.
    PersonId
}
id! {
    /// An API token.
    TokenId
}
id! {
    /// An invitation to join a tenant.
    InvitationId
}
id! {
    /// A sealed file of a tenant.
    BlobId
}
