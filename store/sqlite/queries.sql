-- Every statement under its name; prepared when a connection opens, so that a mistake fails at the start.
-- `-- name: x` becomes Sql::x. Where a condition seems to say a thing twice, the second names the partial index. That
-- one compares nothing that a statement binds: SQLite would plan the statement anew at each binding.

-- ---- transactions --------------------------------------------------------------------------------------------

-- name: begin
BEGIN IMMEDIATE;

-- name: begin_reading
BEGIN;

-- name: commit
COMMIT;

-- name: roll_back
ROLLBACK;

-- name: mark
SAVEPOINT job;

-- name: forget_mark
RELEASE job;

-- name: back_to_mark
ROLLBACK TO job;

-- ---- intake --------------------------------------------------------------------------------------------------

-- name: add_mail
INSERT INTO mail (received, digest, destination, size, source, peer, mailbox, behind_border, sender, recipients)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: add_mail_bytes
INSERT INTO mail_bytes (mail, bytes) VALUES (?1, ?2);

-- name: same_mail
SELECT id FROM mail WHERE digest = ?1 AND destination = ?2 AND received > ?3 ORDER BY id LIMIT 1;

-- name: mail
SELECT mail.id, received, source, peer, mailbox, behind_border, sender, recipients, released, attempts, digest, size,
  bytes
FROM mail LEFT JOIN mail_bytes ON mail_bytes.mail = mail.id WHERE mail.id = ?1;

-- name: waiting_mails
SELECT mail.id, received, source, peer, mailbox, behind_border, sender, recipients, released, attempts, digest, size,
  bytes
FROM mail LEFT JOIN mail_bytes ON mail_bytes.mail = mail.id
WHERE mail.place IS NULL AND mail.id > ?1 ORDER BY mail.id LIMIT ?2;

-- name: count_waiting
SELECT count(*) FROM mail WHERE place IS NULL;

-- name: set_place
UPDATE mail SET place = ?2 WHERE id = ?1;

-- name: release_mail
UPDATE mail SET place = NULL, released = 1, attempts = 0 WHERE id = ?1 AND place = 'quarantine';

-- name: add_attempt
UPDATE mail SET attempts = attempts + 1 WHERE id = ?1;

-- name: empty_mail_bytes
INSERT INTO mail_bytes (mail, bytes) VALUES (?1, x'') ON CONFLICT DO UPDATE SET bytes = excluded.bytes;

-- name: mail_file
SELECT digest FROM mail WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM mail_bytes WHERE mail_bytes.mail = mail.id);

-- name: count_mails_in_file
SELECT count(*) FROM mail WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM mail_bytes WHERE mail_bytes.mail = mail.id);

-- name: imap_mail
SELECT mail FROM imap_ledger WHERE mailbox = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid = ?4;

-- name: add_imap
INSERT INTO imap_ledger (mailbox, folder, uid_validity, uid, mail) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: settle_imap
INSERT INTO imap_folder (mailbox, folder, uid_validity, settled, since) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT DO UPDATE SET
  settled = iif(uid_validity = excluded.uid_validity, max(settled, excluded.settled), excluded.settled),
  uid_validity = excluded.uid_validity, since = excluded.since;

