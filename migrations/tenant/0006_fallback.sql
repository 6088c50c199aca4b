-- Campaigns over several channels. Null is false: campaigns of before send over each of their channels.

-- Whether each person gets the campaign over the first of its channels that reaches them, instead of over all of them.
ALTER TABLE campaigns ADD COLUMN fallback {bool};

-- On how many messages the figures of a campaign stand, channel by channel, answered by the index alone.
DROP INDEX messages_tracked;
CREATE INDEX messages_tracked ON messages (tenant_id, campaign_id, channel, tracked, state)
    WHERE tracked AND state IN ('accepted', 'delivered', 'bounced', 'unknown');
