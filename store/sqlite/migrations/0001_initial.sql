-- Mails as they came in. `bytes` stand apart, so that settling a mail never rewrites them; a mail without a row there
-- is a file named by its digest.
CREATE TABLE mail (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  received      INTEGER NOT NULL,          -- all times: milliseconds since 1970, UTC
  digest        BLOB    NOT NULL,          -- SHA-256 of the bytes
  destination   TEXT    NOT NULL,          -- whose mail it is: the same digest and destination is a duplicate
  size          INTEGER NOT NULL,
  source        TEXT    NOT NULL,
  peer          TEXT    NOT NULL,
  mailbox       TEXT    NOT NULL,
  behind_border INTEGER NOT NULL,
  sender        TEXT    NOT NULL,
  recipients    TEXT    NOT NULL,          -- JSON array
  place         TEXT,                      -- NULL: waits to be processed
  attempts      INTEGER NOT NULL DEFAULT 0,
  released      INTEGER NOT NULL DEFAULT 0 -- a person let it out of the quarantine
) STRICT;
CREATE INDEX mail_by_digest ON mail(digest);
CREATE INDEX mail_waiting ON mail(id) WHERE place IS NULL;

CREATE TABLE mail_bytes (
  mail  INTEGER PRIMARY KEY REFERENCES mail(id),
  bytes BLOB NOT NULL
) STRICT;

