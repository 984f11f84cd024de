-- Whether a client's words stand in a staff chat, or are about to. A client's file that was not
-- saved since counts as one of which they do: it is looked at once too often, and never missed.
ALTER TABLE files ADD COLUMN is_shown boolean NOT NULL DEFAULT false;
UPDATE files SET is_shown = true WHERE kind = 'client';
CREATE INDEX files_shown ON files (place) WHERE is_shown;
