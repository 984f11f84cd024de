-- A client's, a chat's or the clinic's file: `content` is what the embedded store writes into a folder,
-- sealed where there is a DATA_KEY. All other columns are what the lists know of it and are made
-- anew from the content by every save; a chat, a token and a reference are looked up by what
-- `Seal.names` makes of them, so that nothing of a client lies open beside a sealed content.
CREATE TABLE files (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('client', 'desk', 'clinic')),
    place bigint GENERATED ALWAYS AS IDENTITY,
    version bigint NOT NULL,
    content bytea NOT NULL,
    -- When anything falls due, when somebody waits for an answer; and when something would fall due
    -- if the process `leased_by` were gone.
    due_at timestamptz,
    answer_at timestamptz,
    doubt_at timestamptz,
    leased_by text,
    chat text,
    token text,
    reference text,
    newest timestamptz,
    code integer,
    is_today boolean NOT NULL DEFAULT false,
    alerts bytea,
    -- To which process the file is handed out, since when and until when.
    claimed_by text,
    claimed_since timestamptz,
    claimed_until timestamptz
);

CREATE INDEX files_due ON files (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX files_answer ON files (answer_at) WHERE answer_at IS NOT NULL;
CREATE INDEX files_chat ON files (chat) WHERE chat IS NOT NULL;
CREATE INDEX files_token ON files (token) WHERE token IS NOT NULL;
CREATE INDEX files_reference ON files (reference) WHERE reference IS NOT NULL;
CREATE INDEX files_code ON files (code) WHERE code IS NOT NULL;
CREATE INDEX files_today ON files (place) WHERE is_today;
CREATE INDEX files_alerts ON files (place) WHERE alerts IS NOT NULL;
CREATE INDEX files_claimed ON files (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX files_leased ON files (leased_by) WHERE leased_by IS NOT NULL;

-- All else that the embedded store would keep in its folder, by path: photos, what was put aside,
-- the list of erased clients.
CREATE TABLE pages (
    path text PRIMARY KEY,
    content bytea NOT NULL
);

-- The processes that are there, and until when each may be believed to be.
CREATE TABLE processes (
    name text PRIMARY KEY,
    until timestamptz NOT NULL
);

-- What one process at a time does for all: listening to Telegram, the backup of a night.
CREATE TABLE duties (
    name text PRIMARY KEY,
    holder text NOT NULL,
    until timestamptz NOT NULL
);
