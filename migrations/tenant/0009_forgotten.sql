-- What was written to a person goes with their contact: found by their messages, and a test, which is in no ledger, by whom it
-- was written as. contact_id: only of such a test.
ALTER TABLE outbox ADD COLUMN contact_id {uuid};
CREATE INDEX outbox_contact ON outbox (tenant_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX outbox_message ON outbox (tenant_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX spool_files_message ON spool_files (tenant_id, message_id) WHERE message_id IS NOT NULL;
