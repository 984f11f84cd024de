-- read: a file as it lies; of the very one that is known already, nothing but that it is.
SELECT place, version, CASE WHEN (place, version) = (%(place)s, %(version)s) THEN NULL ELSE content END
FROM files
WHERE id = %(id)s;

-- hold: the same, locked until the transaction is over.
SELECT place, version, CASE WHEN (place, version) = (%(place)s, %(version)s) THEN NULL ELSE content END
FROM files
WHERE id = %(id)s
FOR UPDATE;

-- hold_name: keep everybody else from making a file of that name until the transaction is over.
SELECT pg_advisory_xact_lock(hashtextextended(%(id)s, 0));

-- insert: a new file; none where one is there already.
INSERT INTO files (id, kind, version, content, due_at, answer_at, doubt_at, leased_by, chat, token,
    reference, newest, code, is_today, is_shown, alerts)
VALUES (%(id)s, %(kind)s, %(version)s, %(content)s, %(due_at)s, %(answer_at)s, %(doubt_at)s,
    %(leased_by)s, %(chat)s, %(token)s, %(reference)s, %(newest)s, %(code)s, %(is_today)s,
    %(is_shown)s, %(alerts)s)
ON CONFLICT (id) DO NOTHING
RETURNING place;

-- update: a file one version on; none where somebody else's version came between.
UPDATE files
SET version = %(version)s, content = %(content)s, due_at = %(due_at)s, answer_at = %(answer_at)s,
    doubt_at = %(doubt_at)s, leased_by = %(leased_by)s, chat = %(chat)s, token = %(token)s,
    reference = %(reference)s, newest = %(newest)s, code = %(code)s, is_today = %(is_today)s,
    is_shown = %(is_shown)s, alerts = %(alerts)s
WHERE id = %(id)s AND version = %(before)s
RETURNING place;

-- client_ids: all clients, in the order in which their files were made.
SELECT id FROM files WHERE kind = 'client' ORDER BY place;

-- desk_ids: all chats with a file of their own, in the same order.
SELECT id FROM files WHERE kind = 'desk' ORDER BY place;

-- ids_known: those of some ids that have a file.
SELECT id FROM files WHERE id = ANY(%(ids)s);

-- ids_today: the clients whom the board shows.
SELECT id FROM files WHERE is_today ORDER BY place;

-- ids_with_staff: the clients of whom an alert is open, or words stand in a staff chat.
SELECT id FROM files WHERE is_shown OR alerts IS NOT NULL ORDER BY place;

-- by_chat: the client linked to that chat, the newest of several.
SELECT id FROM files WHERE chat = ANY(%(names)s)
ORDER BY newest DESC NULLS LAST, id DESC LIMIT 1;

-- by_token: the client whose invitation has that hash.
SELECT id FROM files WHERE token = ANY(%(names)s)
ORDER BY newest DESC NULLS LAST, id DESC LIMIT 1;

-- by_reference: the client with that reference, the newest of several.
SELECT id FROM files WHERE reference = ANY(%(names)s)
ORDER BY newest DESC NULLS LAST, id DESC LIMIT 1;

-- alerts: what is open, over all clients.
SELECT id, alerts FROM files WHERE alerts IS NOT NULL ORDER BY place;

-- highest_code: the highest number that a reference ends with.
SELECT coalesce(max(code), 0) FROM files;

-- claim_answers: hand out files in which somebody waits for an answer, the longest waiting first.
UPDATE files
SET claimed_by = %(by)s, claimed_since = %(now)s, claimed_until = %(until)s
WHERE id IN (
    SELECT id FROM files
    WHERE answer_at <= %(now)s AND (claimed_by IS NULL OR NOT (
        claimed_since - (claimed_until - claimed_since) <= %(now)s AND %(now)s < claimed_until))
    ORDER BY answer_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED)
RETURNING id, answer_at;

-- claim_due: hand out what is due, the most overdue first.
UPDATE files
SET claimed_by = %(by)s, claimed_since = %(now)s, claimed_until = %(until)s
WHERE id IN (
    SELECT id FROM files
    WHERE due_at <= %(now)s AND (claimed_by IS NULL OR NOT (
        claimed_since - (claimed_until - claimed_since) <= %(now)s AND %(now)s < claimed_until))
    ORDER BY due_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED)
RETURNING id, due_at;

