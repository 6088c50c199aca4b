-- What is looked up before the tenant is known. No row-level security here, and nothing personal in clear.

CREATE TABLE installation (
    name {text} NOT NULL PRIMARY KEY,
    value {bytes} NOT NULL
);

CREATE TABLE tenants (
    id {uuid} NOT NULL PRIMARY KEY,
    slug {text} NOT NULL UNIQUE,
    -- What its tracking links begin with, so that they are short.
    code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    -- ISO 3166-1: the country whose shapes phones and postcodes without a prefix have.
    country {text} NOT NULL,
    time_zone {text} NOT NULL,
    created_at {int} NOT NULL
);

-- The keys of a tenant, wrapped by the master key. purpose: data, index, suppression, token.
CREATE TABLE tenant_keys (
    tenant_id {uuid} NOT NULL,
    purpose {text} NOT NULL,
    version {int} NOT NULL,
    wrapped {bytes} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, purpose, version)
);

CREATE TABLE people (
    id {uuid} NOT NULL PRIMARY KEY,
    email_index {bytes} NOT NULL UNIQUE,
    email {bytes} NOT NULL,
    name {bytes} NOT NULL,
    password_hash {text} NOT NULL,
    language {text} NOT NULL,
    created_at {int} NOT NULL
);

CREATE TABLE memberships (
    tenant_id {uuid} NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);
CREATE INDEX memberships_person ON memberships (person_id);

CREATE TABLE invitations (
    id {uuid} NOT NULL PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    tenant_id {uuid} NOT NULL,
    email {bytes} NOT NULL,
    role {text} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
);
CREATE INDEX invitations_tenant ON invitations (tenant_id);

CREATE TABLE sessions (
    token_hash {bytes} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    tenant_id {uuid},
    created_at {int} NOT NULL,
    seen_at {int} NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE api_tokens (
    id {uuid} NOT NULL PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,
    tenant_id {uuid} NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    label {text} NOT NULL,
    created_at {int} NOT NULL,
    used_at {int}
);
CREATE INDEX api_tokens_tenant ON api_tokens (tenant_id);

-- Lossy hints: this tenant probably has work at that time. The truth stays with the tenant.
CREATE TABLE due (
    tenant_id {uuid} NOT NULL PRIMARY KEY,
    at {int} NOT NULL
);
CREATE INDEX due_at ON due (at);