-- name: skip_imap
INSERT INTO imap_skipped (mailbox, folder, uid_validity, uid, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO UPDATE SET reason = excluded.reason;

-- name: unskip_imap
DELETE FROM imap_skipped WHERE mailbox = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid = ?4;

-- name: unskip_renumbered_imap
DELETE FROM imap_skipped WHERE mailbox = ?1 AND folder = ?2 AND uid_validity <> ?3;

-- name: imap_skipped
SELECT mailbox, folder, uid_validity, uid, reason, at FROM imap_skipped ORDER BY mailbox, folder, uid;

-- name: finish_imap
UPDATE imap_ledger SET finished = 1 WHERE mailbox = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid = ?4;

-- name: imap_position
SELECT mailbox, folder, uid_validity, uid FROM imap_ledger WHERE mail = ?1 LIMIT 1;

-- name: imap_cursor
SELECT uid_validity, settled, since FROM imap_folder WHERE mailbox = ?1 AND folder = ?2;

-- name: imap_imported
SELECT uid FROM imap_ledger WHERE mailbox = ?1 AND folder = ?2 AND uid_validity = ?3 AND uid > ?4 ORDER BY uid;

-- name: imap_unfinished
SELECT uid FROM imap_ledger WHERE mailbox = ?1 AND folder = ?2 AND uid_validity = ?3 AND finished = 0 ORDER BY uid;

-- ---- what became of a mail -----------------------------------------------------------------------------------

-- name: settle
INSERT INTO settled (mail, message_id, content_hash, entry, trace) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT DO UPDATE SET
  message_id = excluded.message_id, content_hash = excluded.content_hash, entry = excluded.entry, trace = excluded.trace;

-- name: traces
SELECT trace FROM settled WHERE message_id = ?1 AND message_id <> '' ORDER BY mail;

-- name: same_content_and_id
SELECT trace FROM settled WHERE message_id = ?1 AND message_id <> '' AND content_hash = ?2 ORDER BY mail LIMIT 1;

-- name: same_content_and_author
SELECT trace FROM settled JOIN mail ON mail.id = settled.mail JOIN entry ON entry.id = settled.entry
WHERE content_hash = ?1 AND content_hash <> '' AND length(settled.message_id) = 0 AND mail.received > ?2
  AND entry.author_address = ?3 COLLATE NOCASE
ORDER BY settled.mail LIMIT 1;

-- name: know_seal
INSERT OR IGNORE INTO agent_mail (seal, mail, at) VALUES (?1, ?2, ?3);

-- name: forget_old_seals
DELETE FROM agent_mail WHERE at <= ?1;

-- name: same_seal
SELECT trace FROM agent_mail JOIN settled ON settled.mail = agent_mail.mail WHERE seal = ?1 AND at > ?2;

-- name: message_id_settled
SELECT 1 FROM settled WHERE message_id = ?1 AND message_id <> '' LIMIT 1;

-- name: quarantine_mail
INSERT OR REPLACE INTO quarantine (mail, reason, sender, recipient, subject, message_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: leave_quarantine
DELETE FROM quarantine WHERE mail = ?1;

-- name: quarantine
SELECT mail, reason, quarantine.sender, recipient, subject, message_id, received
FROM quarantine JOIN mail ON mail.id = quarantine.mail
WHERE mail > ?1 AND (?2 = '' OR message_id = ?2) AND (?3 IS NULL OR received <= ?3) ORDER BY mail LIMIT ?4;

-- ---- tickets -------------------------------------------------------------------------------------------------

-- name: add_ticket
INSERT INTO ticket (id, subject, state, active, priority, channel, mailbox, team, assignee, requester_name,
                    requester_address, reply_to, language, resolution, interactions, reopened, created_at, updated_at,
                    last_interaction, resolved_at, snoozed_until, from_machine, clocks, wake_at, needs_agent)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
        ?25);

-- name: ticket
SELECT id, subject, state, priority, channel, mailbox, team, assignee, requester_name, requester_address, reply_to,
       language, resolution, interactions, reopened, created_at, updated_at, last_interaction, resolved_at,
       clocks, snoozed_until, from_machine, survey, wake_at
FROM ticket WHERE id = ?1;

-- name: set_state
UPDATE ticket SET
  state = ?2, active = ?3, reopened = reopened + ?5, updated_at = max(updated_at, ?6),
  resolution = CASE WHEN ?3 THEN NULL ELSE coalesce(?4, resolution) END,
  resolved_at = CASE WHEN ?3 THEN NULL
                     WHEN ?2 = 'resolved' THEN ?6
                     WHEN ?2 = 'closed' THEN coalesce(resolved_at, ?6)
                     ELSE resolved_at END
WHERE id = ?1;

-- name: add_reopening
INSERT INTO reopening (ticket, at) VALUES (?1, ?2);

-- name: reopenings_since
SELECT count(*) FROM reopening WHERE ticket = ?1 AND at > ?2;

-- name: set_assignee
UPDATE ticket SET assignee = ?2 WHERE id = ?1;

-- name: set_group
UPDATE ticket SET team = ?2 WHERE id = ?1;

-- name: set_priority
UPDATE ticket SET priority = ?2 WHERE id = ?1;

-- name: set_reply_to
UPDATE ticket SET reply_to = ?2 WHERE id = ?1;

-- name: set_clocks
UPDATE ticket SET clocks = ?2, wake_at = ?3, needs_agent = ?4 WHERE id = ?1;

-- name: call_waiting
UPDATE ticket SET wake_at = ?2 WHERE id IN (SELECT id FROM ticket WHERE needs_agent AND team = ?1 ORDER BY id LIMIT ?3);

-- name: call_all_waiting
UPDATE ticket SET wake_at = ?1 WHERE needs_agent;

-- name: set_survey
UPDATE ticket SET survey = ?2, score = ?3 WHERE id = ?1;

-- name: due_tickets
SELECT id FROM ticket WHERE wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2;
-- name: snooze
UPDATE ticket SET snoozed_until = ?2 WHERE id = ?1;

-- name: count_interaction
UPDATE ticket SET interactions = interactions + 1, last_interaction = max(last_interaction, ?2),
                  updated_at = max(updated_at, ?2)
WHERE id = ?1;

-- name: touch_ticket
UPDATE ticket SET updated_at = ?2 WHERE id = ?1 AND updated_at < ?2;

-- name: add_participant
INSERT OR IGNORE INTO ticket_participant (ticket, address, name, role, joined) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: remove_participant
DELETE FROM ticket_participant WHERE ticket = ?1 AND address = ?2;

-- name: participants
SELECT name, address, role, joined FROM ticket_participant WHERE ticket = ?1 ORDER BY id;

-- name: add_tag
INSERT OR IGNORE INTO ticket_tag (ticket, tag) VALUES (?1, ?2);

-- name: remove_tag
DELETE FROM ticket_tag WHERE ticket = ?1 AND tag = ?2;

-- name: tags
SELECT tag FROM ticket_tag WHERE ticket = ?1 ORDER BY id;

-- name: set_field
INSERT INTO ticket_field (ticket, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = excluded.value;

-- name: clear_field
DELETE FROM ticket_field WHERE ticket = ?1 AND name = ?2;

-- name: fields
SELECT name, value FROM ticket_field WHERE ticket = ?1;

-- name: add_link
INSERT OR IGNORE INTO ticket_link (ticket, kind, other) VALUES (?1, ?2, ?3);

-- name: remove_link
DELETE FROM ticket_link WHERE ticket = ?1 AND kind = ?2 AND other = ?3;

-- name: links
SELECT kind, other FROM ticket_link WHERE ticket = ?1 ORDER BY id;

-- name: follow_ups
SELECT ticket FROM ticket_link WHERE other = ?1 AND kind = 'follow_up_of' ORDER BY ticket DESC LIMIT ?2;

-- name: add_event
INSERT INTO event (ticket, at, kind, from_value, to_value, done_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: events
SELECT ticket, at, kind, from_value, to_value, done_by FROM event WHERE ticket = ?1 AND at >= ?2 ORDER BY id;

-- name: rules_acted
SELECT substr(done_by, 6), count(*), count(DISTINCT ticket), max(at), ticket FROM event
WHERE kind = 'rule' AND done_by >= 'rule:' AND done_by < 'rule;' AND at >= ?1 GROUP BY done_by ORDER BY done_by;

-- ---- entries and forwards ------------------------------------------------------------------------------------

-- name: add_entry
INSERT INTO entry (id, ticket, kind, visibility, author_name, author_address, author_role, author_trust, author_agent,
                   message_id, thread_index, thread_topic, html, is_forward, forward, mail, unverified, created_at,
                   attachments, text, full_text)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21);

-- name: entries
SELECT id, ticket, kind, visibility, author_name, author_address, author_role, author_trust, author_agent, message_id,
       thread_index, thread_topic, html, is_forward, forward, mail, unverified, created_at, attachments, text, full_text
FROM entry WHERE ticket = ?1 ORDER BY created_at, id;

-- name: entry
SELECT id, ticket, kind, visibility, author_name, author_address, author_role, author_trust, author_agent, message_id,
       thread_index, thread_topic, html, is_forward, forward, mail, unverified, created_at, attachments, text, full_text
FROM entry WHERE id = ?1;

-- name: customer_text
SELECT id, iif(full_text = '', text, full_text) FROM entry
WHERE ticket = ?1 AND visibility = 'public' AND author_role IN ('requester', 'cc') ORDER BY id DESC LIMIT 1;

-- name: add_forward
INSERT INTO forward (entry, ticket, agent, people, at) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: forwards
SELECT entry, ticket, agent, people, at FROM forward WHERE ticket = ?1 ORDER BY entry;

-- name: move_entries
UPDATE entry SET ticket = ?2, merged_from = ?1 WHERE ticket = ?1;

-- name: move_forwards
UPDATE forward SET ticket = ?2 WHERE ticket = ?1;

-- name: move_outbox
UPDATE outbox SET ticket = ?2 WHERE ticket = ?1;

-- name: take_over_interactions
UPDATE ticket SET
  interactions = interactions + (SELECT interactions FROM ticket WHERE id = ?1),
  last_interaction = max(last_interaction, (SELECT last_interaction FROM ticket WHERE id = ?1))
WHERE id = ?2;

-- name: forget_interactions
UPDATE ticket SET interactions = 0 WHERE id = ?1;

-- name: move_forwards_back
UPDATE forward SET ticket = ?2
WHERE ticket = ?1 AND entry IN (SELECT id FROM entry WHERE ticket = ?1 AND merged_from = ?2);

-- name: move_outbox_back
UPDATE outbox SET ticket = ?2
WHERE ticket = ?1 AND entry IN (SELECT id FROM entry WHERE ticket = ?1 AND merged_from = ?2);

-- name: give_interactions_back
UPDATE ticket SET interactions = iif(id = ?1, interactions - moved, moved)
FROM (SELECT count(*) AS moved FROM entry WHERE ticket = ?1 AND merged_from = ?2 AND visibility = 'public')
WHERE id IN (?1, ?2);

-- name: move_entries_back
UPDATE entry SET ticket = ?2, merged_from = NULL WHERE ticket = ?1 AND merged_from = ?2;

-- name: move_entry
UPDATE entry SET ticket = ?3 WHERE id = ?1 AND ticket = ?2;

-- name: move_entry_references
UPDATE OR IGNORE message_ref SET ticket = ?2 WHERE entry = ?1 AND how = 'has';

-- name: move_entry_outbox
UPDATE outbox SET entry = NULL WHERE entry = ?1;

-- name: take_one_interaction
UPDATE ticket SET interactions = max(0, interactions - 1)
WHERE id = ?2 AND EXISTS (SELECT 1 FROM entry WHERE entry.id = ?1 AND visibility = 'public');

-- name: give_one_interaction
UPDATE ticket SET interactions = interactions + 1
WHERE id = ?2 AND EXISTS (SELECT 1 FROM entry WHERE entry.id = ?1 AND visibility = 'public');

-- name: wait_for_index
INSERT OR IGNORE INTO unindexed (row) VALUES (?1);

-- name: waiting_words
SELECT row FROM unindexed ORDER BY row LIMIT ?1;

-- name: leave_waiting_words
DELETE FROM unindexed WHERE row = ?1;

-- name: count_waiting_words
SELECT count(*) FROM unindexed;

-- name: index_words
INSERT INTO word_index (rowid, shown, hidden) VALUES (?1, ?2, ?3);

-- name: unindex_words
INSERT INTO word_index (word_index, rowid, shown, hidden) VALUES ('delete', ?1, ?2, ?3);

-- name: merge_words
INSERT INTO word_index (word_index, rank) VALUES ('merge', ?1);

-- ---- erasing: what hangs on a ticket goes before it ------------------------------------------------------------

-- name: mails_of_ticket
SELECT mail FROM entry WHERE ticket = ?1 AND mail IS NOT NULL;

-- name: sending_of_ticket
SELECT count(*) FROM outbox WHERE ticket = ?1 AND state = 'sending';

-- name: erase_references
DELETE FROM message_ref WHERE ticket = ?1;

-- name: erase_letters
DELETE FROM outbox_letter WHERE outbox IN (SELECT id FROM outbox WHERE ticket = ?1);

-- name: erase_outbox
DELETE FROM outbox WHERE ticket = ?1;

-- name: erase_confirmations
DELETE FROM confirmation WHERE ticket = ?1;

-- name: erase_forwards
DELETE FROM forward WHERE ticket = ?1;

-- name: erase_events
DELETE FROM event WHERE ticket = ?1;

-- name: erase_entries
DELETE FROM entry WHERE ticket = ?1;

-- name: erase_participants
DELETE FROM ticket_participant WHERE ticket = ?1;

-- name: erase_tags
DELETE FROM ticket_tag WHERE ticket = ?1;

-- name: erase_fields
DELETE FROM ticket_field WHERE ticket = ?1;

-- name: merged_into
SELECT ticket FROM ticket_link WHERE other = ?1 AND kind = 'merged_into';

-- name: erase_links
DELETE FROM ticket_link WHERE ticket = ?1 OR other = ?1;

-- name: erase_stars
DELETE FROM star WHERE ticket = ?1;

-- name: erase_reopenings
DELETE FROM reopening WHERE ticket = ?1;

-- name: leave_load
UPDATE ticket SET active = 0 WHERE id = ?1;

-- name: erase_ticket
DELETE FROM ticket WHERE id = ?1;

-- ---- erasing a person --------------------------------------------------------------------------------------------
-- Found by a reader in whole tables (?1 an address of theirs; rows behind ?2), then again by the writer in what came since.

-- name: entries_of_author
SELECT id FROM entry WHERE id > ?2 AND author_address = ?1 COLLATE NOCASE;

-- name: mails_of_sender
SELECT id FROM mail WHERE id > ?2 AND sender = ?1 COLLATE NOCASE;

-- name: mails_of_entries
SELECT mail FROM settled WHERE mail > ?2 AND entry IN (
  SELECT value FROM json_each(?3) UNION SELECT id FROM entry WHERE ticket IN (SELECT id FROM ticket WHERE requester_address = ?1));

-- name: letters_to
SELECT id FROM outbox WHERE id > ?2 AND recipient = ?1;

-- name: events_with_name
SELECT id FROM event WHERE id > ?2 AND names_address(from_value || ' ' || to_value || ' ' || done_by, ?1);

-- name: forwards_to
SELECT entry FROM forward WHERE entry > ?2 AND names_address(people, ?1);

-- name: confirmations_about
SELECT id FROM confirmation WHERE id > ?2 AND (ticket IN (SELECT id FROM ticket WHERE requester_address = ?1)
  OR names_address(recipients || ' ' || copies || ' ' || text, ?1));

-- name: participants_with_address
SELECT id FROM ticket_participant WHERE id > ?2 AND address = ?1;

-- name: tickets_answered_at
SELECT id FROM ticket WHERE id > ?2 AND reply_to = ?1 COLLATE NOCASE;

-- name: last_rows
SELECT ifnull((SELECT max(id) FROM entry), 0), ifnull((SELECT max(id) FROM mail), 0), ifnull((SELECT max(id) FROM outbox), 0),
       ifnull((SELECT max(id) FROM event), 0), ifnull((SELECT max(id) FROM confirmation), 0),
       ifnull((SELECT max(id) FROM ticket_participant), 0), ifnull((SELECT max(id) FROM ticket), 0);

-- What is done with it, in this order. Ids that were found are JSON.

-- name: sending_of_person
SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND state = 'sending' AND
  (recipient = ?1 OR ticket IN (SELECT id FROM ticket WHERE requester_address = ?1)
   OR entry IN (SELECT value FROM json_each(?2)));

-- name: tickets_with_words_of_person
SELECT id FROM ticket WHERE requester_address = ?1
UNION SELECT ticket FROM entry WHERE id IN (SELECT value FROM json_each(?2))
UNION SELECT ticket FROM ticket_participant WHERE id IN (SELECT value FROM json_each(?3));

-- name: words_of_person
SELECT value FROM json_each(?2)
UNION SELECT id FROM entry WHERE ticket IN (SELECT id FROM ticket WHERE requester_address = ?1);

-- name: mails_of_person
SELECT mail FROM entry WHERE mail IS NOT NULL AND id IN (SELECT value FROM json_each(?2))
UNION SELECT value FROM json_each(?3)
UNION SELECT mail FROM quarantine WHERE sender = ?1 COLLATE NOCASE
UNION SELECT id FROM mail WHERE place IS NOT NULL AND id IN (SELECT value FROM json_each(?4));

-- name: forget_sender
UPDATE mail SET peer = '', sender = iif(sender = ?2 COLLATE NOCASE, ?3, sender) WHERE id = ?1;

-- name: forget_trace
UPDATE settled SET content_hash = '', trace = ?2 WHERE mail = ?1;

-- name: set_trace
UPDATE settled SET trace = ?2 WHERE mail = ?1;

-- name: trace_of_mail
SELECT trace FROM settled WHERE mail = ?1;

-- name: letters_of_person
SELECT value FROM json_each(?3)
UNION SELECT id FROM outbox WHERE ticket IN (SELECT id FROM ticket WHERE requester_address = ?1)
UNION SELECT id FROM outbox WHERE ticket IN (SELECT ticket FROM entry WHERE id IN (SELECT value FROM json_each(?2)))
                              AND entry IN (SELECT value FROM json_each(?2));

-- name: forget_letters
DELETE FROM outbox_letter WHERE outbox IN (SELECT value FROM json_each(?1));

-- name: forget_outbox
DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?1));

