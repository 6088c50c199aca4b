//! Columns of bytes: how the newtypes of fixed length are stored in both databases.

/// Stores `$name([u8; $length])` as a blob (SQLite) or `bytea` (PostgreSQL); a value of another length is refused.
macro_rules! fixed_bytes_column {
    ($name:ident, $length:literal) => {
        impl $name {
            /// The bytes as stored.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }

            /// From stored bytes; nothing when the length is wrong.
            #[must_use]
            pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl<DB: sqlx::Database> sqlx::Type<DB> for $name
        where
            Vec<u8>: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <Vec<u8> as sqlx::Type<DB>>::type_info()
            }

            fn compatible(stored: &DB::TypeInfo) -> bool {
                <Vec<u8> as sqlx::Type<DB>>::compatible(stored)
            }
        }

        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name
        where
            Vec<u8>: sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut <DB as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <Vec<u8> as sqlx::Encode<'q, DB>>::encode(self.0.to_vec(), buffer)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name
        where
            Vec<u8>: sqlx::Decode<'r, DB>,
        {
            fn decode(value: <DB as sqlx::Database>::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let bytes = <Vec<u8> as sqlx::Decode<'r, DB>>::decode(value)?;
                Self::from_bytes(&bytes).ok_or_else(|| concat!(stringify!($name), " holds ", $length, " bytes").into())
            }
        }

        impl sqlx::postgres::PgHasArrayType for $name {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <Vec<u8> as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }
    };
}

pub(crate) use fixed_bytes_column;
