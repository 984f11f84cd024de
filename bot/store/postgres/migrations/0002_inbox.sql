-- Updates that came by the webhook. `content` is sealed as a file is, and empty once it is done.
CREATE TABLE inbox (
    update_id bigint PRIMARY KEY,
    chat text NOT NULL,
    content bytea NOT NULL,
    arrived_at timestamptz NOT NULL,
    claimed_by text,
    done_at timestamptz
);

CREATE INDEX inbox_waiting ON inbox (chat, update_id) WHERE done_at IS NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;