-- name: forget_confirmations
DELETE FROM confirmation WHERE id IN (SELECT value FROM json_each(?1));

-- name: forget_forwardee
UPDATE forward SET people = (SELECT json_group_array(json(value)) FROM json_each(people)
                             WHERE json_extract(value, '$[1]') <> ?1 COLLATE NOCASE)
WHERE entry IN (SELECT value FROM json_each(?2));

-- name: forget_words_of_events
UPDATE event SET from_value = '', to_value = '' WHERE ticket IN (SELECT id FROM ticket WHERE requester_address = ?1)
  AND kind IN ('participant', 'bounce', 'forwarded', 'delivery', 'confirmation', 'command', 'breaker', 'field', 'tag');

-- name: forget_name_in_events
UPDATE event SET from_value = iif(names_address(from_value, ?1), ?3, from_value),
                 to_value = iif(names_address(to_value, ?1), ?3, to_value),
                 done_by = iif(done_by = 'mail:' || ?1 COLLATE NOCASE, 'mail:' || ?3, done_by)
WHERE id IN (SELECT value FROM json_each(?2));

-- name: forget_texts
UPDATE entry SET text = '', full_text = '', attachments = '[]', thread_index = '', thread_topic = ''
WHERE id IN (SELECT value FROM json_each(?1));

