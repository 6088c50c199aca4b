-- Channel plugins that somebody installed. `scope` says whose: a company's, or with the nil UUID the operator's, for all
-- companies. There is no row-level security here: every statement names the scopes that it may see.

CREATE TABLE plugins (
    scope {uuid} NOT NULL,
    name {text} NOT NULL,
    -- The version in use; none before one is granted what it wants.
    serving {int},
    PRIMARY KEY (scope, name)
);

CREATE TABLE plugin_versions (
    scope {uuid} NOT NULL,
    name {text} NOT NULL,
    version {int} NOT NULL,
    -- SHA-256 of the component; checked whenever its bytes are loaded.
    sha256 {bytes} NOT NULL,
    size {int} NOT NULL,
    -- What it says of itself: the channel it serves, and its title in two languages.
    channel {text} NOT NULL,
    title_fr {text} NOT NULL,
    title_en {text} NOT NULL,
    -- What it wants and what it was granted, as words; nothing granted yet where that is null.
    capabilities {text} NOT NULL,
    granted {text},
    -- The publisher's Ed25519 key and signature, where there are some.
    publisher {bytes},
    signature {bytes},
    installed_at {int} NOT NULL,
    installed_by {text} NOT NULL,
    granted_at {int},
    granted_by {text},
    PRIMARY KEY (scope, name, version),
    FOREIGN KEY (scope, name) REFERENCES plugins (scope, name) ON DELETE CASCADE
);
CREATE INDEX plugin_versions_sha256 ON plugin_versions (sha256);

-- The components themselves, each once however often it was installed.
CREATE TABLE plugin_components (
    sha256 {bytes} NOT NULL PRIMARY KEY,
    component {bytes} NOT NULL
);
