-- On how many messages the figures of a campaign stand, answered by the index alone: with the former one every look at a
-- campaign's statistics read all of its rows. A message whose answer was lost may have arrived, and then it is opened.
DROP INDEX messages_tracked;
CREATE INDEX messages_tracked ON messages (tenant_id, campaign_id, tracked, state)
    WHERE tracked AND state IN ('accepted', 'delivered', 'bounced', 'unknown');

-- Those whose answer was lost: an open or a click resolves them.
CREATE INDEX messages_unknown ON messages (tenant_id, campaign_id) WHERE state = 'unknown';

-- Addresses of deleted contacts to whom messages had left, as the keyed hashes of the suppression list: who still holds
-- such a message can unsubscribe by it. topic: the channel the hash speaks for.
CREATE TABLE former_contacts (
    contact_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, contact_id, channel, hash)
);
