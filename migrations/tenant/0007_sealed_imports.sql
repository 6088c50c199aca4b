-- What was found in an uploaded file, its titles among it, sealed: a file without titles has people's data in their place.
-- `mapping` and `summary` stay empty from here on; what they hold of earlier imports is sealed by the program, which has the
-- keys. A later step drops them.
ALTER TABLE imports ADD COLUMN found {bytes};