-- release: take a file back from whom it was handed to.
UPDATE files SET claimed_by = NULL, claimed_since = NULL, claimed_until = NULL
WHERE id = %(id)s AND claimed_by = %(by)s;

-- release_left: what was handed to this process and is not in its hands is nobody's.
UPDATE files SET claimed_by = NULL, claimed_since = NULL, claimed_until = NULL
WHERE claimed_by = %(by)s AND NOT id = ANY(%(in_hand)s::text[]);

-- leases_left: the files in which this process was sending something and is not any more.
SELECT id FROM files WHERE leased_by = %(by)s AND NOT id = ANY(%(in_hand)s::text[]);

-- next_due: when something falls due that is not handed out.
SELECT due_at FROM files WHERE due_at IS NOT NULL AND claimed_by IS NULL ORDER BY due_at LIMIT 1;

-- next_claim: the same of what is handed out: when the claim ends, if that is later.
SELECT min(greatest(due_at, claimed_until)) FROM files
WHERE claimed_by IS NOT NULL AND due_at IS NOT NULL;

-- be_present: say that this process is there, and ask who else is.
WITH me AS (
    INSERT INTO processes (name, until) VALUES (%(name)s, %(until)s)
    ON CONFLICT (name) DO UPDATE SET until = excluded.until)
SELECT name FROM processes WHERE until > %(now)s;

-- believe_all: nobody could be heard, so everybody has as long again to say so.
UPDATE processes SET until = %(until)s WHERE until < %(until)s;

-- present: the processes that are there.
SELECT name FROM processes WHERE until > %(now)s;

-- be_gone: say that this process ends.
DELETE FROM processes WHERE name = %(name)s;

-- forget_gone: forget the processes of which nothing was heard any more.
DELETE FROM processes WHERE until <= %(now)s;

-- free_claims: what was handed to a process that is gone is nobody's. Who is there is looked up in
-- the same instant: one that has come meanwhile was there before it was handed anything.
UPDATE files SET claimed_by = NULL, claimed_since = NULL, claimed_until = NULL
WHERE claimed_by IS NOT NULL
    AND claimed_by NOT IN (SELECT name FROM processes WHERE until > %(now)s);

-- free_leases: what a process that is gone was sending is in doubt, and due at once.
UPDATE files SET due_at = doubt_at, leased_by = NULL
WHERE leased_by IS NOT NULL
    AND leased_by NOT IN (SELECT name FROM processes WHERE until > %(now)s);

-- hold_through: however long a command takes between two questions, its hold stays.
SET LOCAL idle_in_transaction_session_timeout = 0;

-- keep_bots_away: have the database alone until the transaction is over; false where another has.
SELECT pg_try_advisory_xact_lock(hashtextextended('operator', 0));

-- come_in: begin while no command has the database alone; false where one has.
SELECT pg_try_advisory_xact_lock_shared(hashtextextended('operator', 0));

-- take_duty: take over what nobody does, or go on with it; no row where somebody else does it.
INSERT INTO duties (name, holder, until) VALUES (%(name)s, %(holder)s, %(until)s)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE duties.holder = excluded.holder OR duties.until <= %(now)s
RETURNING name;

-- leave_duties: somebody else may take over at once.
DELETE FROM duties WHERE holder = %(holder)s;

-- ask_time: what the database takes for now.
SELECT clock_timestamp();

-- one_content: any file, to see whether the keys open it.
SELECT content FROM files ORDER BY id LIMIT 1;

-- one_waiting: any update that waits, to see the same.
SELECT content FROM inbox WHERE done_at IS NULL ORDER BY chat, update_id LIMIT 1;

-- keep_photo: a picture, while its client is there.
INSERT INTO pages (path, content) SELECT %(path)s, %(content)s
WHERE EXISTS (SELECT FROM files WHERE id = %(id)s FOR SHARE)
ON CONFLICT (path) DO UPDATE SET content = excluded.content
RETURNING path;

-- read_page: what lies at that path.
SELECT content FROM pages WHERE path = %(path)s;

-- page_bytes: how long it is.
SELECT length(content) FROM pages WHERE path = %(path)s;

-- write_page: put these bytes there.
INSERT INTO pages (path, content) VALUES (%(path)s, %(content)s)
ON CONFLICT (path) DO UPDATE SET content = excluded.content;

-- drop_page: delete what lies there.
DELETE FROM pages WHERE path = %(path)s;