-- name: forget_author
UPDATE entry SET author_name = '', author_address = ?2 WHERE id IN (SELECT value FROM json_each(?1));

-- name: forget_participant
UPDATE OR REPLACE ticket_participant SET name = '', address = ?2 WHERE id IN (SELECT value FROM json_each(?1));

-- name: forget_fields
DELETE FROM ticket_field WHERE ticket IN (SELECT id FROM ticket WHERE requester_address = ?1);

-- name: forget_tags
DELETE FROM ticket_tag WHERE ticket IN (SELECT id FROM ticket WHERE requester_address = ?1);

-- name: forget_reply_to
UPDATE ticket SET reply_to = '' WHERE id IN (SELECT value FROM json_each(?1));

-- name: forget_requester
UPDATE ticket SET subject = '', requester_name = '', requester_address = ?2, reply_to = '', clocks = NULL, wake_at = NULL,
                  needs_agent = 0, snoozed_until = NULL, survey = json_set(survey, '$.comment', '')
WHERE requester_address = ?1;

-- name: contacts_with_address
SELECT contact FROM contact_address WHERE address = ?1;

-- name: forget_address
DELETE FROM contact_address WHERE address = ?1;

-- name: forget_contacts_without_address
DELETE FROM contact WHERE id IN (SELECT value FROM json_each(?1))
  AND NOT EXISTS (SELECT 1 FROM contact_address WHERE contact_address.contact = contact.id);

