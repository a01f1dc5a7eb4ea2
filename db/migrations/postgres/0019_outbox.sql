-- Mails that no mail server was there for were SENT, as if somebody had taken them. They were handed over and sent in the
-- same microsecond, which no mail server does. What the mails in the outbox say is now dropped by when they were put there.
-- +goose Up
ALTER TABLE mails DROP CONSTRAINT mails_status_check;
ALTER TABLE mails ADD CONSTRAINT mails_status_check
    CHECK (status IN ('WAITING', 'PUT_OFF', 'SENDING', 'SENT', 'OUTBOX', 'UNCERTAIN', 'FAILED', 'DROPPED'));
UPDATE mails SET status = 'OUTBOX', sent_at = NULL WHERE status = 'SENT' AND sent_at = handed_at;
DROP INDEX mails_text;
CREATE INDEX mails_text ON mails (handed_at) WHERE text IS NOT NULL;

-- +goose Down
DROP INDEX mails_text;
CREATE INDEX mails_text ON mails (sent_at) WHERE text IS NOT NULL;
UPDATE mails SET status = 'SENT', sent_at = handed_at WHERE status = 'OUTBOX';
ALTER TABLE mails DROP CONSTRAINT mails_status_check;
ALTER TABLE mails ADD CONSTRAINT mails_status_check
    CHECK (status IN ('WAITING', 'PUT_OFF', 'SENDING', 'SENT', 'UNCERTAIN', 'FAILED', 'DROPPED'));
