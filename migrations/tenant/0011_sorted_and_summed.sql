-- Messages sorted in any order, and the figures of plugins summed over processes.

-- The ledger of a campaign in whatever order people ask for, each read along an index.

-- How often a message was opened and clicked by people and machines together; null where nobody did. PostgreSQL's row-level
-- security lets no sum of two columns bound the walk along an index.
ALTER TABLE messages ADD COLUMN all_opens {int};
ALTER TABLE messages ADD COLUMN all_clicks {int};
UPDATE messages SET all_opens = NULLIF(opens + machine_opens, 0), all_clicks = NULLIF(clicks + machine_clicks, 0)
    WHERE opens + machine_opens + clicks + machine_clicks > 0;

DROP INDEX messages_opened;
CREATE INDEX messages_opened ON messages (tenant_id, campaign_id, all_opens, contact_number, channel) WHERE all_opens IS NOT NULL;
CREATE INDEX messages_clicked ON messages (tenant_id, campaign_id, all_clicks, contact_number, channel) WHERE all_clicks IS NOT NULL;
CREATE INDEX messages_sent ON messages (tenant_id, campaign_id, sent_at, contact_number, channel) WHERE sent_at IS NOT NULL;
-- Written when a message is over: none of the steps on its way there pays for it.
CREATE INDEX messages_ended ON messages (tenant_id, campaign_id, state, contact_number, channel)
    WHERE state NOT IN ('queued', 'claimed', 'transmitting');
-- Those of one moment in the order of contacts.
DROP INDEX messages_queue;
CREATE INDEX messages_queue ON messages (tenant_id, campaign_id, due_at, contact_number, channel) WHERE state = 'queued';

-- What the calls of plugins come to, hour by hour, added up by every process that runs them.
CREATE TABLE plugin_figures (
    plugin {text} NOT NULL,
    hour {int} NOT NULL,
    calls {int} NOT NULL,
    failures {int} NOT NULL,
    -- Bytes of the largest call.
    memory {int} NOT NULL,
    PRIMARY KEY (tenant_id, plugin, hour)
);

-- How long these calls took: how many needed this long at most, and longer than the class before.
CREATE TABLE plugin_times (
    plugin {text} NOT NULL,
    hour {int} NOT NULL,
    within_ms {int} NOT NULL,
    calls {int} NOT NULL,
    PRIMARY KEY (tenant_id, plugin, hour, within_ms)
);

-- What plugins logged last. words is sealed.
CREATE TABLE plugin_lines (
    id {uuid} NOT NULL,
    plugin {text} NOT NULL,
    words {bytes} NOT NULL,
    failure {bool} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plugin_lines_plugin ON plugin_lines (tenant_id, plugin, at, id);