-- ---- which ticket a Message-ID leads to ------------------------------------------------------------------------

-- name: add_reference
INSERT OR IGNORE INTO message_ref (message_id, ticket, how, entry, outbox) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: forget_alias
DELETE FROM message_ref WHERE message_id = ?1 AND how = 'alias';

-- name: references_to
SELECT message_ref.how, message_ref.ticket, message_ref.entry, entry.visibility,
       iif(entry.is_forward, entry.id, entry.forward), outbox.id, outbox.recipient, outbox.kind
FROM message_ref LEFT JOIN entry ON entry.id = message_ref.entry LEFT JOIN outbox ON outbox.id = message_ref.outbox
WHERE message_ref.message_id = ?1 ORDER BY message_ref.ticket LIMIT 50;

-- name: last_thread_mails
SELECT * FROM (SELECT created_at, 0 AS ours, id, message_id, author_address AS party, thread_index, thread_topic
               FROM entry WHERE ticket = ?1 AND message_id <> '' ORDER BY id DESC LIMIT ?2)
UNION ALL
SELECT * FROM (SELECT created_at, 1, id, message_id, recipient, '', '' FROM outbox
               WHERE ticket = ?1 AND message_id <> '' ORDER BY id DESC LIMIT ?2)
ORDER BY 1, 2, 3;

