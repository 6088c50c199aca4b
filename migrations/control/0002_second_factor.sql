-- The second factor of those who sign in (RFC 6238). Offered first, asked for once it is confirmed.

CREATE TABLE second_factors (
    person_id {uuid} NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    secret {bytes} NOT NULL,
    created_at {int} NOT NULL,
    confirmed_at {int},
    -- The newest step whose code was taken: no code of it, or of one before, is taken again.
    used_step {int} NOT NULL
);

-- For who lost the device. A row is deleted when its code is used.
CREATE TABLE recovery_codes (
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    code_hash {bytes} NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);

-- Who gave the right password and not yet a code.
CREATE TABLE pending_logins (
    token_hash {bytes} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    tries {int} NOT NULL,
    created_at {int} NOT NULL
);
CREATE INDEX pending_logins_person ON pending_logins (person_id);