-- Each mail of an IMAP folder is imported once. The row outlives the mail, or the mail would be fetched again.
CREATE TABLE imap_ledger (
  mailbox      TEXT    NOT NULL,
  folder       TEXT    NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid          INTEGER NOT NULL,
  mail         INTEGER NOT NULL,
  finished     INTEGER NOT NULL DEFAULT 0, -- after_import is done
  PRIMARY KEY (mailbox, folder, uid_validity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX imap_unfinished ON imap_ledger(mailbox, folder, uid_validity, uid) WHERE finished = 0;
CREATE INDEX imap_by_mail ON imap_ledger(mail);

CREATE TABLE imap_folder (
  mailbox      TEXT    NOT NULL,
  folder       TEXT    NOT NULL,
  uid_validity INTEGER NOT NULL,
  settled      INTEGER NOT NULL,          -- every mail up to this UID is imported or skipped
  since        TEXT    NOT NULL,
  PRIMARY KEY (mailbox, folder)
) STRICT, WITHOUT ROWID;

-- What could not be imported and lies on the server, until it can or is gone.
CREATE TABLE imap_skipped (
  mailbox      TEXT    NOT NULL,
  folder       TEXT    NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid          INTEGER NOT NULL,
  reason       TEXT    NOT NULL,
  at           INTEGER NOT NULL,
  PRIMARY KEY (mailbox, folder, uid_validity, uid)
) STRICT, WITHOUT ROWID;

-- Where each processed mail ended, and why.
CREATE TABLE settled (
  mail         INTEGER PRIMARY KEY REFERENCES mail(id),
  message_id   TEXT NOT NULL,              -- key form
  content_hash TEXT NOT NULL,
  entry        INTEGER,
  trace        TEXT NOT NULL               -- as netstrings
) STRICT;
CREATE INDEX settled_by_message_id ON settled(message_id) WHERE message_id <> '';
CREATE INDEX settled_by_content ON settled(content_hash) WHERE length(message_id) = 0 AND content_hash <> '';

-- Mails of agents that were obeyed: known again for some time, whatever Message-ID they come under.
CREATE TABLE agent_mail (
  seal TEXT    PRIMARY KEY,
  mail INTEGER NOT NULL REFERENCES mail(id),
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_mail_by_time ON agent_mail(at);

CREATE TABLE quarantine (
  mail       INTEGER PRIMARY KEY REFERENCES mail(id),
  reason     TEXT    NOT NULL,
  sender     TEXT    NOT NULL,
  recipient  TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  message_id TEXT    NOT NULL
) STRICT;

CREATE TABLE ticket (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  subject           TEXT    NOT NULL,
  state             TEXT    NOT NULL,
  active            INTEGER NOT NULL,      -- core::is_active(state)
  priority          TEXT    NOT NULL,
  channel           TEXT    NOT NULL,
  mailbox           TEXT    NOT NULL,
  team              TEXT    NOT NULL,      -- the group; GROUP is a word of SQL
  assignee          TEXT    NOT NULL,
  requester_name    TEXT    NOT NULL,
  requester_address TEXT    NOT NULL COLLATE NOCASE,
  reply_to          TEXT    NOT NULL,
  language          TEXT    NOT NULL,
  resolution        TEXT,                  -- JSON
  interactions      INTEGER NOT NULL,
  reopened          INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  last_interaction  INTEGER NOT NULL,
  resolved_at       INTEGER,
  clocks            TEXT,                  -- JSON: core::Clocks; NULL: as those of a new ticket
  wake_at           INTEGER,               -- of the clocks
  needs_agent       INTEGER NOT NULL DEFAULT 0,  -- out of the clocks: an agent is still looked for
  snoozed_until     INTEGER,
  from_machine      INTEGER NOT NULL,
  survey            TEXT,                  -- JSON: core::Survey; NULL: the customer was not asked
  score             INTEGER                -- out of the survey
) STRICT;
CREATE INDEX ticket_by_wake ON ticket(wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX ticket_by_survey ON ticket(id) WHERE survey IS NOT NULL;
CREATE INDEX ticket_by_need ON ticket(team, id) WHERE needs_agent;
CREATE INDEX ticket_by_state ON ticket(state);
CREATE INDEX ticket_by_assignee ON ticket(assignee) WHERE assignee <> '';
CREATE INDEX ticket_by_requester ON ticket(requester_address);

CREATE TABLE ticket_participant (
  id      INTEGER PRIMARY KEY,
  ticket  INTEGER NOT NULL REFERENCES ticket(id),
  address TEXT    NOT NULL COLLATE NOCASE,
  name    TEXT    NOT NULL,
  role    TEXT    NOT NULL,
  joined  INTEGER NOT NULL,
  UNIQUE (ticket, address)
) STRICT;

CREATE TABLE ticket_tag (
  id     INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL REFERENCES ticket(id),
  tag    TEXT    NOT NULL,
  UNIQUE (ticket, tag)
) STRICT;
CREATE INDEX ticket_tag_by_tag ON ticket_tag(tag);

CREATE TABLE ticket_field (
  ticket INTEGER NOT NULL REFERENCES ticket(id),
  name   TEXT    NOT NULL,               -- of one that the desk declares, or declared
  value  TEXT    NOT NULL COLLATE NOCASE,
  PRIMARY KEY (ticket, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_field_by_value ON ticket_field(name, value);

CREATE TABLE ticket_link (
  id     INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL REFERENCES ticket(id),
  kind   TEXT    NOT NULL,
  other  INTEGER NOT NULL,
  UNIQUE (ticket, kind, other)
) STRICT;
CREATE INDEX ticket_link_back ON ticket_link(other, kind);

CREATE TABLE reopening (
  id     INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL REFERENCES ticket(id),
  at     INTEGER NOT NULL
) STRICT;
CREATE INDEX reopening_by_ticket ON reopening(ticket, at);

CREATE TABLE entry (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket         INTEGER NOT NULL REFERENCES ticket(id),
  merged_from    INTEGER,                  -- the ticket that it stood in before the last merge
  kind           TEXT    NOT NULL,
  visibility     TEXT    NOT NULL,
  author_name    TEXT    NOT NULL,
  author_address TEXT    NOT NULL,
  author_role    TEXT    NOT NULL,
  author_trust   TEXT    NOT NULL,
  author_agent   TEXT    NOT NULL,
  message_id     TEXT    NOT NULL,
  thread_index   TEXT    NOT NULL,         -- Outlook's, as the next
  thread_topic   TEXT    NOT NULL,
  html           INTEGER NOT NULL,
  is_forward     INTEGER NOT NULL,
  forward        INTEGER,                  -- that this entry answers
  mail           INTEGER REFERENCES mail(id),
  unverified     INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  attachments    TEXT    NOT NULL,         -- JSON array
  text           TEXT    NOT NULL,
  full_text      TEXT    NOT NULL
) STRICT;
CREATE INDEX entry_by_ticket ON entry(ticket);

-- Words of entries, and, below zero, of tickets. Only the index: the texts stand in the tables.
CREATE VIRTUAL TABLE word_index USING fts5(shown, hidden, content='', columnsize=0, tokenize='ticketd');

-- Rows that belong there and are not there yet.
CREATE TABLE unindexed (row INTEGER PRIMARY KEY) STRICT;

CREATE TABLE event (
  id         INTEGER PRIMARY KEY,
  ticket     INTEGER NOT NULL REFERENCES ticket(id),
  at         INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  from_value TEXT    NOT NULL,
  to_value   TEXT    NOT NULL,
  done_by    TEXT    NOT NULL
) STRICT;
CREATE INDEX event_by_ticket ON event(ticket);
CREATE INDEX event_by_rule ON event(done_by, at, ticket) WHERE kind = 'rule';

CREATE TABLE forward (
  entry  INTEGER PRIMARY KEY REFERENCES entry(id),
  ticket INTEGER NOT NULL REFERENCES ticket(id),
  agent  TEXT    NOT NULL,
  people TEXT    NOT NULL,                 -- JSON array
  at     INTEGER NOT NULL
) STRICT;
CREATE INDEX forward_by_ticket ON forward(ticket);

CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket     INTEGER REFERENCES ticket(id),
  entry      INTEGER REFERENCES entry(id),
  kind       TEXT    NOT NULL,             -- of the letter, as the next four
  sender     TEXT    NOT NULL COLLATE NOCASE,
  recipient  TEXT    NOT NULL COLLATE NOCASE,
  message_id TEXT    NOT NULL,
  automatic  INTEGER NOT NULL,
  counted    INTEGER NOT NULL,             -- core::is_counted(letter)
  state      TEXT    NOT NULL,
  attempts   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_at    INTEGER NOT NULL,             -- while sending: when the lease runs out
  queued_at  INTEGER NOT NULL,
  late_told  INTEGER NOT NULL DEFAULT 0,
  given_up   INTEGER NOT NULL DEFAULT 0,   -- by a person: it failed, and stands in the queue no more
  last_error TEXT    NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox(sender, next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_unsent ON outbox(state, next_at) WHERE state <> 'sent';
CREATE INDEX outbox_by_ticket ON outbox(ticket);
CREATE INDEX outbox_counted_to ON outbox(recipient, created_at) WHERE counted = 1;
CREATE INDEX outbox_counted_of_ticket ON outbox(ticket, created_at) WHERE counted = 1;

-- What stands in each letter: apart, so that claiming it and noting its outcome never rewrite it.
CREATE TABLE outbox_letter (
  outbox    INTEGER PRIMARY KEY REFERENCES outbox(id),
  letter    TEXT NOT NULL,                 -- as netstrings, without the variables
  variables TEXT NOT NULL,                 -- names and texts by turns, as netstrings
  text_of   INTEGER                        -- the entry whose text stands for the variable `text`
) STRICT;

-- How many automatic mails each second of the last minute brought; a slot is that second's until it comes round again.
CREATE TABLE automatic_second (
  slot   INTEGER PRIMARY KEY,
  second INTEGER NOT NULL,
  mails  INTEGER NOT NULL
) STRICT;

-- Addresses that bounced for good.
CREATE TABLE address_state (
  address      TEXT    PRIMARY KEY COLLATE NOCASE,
  hard_bounces INTEGER NOT NULL,
  last_bounce  INTEGER NOT NULL,
  marked_at    INTEGER,
  reason       TEXT    NOT NULL,
  of_agent     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX address_of_agent ON address_state(address) WHERE of_agent = 1 AND marked_at IS NOT NULL;

-- Every Message-ID that leads to a ticket. `alias` is what we learnt, and decides alone.
CREATE TABLE message_ref (
  message_id TEXT    NOT NULL,             -- key form
  ticket     INTEGER NOT NULL REFERENCES ticket(id),
  how        TEXT    NOT NULL,             -- ours, has, cites, alias
  entry      INTEGER,
  outbox     INTEGER,
  PRIMARY KEY (message_id, ticket, how)
) STRICT, WITHOUT ROWID;

CREATE TABLE confirmation (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket     INTEGER NOT NULL REFERENCES ticket(id),
  deed       TEXT    NOT NULL,
  agent      TEXT    NOT NULL,
  recipients TEXT    NOT NULL,             -- JSON array, as the next
  copies     TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  expires    INTEGER NOT NULL,
  entry      INTEGER,                      -- that is shown
  taken      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- People who write to us. A ticket belongs to the contact that has its requester's address.
CREATE TABLE contact (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  name            TEXT    NOT NULL,
  company         TEXT    NOT NULL COLLATE NOCASE, -- name of one; '': none
  vip             INTEGER NOT NULL,
  customer_number TEXT    NOT NULL,
  phone           TEXT    NOT NULL,
  language        TEXT    NOT NULL,
  note            TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_by_company ON contact(company) WHERE company <> '';
CREATE INDEX contact_by_customer_number ON contact(customer_number) WHERE customer_number <> '';

CREATE TABLE contact_address (
  address TEXT    PRIMARY KEY COLLATE NOCASE,
  contact INTEGER NOT NULL REFERENCES contact(id),
  place   INTEGER NOT NULL               -- in the contact's list
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_address_by_contact ON contact_address(contact);

CREATE TABLE company (
  name       TEXT    PRIMARY KEY COLLATE NOCASE,
  vip        INTEGER NOT NULL,
  note       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE company_domain (
  domain  TEXT    PRIMARY KEY COLLATE NOCASE,
  company TEXT    NOT NULL COLLATE NOCASE REFERENCES company(name),
  place   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX company_domain_by_company ON company_domain(company);

CREATE TABLE star (
  agent  TEXT    NOT NULL,               -- '': the operators
  ticket INTEGER NOT NULL REFERENCES ticket(id),
  PRIMARY KEY (agent, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX star_by_ticket ON star(ticket);

CREATE TABLE api_token (
  name       TEXT    PRIMARY KEY,
  scope      TEXT    NOT NULL,
  agent      TEXT    NOT NULL,
  digest     TEXT    NOT NULL UNIQUE,    -- SHA-256 of the secret, which we do not keep
  created_at INTEGER NOT NULL,
  last_used  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE absent_agent (
  agent TEXT PRIMARY KEY,
  until INTEGER                          -- null: until somebody says otherwise
) STRICT, WITHOUT ROWID;

CREATE TABLE last_assigned (
  team  TEXT PRIMARY KEY,
  agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Counted as tickets change hands: counting all of them for every mail would cost more than the mail.
CREATE TABLE agent_load (
  agent TEXT PRIMARY KEY,
  open  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER load_of_new_ticket AFTER INSERT ON ticket WHEN NEW.active AND NEW.assignee <> '' BEGIN
  INSERT INTO agent_load VALUES (NEW.assignee, 1) ON CONFLICT DO UPDATE SET open = open + 1;
END;
CREATE TRIGGER load_taken_away AFTER UPDATE OF active, assignee ON ticket WHEN OLD.active AND OLD.assignee <> '' BEGIN
  UPDATE agent_load SET open = open - 1 WHERE agent = OLD.assignee;
END;
CREATE TRIGGER load_taken_on AFTER UPDATE OF active, assignee ON ticket WHEN NEW.active AND NEW.assignee <> '' BEGIN
  INSERT INTO agent_load VALUES (NEW.assignee, 1) ON CONFLICT DO UPDATE SET open = open + 1;
END;

CREATE TABLE named_value (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
