-- Whether messages really left: decided when their campaign is launched, and kept with each of them.

-- Where the messages of each channel go, whatever the channel becomes afterwards. Null: launched before this was kept.
ALTER TABLE deliveries ADD COLUMN modes {json};

-- Whether a message was handed to a provider, or to the sandbox. Null: to neither yet, or before this was kept.
ALTER TABLE messages ADD COLUMN live {bool};
-- What stands in the outbox has not left.
UPDATE messages SET live = FALSE WHERE id IN (SELECT message_id FROM outbox WHERE message_id IS NOT NULL);