-- name: first_thread_mails
SELECT * FROM (SELECT created_at, 0 AS ours, id, message_id, author_address AS party, thread_index, thread_topic
               FROM entry WHERE ticket = ?1 AND message_id <> '' ORDER BY id LIMIT ?2)
UNION ALL
SELECT * FROM (SELECT created_at, 1, id, message_id, recipient, '', '' FROM outbox
               WHERE ticket = ?1 AND message_id <> '' ORDER BY id LIMIT ?2)
ORDER BY 1, 2, 3;

-- ---- outbox --------------------------------------------------------------------------------------------------

-- name: enqueue
INSERT INTO outbox (id, ticket, entry, kind, sender, recipient, message_id, automatic, counted, state, attempts,
                    created_at, next_at, queued_at, last_error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);

-- name: add_letter
INSERT INTO outbox_letter (outbox, letter, variables, text_of) VALUES (?1, ?2, ?3, ?4);

-- name: outbox_item
SELECT id, ticket, entry, state, attempts, created_at, next_at, queued_at, late_told, given_up, last_error,
       hard_bounces, last_bounce, marked_at, reason, letter, '', NULL
FROM outbox JOIN outbox_letter ON outbox_letter.outbox = outbox.id
            LEFT JOIN address_state ON address_state.address = outbox.recipient
WHERE id = ?1;

-- name: next_sender_due
SELECT min(sender) FROM outbox WHERE state IN ('queued', 'sending') AND sender > ?1;

-- name: due_outbox
SELECT id, ticket, entry, state, attempts, created_at, next_at, queued_at, late_told, given_up, last_error,
       hard_bounces, last_bounce, marked_at, reason, letter, variables,
       (SELECT text FROM entry WHERE entry.id = outbox_letter.text_of)
FROM outbox JOIN outbox_letter ON outbox_letter.outbox = outbox.id
            LEFT JOIN address_state ON address_state.address = outbox.recipient
WHERE state IN ('queued', 'sending') AND sender = ?1 AND next_at <= ?2 ORDER BY next_at, id LIMIT ?3;

-- name: claim
UPDATE outbox SET state = 'sending', next_at = ?2 WHERE id = ?1;

