-- Notifications and letters.

-- Where the browsers and devices of contacts take notifications. address: the subscription as JSON, sealed.
-- address_index: a keyed hash by which the same browser or device is found again.
CREATE TABLE push_subscriptions (
    id {uuid} NOT NULL,
    contact_id {uuid} NOT NULL,
    address {bytes} NOT NULL,
    address_index {bytes} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX push_subscriptions_address ON push_subscriptions (tenant_id, address_index);
CREATE INDEX push_subscriptions_contact ON push_subscriptions (tenant_id, contact_id, id);

-- How many subscriptions a contact has, kept in step by the transactions that change them: audiences are counted by it.
ALTER TABLE contacts ADD COLUMN push {int} NOT NULL DEFAULT 0;

-- Files that a channel made for the company, such as letters for its printer; content is sealed. message_id is null for
-- a file that belongs to a whole batch.
CREATE TABLE spool_files (
    id {uuid} NOT NULL,
    campaign_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    message_id {uuid},
    name {text} NOT NULL,
    media_type {text} NOT NULL,
    size {int} NOT NULL,
    content {bytes} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX spool_files_name ON spool_files (tenant_id, campaign_id, channel, name);

-- What the bytes of a message in the outbox are; null for what was kept before this was known: a mail.
ALTER TABLE outbox ADD COLUMN media_type {text};
