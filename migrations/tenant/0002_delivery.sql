-- Sending: which plugin serves a channel, what a campaign says, its message ledger, what came back.

-- config and secrets are sealed JSON. fault: what went wrong last with the plugin itself, shown on the channel's page.
CREATE TABLE channels (
    channel {text} NOT NULL,
    plugin {text} NOT NULL,
    mode {text} NOT NULL,
    config {bytes} NOT NULL,
    secrets {bytes} NOT NULL,
    fault {text},
    fault_at {int},
    updated_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, channel)
);

-- What a campaign says over a channel: sealed JSON, fields by name.
CREATE TABLE campaign_contents (
    campaign_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    content {bytes} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, channel)
);

-- The links a tracked click may lead to. Written when the campaign is launched and never changed afterwards.
CREATE TABLE campaign_links (
    campaign_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    number {int} NOT NULL,
    url {bytes} NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, channel, number)
);

-- One row per campaign that was launched. planned: the last contact number whose messages are in the ledger.
-- next_at: when the next message may leave: a delay between messages, a relay that wants to be left alone.
CREATE TABLE deliveries (
    campaign_id {uuid} NOT NULL,
    planned {int} NOT NULL,
    planned_at {int},
    next_at {int} NOT NULL,
    launched_by {text} NOT NULL,
    launched_at {int} NOT NULL,
    started_at {int},
    finished_at {int},
    -- Since when it has been sending without a pause, and how many messages were done then: what its speed is counted from.
    running_at {int},
    running_from {int} NOT NULL,
    -- Why it was stopped by itself: a code, and after a line feed what the provider said.
    error {text},
    lease {uuid},
    lease_until {int} NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id)
);

-- How many messages stand where, kept in step by the transactions that move them.
CREATE TABLE delivery_counts (
    campaign_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    state {text} NOT NULL,
    reason {text} NOT NULL,
    count {int} NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, channel, state, reason)
);

-- The message ledger: the truth about every message. basis: the verdict on which it may leave.
-- reason: a code, which delivery_counts counts by; detail: what the provider said, addresses taken out.
-- token: the hash of what its links and its pixel carry. tracked: whether it carries them.
-- The figures at the end are derived from events, humans and machines apart.
CREATE TABLE messages (
    id {uuid} NOT NULL,
    campaign_id {uuid} NOT NULL,
    contact_number {int} NOT NULL,
    contact_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    step {int} NOT NULL,
    state {text} NOT NULL,
    reason {text} NOT NULL,
    detail {text},
    basis {text} NOT NULL,
    token {bytes} NOT NULL,
    tracked {bool} NOT NULL,
    attempts {int} NOT NULL,
    due_at {int} NOT NULL,
    lease {uuid},
    lease_until {int} NOT NULL,
    provider_id {text},
    sent_at {int},
    updated_at {int} NOT NULL,
    opens {int} NOT NULL,
    clicks {int} NOT NULL,
    machine_opens {int} NOT NULL,
    machine_clicks {int} NOT NULL,
    first_open_at {int},
    last_open_at {int},
    reading_ms {int},
    unsubscribed_at {int},
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX messages_once ON messages (tenant_id, campaign_id, contact_number, channel, step);
CREATE UNIQUE INDEX messages_token ON messages (tenant_id, token);
CREATE INDEX messages_queue ON messages (tenant_id, campaign_id, due_at) WHERE state = 'queued';
-- On how many messages the figures of a campaign stand.
CREATE INDEX messages_tracked ON messages (tenant_id, campaign_id) WHERE tracked AND state IN ('accepted', 'delivered', 'bounced');
CREATE INDEX messages_claims ON messages (tenant_id, lease_until) WHERE state IN ('claimed', 'transmitting');
CREATE INDEX messages_opened ON messages (tenant_id, campaign_id) WHERE opens + machine_opens > 0;

-- What came back: open, click, unsubscribe. address and agent are sealed. machine: why no human did it, if so.
CREATE TABLE events (
    id {uuid} NOT NULL,
    message_id {uuid} NOT NULL,
    campaign_id {uuid} NOT NULL,
    kind {text} NOT NULL,
    link {int},
    machine {text},
    address {bytes},
    agent {bytes},
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX events_message ON events (tenant_id, message_id, kind, at);

-- A campaign's figures over a channel, kept in step by the transactions that record events. any_: machines included.
CREATE TABLE tracking_counts (
    campaign_id {uuid} NOT NULL,
    channel {text} NOT NULL,
    opens {int} NOT NULL,
    opened {int} NOT NULL,
    clicks {int} NOT NULL,
    clicked {int} NOT NULL,
    machine_opens {int} NOT NULL,
    machine_clicks {int} NOT NULL,
    any_opened {int} NOT NULL,
    any_clicked {int} NOT NULL,
    -- The sum of the reading times that could be measured, and how many those are.
    reading_ms {int} NOT NULL,
    readings {int} NOT NULL,
    unsubscribed {int} NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, channel)
);

-- The sandbox's messages as rendered; everything they say is sealed. source: the mail as it would have left.
CREATE TABLE outbox (
    id {uuid} NOT NULL,
    campaign_id {uuid},
    message_id {uuid},
    channel {text} NOT NULL,
    recipient {bytes} NOT NULL,
    subject {bytes} NOT NULL,
    rendered {bytes} NOT NULL,
    source {bytes} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_campaign ON outbox (tenant_id, campaign_id, id);