-- name: release_claims
UPDATE outbox SET state = 'queued', next_at = created_at WHERE state = 'sending' AND state <> 'sent';

-- name: set_delivery
UPDATE outbox SET state = ?2, attempts = ?3, next_at = ?4, last_error = ?5, late_told = late_told OR ?6, given_up = ?7
WHERE id = ?1;

-- name: requeue
UPDATE outbox SET state = 'queued', attempts = 0, next_at = ?2, queued_at = ?2, late_told = 0, given_up = 0 WHERE id = ?1;

-- name: set_address_state
INSERT OR REPLACE INTO address_state (address, hard_bounces, last_bounce, marked_at, reason, of_agent)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: clear_address
DELETE FROM address_state WHERE address = ?1;

-- name: address_state
SELECT address, hard_bounces, last_bounce, marked_at, reason FROM address_state WHERE address = ?1;

-- name: marked_addresses
SELECT address, hard_bounces, last_bounce, marked_at, reason FROM address_state WHERE marked_at IS NOT NULL ORDER BY address;

-- name: marked_addresses_of_ticket
SELECT address, hard_bounces, last_bounce, marked_at, reason FROM address_state
WHERE marked_at IS NOT NULL AND address IN (SELECT recipient FROM outbox WHERE ticket = ?1) ORDER BY address;

-- name: sent_to
SELECT entry, id, recipient, message_id, kind, state, attempts, last_error FROM outbox
WHERE ticket = ?1 AND entry IS NOT NULL ORDER BY id;

-- name: count_due
SELECT (SELECT count(*) FROM outbox WHERE state = 'sending' AND state <> 'sent')
     + (SELECT count(*) FROM outbox WHERE state = 'queued' AND state <> 'sent' AND next_at <= ?1);

-- name: count_tickets
SELECT state, count(*) FROM ticket GROUP BY state;

-- name: count_calls
SELECT sender, count(*) FROM outbox
WHERE state IN ('queued', 'sending') AND sender >= 'webhook:' AND sender < 'webhook;' GROUP BY sender;

-- name: count_outbox
SELECT state, count(*) FROM outbox WHERE state <> 'sent' AND given_up = 0 GROUP BY state;

-- name: census
SELECT (SELECT count(*) FROM mail WHERE place IS NULL),
       (SELECT count(*) FROM outbox WHERE state = 'sending' OR (state = 'queued' AND next_at <= ?1)),
       (SELECT min(received) FROM mail WHERE place IS NULL),
       (SELECT min(next_at) FROM outbox WHERE state = 'queued' AND next_at <= ?1),
       (SELECT count(*) FROM quarantine),
       (SELECT count(*) FROM address_state WHERE marked_at IS NOT NULL),
       (SELECT count(*) FROM ticket WHERE wake_at IS NOT NULL),
       (SELECT count(*) FROM ticket WHERE wake_at <= ?1),
       (SELECT min(wake_at) FROM ticket WHERE wake_at IS NOT NULL);

-- name: next_due
SELECT min(next_at) FROM outbox WHERE state IN ('queued', 'sending') AND sender = ?1;

-- name: count_automatic
INSERT INTO automatic_second (slot, second, mails) VALUES (?1 / 1000 % 64, ?1 / 1000, 1)
ON CONFLICT DO UPDATE SET mails = iif(second = excluded.second, mails + 1, 1), second = excluded.second;

-- name: automatic_since
SELECT coalesce(sum(mails), 0) FROM automatic_second WHERE second >= ?1 / 1000;

-- name: automatic_of_ticket_since
SELECT count(*) FROM outbox WHERE ticket = ?1 AND counted = 1 AND created_at > ?2;

-- name: counted_since
SELECT count(*), count(*) FILTER (WHERE kind = 'acknowledgement'),
       count(*) FILTER (WHERE kind = 'acknowledgement' AND created_at > ?3)
FROM outbox WHERE recipient = ?1 AND counted = 1 AND created_at > ?2;

-- name: counted_to_since
SELECT count(*) FROM outbox WHERE recipient = ?1 AND counted = 1 AND created_at > ?2;

-- ---- people and the rest -------------------------------------------------------------------------------------

-- name: ask_confirmation
INSERT INTO confirmation (id, ticket, deed, agent, recipients, copies, text, expires, entry)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: confirmation
SELECT id, ticket, deed, agent, recipients, copies, text, expires, entry FROM confirmation
WHERE id = ?1 AND taken = 0 AND expires > ?2;

-- name: take_confirmation
UPDATE confirmation SET taken = 1 WHERE id = ?1;

-- name: agent_leaves
INSERT INTO absent_agent (agent, until) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET until = excluded.until;

-- name: agent_returns
DELETE FROM absent_agent WHERE agent = ?1;

