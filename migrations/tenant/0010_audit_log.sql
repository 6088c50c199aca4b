-- The audit log: entries are staged as before, then given a place in a Merkle tree (RFC 6962) and covered by a signed checkpoint.

-- request: the request that asked for it, as its answer named it. commitment: a salted hash of the whole entry, which is what the
-- tree holds. seq: its place in the log; null while it is staged. An erased entry has an empty salt, actor, object and details.
ALTER TABLE audit_entries ADD COLUMN request {text};
ALTER TABLE audit_entries ADD COLUMN commitment {bytes};
ALTER TABLE audit_entries ADD COLUMN seq {int};
CREATE UNIQUE INDEX audit_entries_seq ON audit_entries (tenant_id, seq);
CREATE INDEX audit_entries_staged ON audit_entries (tenant_id, id) WHERE seq IS NULL;
-- What the journal is filtered by.
CREATE INDEX audit_entries_action ON audit_entries (tenant_id, action, id);
CREATE INDEX audit_entries_actor ON audit_entries (tenant_id, actor, id);
CREATE INDEX audit_entries_object ON audit_entries (tenant_id, object, id);

-- The hashes of the tree in tiles of 256, as C2SP tlog-tiles lays them out: level 0 holds those of leaves, each level above those
-- of full tiles below. The last tile of a level is partial and rewritten as it grows.
CREATE TABLE audit_tiles (
    level {int} NOT NULL,
    number {int} NOT NULL,
    hashes {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, level, number)
);

-- Every checkpoint that was signed, as a C2SP tlog-checkpoint.
CREATE TABLE audit_checkpoints (
    size {int} NOT NULL,
    note {text} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, size)
);

-- Where checkpoints are sent on a schedule, so that somebody outside can tell a log that was rolled back. address is sealed: it may
-- hold a key. every: milliseconds.
CREATE TABLE audit_outlets (
    kind {text} NOT NULL,
    address {bytes} NOT NULL,
    every {int} NOT NULL,
    next_at {int} NOT NULL,
    sent_size {int},
    sent_at {int},
    failure {text},
    failed_at {int},
    PRIMARY KEY (tenant_id, kind)
);
