-- Reports that providers make: where they are taken, which were, and what people wrote back.

-- The secret part of the address at which a channel's provider reports; sealed. Absent until the channel is first saved.
ALTER TABLE channels ADD COLUMN callback_key {bytes};

-- Reports already taken, by a hash of the provider's identifier: the same report twice counts once.
CREATE TABLE callback_reports (
    channel {text} NOT NULL,
    report {bytes} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (tenant_id, channel, report)
);
CREATE INDEX callback_reports_at ON callback_reports (tenant_id, at);

-- By which providers name messages.
CREATE INDEX messages_provider ON messages (tenant_id, provider_id) WHERE provider_id IS NOT NULL;

-- What a person wrote back; sealed. Only of events of kind reply.
ALTER TABLE events ADD COLUMN words {bytes};

-- How a person said it themselves: link, one_click, reply. Absent where somebody else recorded it.
ALTER TABLE consents ADD COLUMN method {text};

-- Until when messages are held back because nobody may be written to at this hour.
ALTER TABLE deliveries ADD COLUMN quiet_until {int};