-- name: unreachable_agents
SELECT lower(address) FROM address_state WHERE of_agent = 1 AND marked_at IS NOT NULL;

-- name: absent_agents
SELECT agent, until FROM absent_agent ORDER BY agent;

-- name: last_agent_of
SELECT assignee FROM ticket WHERE requester_address = ?1 AND assignee <> '' AND state NOT IN ('spam', 'merged')
ORDER BY id DESC LIMIT 1;

-- name: remember_assigned
INSERT INTO last_assigned (team, agent) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET agent = excluded.agent;

-- name: last_assigned
SELECT team, agent FROM last_assigned;

-- name: agent_loads
SELECT agent, open FROM agent_load WHERE open > 0;

-- name: give_star
INSERT OR IGNORE INTO star (agent, ticket) VALUES (?1, ?2);

-- name: take_star
DELETE FROM star WHERE agent = ?1 AND ticket = ?2;

-- name: starred_by
SELECT agent FROM star WHERE ticket = ?1 ORDER BY agent;

-- name: meet_contact
INSERT INTO contact (name, company, vip, customer_number, phone, language, note, created_at, updated_at)
SELECT ?2, coalesce((SELECT company FROM company_domain WHERE domain = ?3), ''), 0, '', '', ?4, '', ?5, ?5
WHERE NOT EXISTS (SELECT 1 FROM contact_address WHERE address = ?1);

-- name: add_contact
INSERT INTO contact (name, company, vip, customer_number, phone, language, note, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: change_contact
UPDATE contact SET name = ?2, company = ?3, vip = ?4, customer_number = ?5, phone = ?6, language = ?7, note = ?8,
                   created_at = ?9, updated_at = ?10
WHERE id = ?1;

-- name: contact
SELECT id, name, company, vip, customer_number, phone, language, note, created_at, updated_at FROM contact WHERE id = ?1;

-- name: contact_of_address
SELECT contact FROM contact_address WHERE address = ?1;

-- name: customer
SELECT contact.name, company, customer_number, phone, contact.vip OR coalesce(company.vip, 0)
FROM contact_address JOIN contact ON contact.id = contact LEFT JOIN company ON company.name = contact.company
WHERE address = ?1;

-- name: company_of_domain
SELECT company.name, company.vip FROM company_domain JOIN company ON company.name = company_domain.company
WHERE domain = ?1;

-- name: contact_addresses
SELECT address FROM contact_address WHERE contact = ?1 ORDER BY place;

-- name: add_contact_address
INSERT INTO contact_address (address, contact, place) VALUES (?1, ?2, ?3);

-- name: forget_contact_addresses
DELETE FROM contact_address WHERE contact = ?1;

-- name: forget_contact
DELETE FROM contact WHERE id = ?1;

-- name: save_company
INSERT INTO company (name, vip, note, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT DO UPDATE SET vip = excluded.vip, note = excluded.note, created_at = excluded.created_at,
                          updated_at = excluded.updated_at;

-- name: companies
SELECT name, vip, note, created_at, updated_at FROM company ORDER BY name;

-- name: company
SELECT name, vip, note, created_at, updated_at FROM company WHERE name = ?1;

-- name: company_domains
SELECT domain FROM company_domain WHERE company = ?1 ORDER BY place;

-- name: add_company_domain
INSERT INTO company_domain (domain, company, place) VALUES (?1, ?2, ?3);

-- name: forget_company_domains
DELETE FROM company_domain WHERE company = ?1;

-- name: forget_company
DELETE FROM company WHERE name = ?1;

-- name: leave_company
UPDATE contact SET company = '' WHERE company = ?1;

-- name: add_token
INSERT INTO api_token (name, scope, agent, digest, created_at, last_used) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: use_token
UPDATE api_token SET last_used = ?3 WHERE name = ?1 AND digest = ?2;

-- name: revoke_token
DELETE FROM api_token WHERE name = ?1;

-- name: api_tokens
SELECT name, scope, agent, digest, created_at, last_used FROM api_token ORDER BY name;

-- name: mails_in_rows
SELECT mail.id, digest, bytes FROM mail JOIN mail_bytes ON mail_bytes.mail = mail.id WHERE length(bytes) > 0 OR size = 0;

-- name: mail_digests
SELECT mail.id, digest FROM mail LEFT JOIN mail_bytes ON mail_bytes.mail = mail.id WHERE mail_bytes.mail IS NULL;

-- name: set_value
INSERT INTO named_value (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value;

-- name: value
SELECT value FROM named_value WHERE name = ?1;

-- name: forget_value
DELETE FROM named_value WHERE name = ?1;

-- name: last_ids
SELECT name, seq FROM sqlite_sequence;