-- pages_below: the paths below a folder, with their bytes' number. No letter of a path is beyond '~'.
SELECT path, length(content) FROM pages
WHERE path COLLATE "C" >= %(folder)s AND path COLLATE "C" < %(folder)s || '~'
ORDER BY path COLLATE "C";

-- starts_of_ids: the first letters of the clients' ids, each once.
SELECT DISTINCT left(id, 2) FROM files WHERE kind = 'client';

-- ids_below: the files of a kind whose ids begin so, with version and bytes' number.
SELECT id, place, version, length(content) FROM files
WHERE kind = %(kind)s AND id COLLATE "C" >= %(start)s AND id COLLATE "C" < %(start)s || '~'
ORDER BY id COLLATE "C";

-- content: a file's bytes as they lie.
SELECT place, version, content FROM files WHERE id = %(id)s;

-- look: that a file is there, and how it looks.
SELECT place, version, length(content) FROM files WHERE id = %(id)s;

-- put: a file as it comes out of a backup or from under another key, whatever was there.
INSERT INTO files (id, kind, version, content, due_at, answer_at, doubt_at, leased_by, chat, token,
    reference, newest, code, is_today, is_shown, alerts)
VALUES (%(id)s, %(kind)s, %(version)s, %(content)s, %(due_at)s, %(answer_at)s, %(doubt_at)s,
    %(leased_by)s, %(chat)s, %(token)s, %(reference)s, %(newest)s, %(code)s, %(is_today)s,
    %(is_shown)s, %(alerts)s)
ON CONFLICT (id) DO UPDATE
SET version = excluded.version, content = excluded.content, due_at = excluded.due_at,
    answer_at = excluded.answer_at, doubt_at = excluded.doubt_at, leased_by = excluded.leased_by,
    chat = excluded.chat, token = excluded.token, reference = excluded.reference,
    newest = excluded.newest, code = excluded.code, is_today = excluded.is_today,
    is_shown = excluded.is_shown, alerts = excluded.alerts;

-- drop: delete a file.
DELETE FROM files WHERE id = %(id)s;

-- drop_photos: delete those of a client who is deleted in the same transaction: one that came just
-- before is seen, and one that comes now finds no client.
DELETE FROM pages
WHERE path COLLATE "C" >= %(photos)s AND path COLLATE "C" < %(photos)s || '~';

-- put_update: an update as it came; nothing where it is there, or was.
INSERT INTO inbox (update_id, chat, content, arrived_at)
VALUES (%(update_id)s, %(chat)s, %(content)s, %(now)s)
ON CONFLICT (update_id) DO NOTHING;

-- take_updates: those of which nothing earlier of the same chat is open, and whose forerunners are
-- all there, or have been waited for; also what goes by the name of whoever asks, who has it not.
UPDATE inbox SET claimed_by = %(by)s
WHERE update_id IN (
    SELECT i.update_id FROM inbox i
    WHERE i.done_at IS NULL AND (i.claimed_by IS NULL OR i.claimed_by = %(by)s)
        AND i.update_id <> ALL(%(in_hand)s::bigint[])
        AND (i.arrived_at <= %(since)s OR %(window)s = (
            SELECT count(*) FROM inbox f
            WHERE f.update_id >= i.update_id - %(window)s AND f.update_id < i.update_id))
        AND NOT EXISTS (
            SELECT FROM inbox e
            WHERE e.done_at IS NULL AND e.chat = i.chat AND e.update_id < i.update_id)
    ORDER BY i.update_id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED)
RETURNING update_id, content;

-- done_update: what is left of an update that was handled: that it was.
UPDATE inbox SET done_at = %(now)s, content = '', chat = '', claimed_by = NULL
WHERE update_id = %(update_id)s;

-- give_update_back: hand an update out again.
UPDATE inbox SET claimed_by = NULL WHERE update_id = %(update_id)s AND claimed_by = %(by)s;

-- free_updates: what a process that is gone had in hand is handed out again.
UPDATE inbox SET claimed_by = NULL
WHERE done_at IS NULL AND claimed_by IS NOT NULL
    AND claimed_by NOT IN (SELECT name FROM processes WHERE until > %(now)s);

-- updates_waiting: how many wait, and since when the oldest does.
SELECT count(*), min(arrived_at) FROM inbox WHERE done_at IS NULL;

-- forget_updates: what was done long ago, but of the last ones: they are the next one's forerunners.
DELETE FROM inbox WHERE done_at < %(before)s
    AND update_id < (SELECT max(update_id) FROM inbox) - %(window)s;
