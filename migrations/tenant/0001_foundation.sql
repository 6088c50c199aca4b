-- A tenant's own tables. The renderer adds tenant_id to each, and row-level security on PostgreSQL;
-- every key leads with tenant_id, so that the tables can be distributed by it.

-- Numbers handed out in order (contact numbers, the change journal). Locked by the transaction that takes one,
-- so that a reader of the journal never skips a late commit.
CREATE TABLE counters (
    name {text} NOT NULL,
    value {int} NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE settings (
    name {text} NOT NULL,
    value {json} NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- Every act, recorded in its own transaction; a sequencer orders the entries into the log later.
CREATE TABLE audit_entries (
    id {uuid} NOT NULL,
    at {int} NOT NULL,
    actor {text} NOT NULL,
    action {text} NOT NULL,
    object {text} NOT NULL,
    salt {bytes} NOT NULL,
    details {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Files: uploads, exports, saved indexes. Sealed chunk by chunk; complete only once size is known.
CREATE TABLE blobs (
    id {uuid} NOT NULL,
    kind {text} NOT NULL,
    size {int},
    created_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE blob_chunks (
    blob_id {uuid} NOT NULL,
    seq {int} NOT NULL,
    data {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, blob_id, seq)
);

-- Sealed: name, first_name, last_name, email, phone, address and the tenant's own attributes.
-- *_index: keyed hashes for finding by equality. bases: the lawful basis per channel, four bits each, derived
-- from the consent ledger. suppressed: one bit per channel, derived from the suppression list.
CREATE TABLE contacts (
    id {uuid} NOT NULL,
    number {int} NOT NULL,
    email_index {bytes},
    phone_index {bytes},
    name {bytes},
    first_name {bytes},
    last_name {bytes},
    email {bytes},
    phone {bytes},
    address {bytes},
    attributes {bytes},
    company {text},
    type {text},
    sector {text},
    postcode {text},
    city {text},
    department {text},
    region {text},
    country {text},
    language {text},
    status {text},
    website {text},
    bases {int} NOT NULL,
    suppressed {int} NOT NULL,
    import_id {uuid},
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, number)
);
CREATE UNIQUE INDEX contacts_id ON contacts (tenant_id, id);
CREATE UNIQUE INDEX contacts_email_index ON contacts (tenant_id, email_index);
CREATE INDEX contacts_phone_index ON contacts (tenant_id, phone_index);

-- The change journal: which contact numbers a transaction touched. Indexes catch up from it.
CREATE TABLE changes (
    seq {int} NOT NULL,
    numbers {bytes} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);

-- The tenant's own attributes: their label and the kind of their values.
CREATE TABLE attributes (
    key {text} NOT NULL,
    label {text} NOT NULL,
    kind {text} NOT NULL,
    -- The order in which they came, which is the order people expect them in.
    position {int} NOT NULL,
    PRIMARY KEY (tenant_id, key)
);

-- position, line: where the next batch starts; they move in the same transaction as the batch's contacts.
CREATE TABLE imports (
    id {uuid} NOT NULL,
    file_name {bytes} NOT NULL,
    blob_id {uuid},
    status {text} NOT NULL,
    dialect {json} NOT NULL,
    mapping {json} NOT NULL,
    -- What the preview found; what the commit ordered, sealed; what the run counted, by reason.
    summary {json} NOT NULL,
    options {bytes},
    counts {json} NOT NULL,
    position {int} NOT NULL,
    line {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    skipped {int} NOT NULL,
    rejected {int} NOT NULL,
    suppressed {int} NOT NULL,
    warnings {int} NOT NULL,
    error {text},
    lease {uuid},
    lease_until {int} NOT NULL,
    created_by {uuid} NOT NULL,
    created_at {int} NOT NULL,
    started_at {int},
    finished_at {int},
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE import_problems (
    import_id {uuid} NOT NULL,
    seq {int} NOT NULL,
    line {int} NOT NULL,
    field {text} NOT NULL,
    reason {text} NOT NULL,
    PRIMARY KEY (tenant_id, import_id, seq)
);

-- Append-only: what each person agreed to or withdrew, per channel. evidence is null where the source's applies.
CREATE TABLE consents (
    id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    kind {text} NOT NULL,
    source_id {uuid},
    evidence {bytes},
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, contact_id, id)
);

-- What a file or a form said once for everybody in it.
CREATE TABLE consent_sources (
    id {uuid} NOT NULL,
    channel {text} NOT NULL,
    kind {text} NOT NULL,
    evidence {bytes} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id, channel)
);

-- Keyed hashes of addresses nobody may write to any more. Outlives the contact.
CREATE TABLE suppressions (
    channel {text} NOT NULL,
    hash {bytes} NOT NULL,
    reason {text} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, channel, hash)
);

CREATE TABLE campaigns (
    id {uuid} NOT NULL,
    title {text} NOT NULL,
    -- The title as it is compared: case, accents and spaces folded.
    title_key {text} NOT NULL,
    description {text} NOT NULL,
    status {text} NOT NULL,
    channels {json} NOT NULL,
    social_network {text} NOT NULL,
    event_date {text},
    end_date {text},
    scheduled_at {int},
    time_zone {text} NOT NULL,
    delay_ms {int} NOT NULL,
    -- Sealed, as board and the labels of clusters are: they hold values of the tenant's own attributes.
    filters {bytes},
    -- The frozen audience as a bitmap of contact numbers.
    audience {bytes},
    audience_size {int},
    reach {json},
    step {text},
    step_done {int} NOT NULL,
    step_total {int} NOT NULL,
    board {bytes},
    export_id {uuid},
    error {text},
    lease {uuid},
    lease_until {int} NOT NULL,
    created_by {uuid} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX campaigns_title_key ON campaigns (tenant_id, title_key);

CREATE TABLE clusters (
    campaign_id {uuid} NOT NULL,
    number {int} NOT NULL,
    label {bytes} NOT NULL,
    size {int} NOT NULL,
    members {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, number)
);

-- Answers already given, so that a repeated POST does not act twice.
CREATE TABLE idempotency_keys (
    key {bytes} NOT NULL,
    request {bytes} NOT NULL,
    status {int} NOT NULL,
    response {bytes} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (tenant_id, at);
