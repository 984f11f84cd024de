-- For a million clients: what is handed out in an order is found in it, and what is asked for by the
-- beginning of its name by that, whatever the database's own order of letters is.
DROP INDEX files_due;
DROP INDEX files_answer;
CREATE INDEX files_due ON files (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX files_answer ON files (answer_at, id) WHERE answer_at IS NOT NULL;
CREATE INDEX files_desks ON files (place) WHERE kind = 'desk';
CREATE INDEX files_letters ON files (id COLLATE "C");
CREATE INDEX pages_letters ON pages (path COLLATE "C");
