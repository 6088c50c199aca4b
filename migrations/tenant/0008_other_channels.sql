-- Channels that plugins bring beside the built-in ones.

-- What the plugin of such a channel says of it: what its addresses are, what its messages are made of. Null for the built-in
-- channels, of which it is known; a channel of a plugin of which it is null is not one of this company's.
ALTER TABLE channels ADD COLUMN described {json};

-- Where each person stands on such a channel: a kind of basis, `withdrawn`, or `suppressed`. Derived from the ledger and the
-- suppression list, as `contacts.bases` and `contacts.suppressed` are for the built-in ones; nothing is a row less.
CREATE TABLE standings (
    contact_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    kind {text} NOT NULL,
    PRIMARY KEY (tenant_id, contact_id, channel)
);
