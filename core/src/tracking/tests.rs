//! Recording, end to end, against a real database.
