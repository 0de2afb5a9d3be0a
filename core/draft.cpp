#include "core/draft.h"

#include "core/names.h"
#include "core/rfc3339.h"
#include "core/shorten.h"
#include "core/text.h"

#include <algorithm>

namespace ticketd::core {

Draft::Draft(const House& house, TicketContext context, const DeskState& desk_state, FreshIds& fresh,
             Changes& changes)
    : house_(house),
      context_(std::move(context)),
      desk_state_(desk_state),
      fresh_(fresh),
      changes_(changes),
      kept_clocks_(context_.ticket.clocks) {}

Draft Draft::open(const House& house, Ticket ticket, const Evidence& evidence, FreshIds& fresh,
                  Changes& changes, std::string by) {
  TicketContext context{.automatic = evidence.automatic};
  const auto customer = evidence.customers.find(ascii_lower(ticket.requester.address));
  if (customer != evidence.customers.end()) context.customer = customer->second;
  return begin({house, std::move(context), evidence.desk, fresh, changes}, std::move(ticket), std::move(by));
}

Draft Draft::begin(Draft draft, Ticket ticket, std::string by) {
  auto& fresh = draft.fresh_;
  const auto& house = draft.house_;
  ticket.id = fresh.next_ticket();
  ticket.created_at = ticket.updated_at = ticket.last_interaction = house.now;
  draft.is_new_ = true;
  draft.context_.ticket = ticket;
  draft.change(change::CreateTicket{ticket});
  draft.record(EventKind::created, {}, std::string(name_of(ticket.state)), std::move(by));
  if (!ticket.requester.address.empty() && !house.desk.mailbox_of(ticket.requester.address))
    draft.change(change::MeetContact{ticket.requester, ticket.language, house.now});
  return draft;
}

Draft Draft::beside(TicketContext context) const {
  return {house_, std::move(context), desk_state_, fresh_, changes_};
}

Draft Draft::open_beside(Ticket ticket, std::string by) const {
  return begin(beside(TicketContext{.automatic = context_.automatic, .customer = context_.customer}),
               std::move(ticket), std::move(by));
}

const Mailbox* Draft::mailbox() const {
  const auto* mailbox = house_.desk.mailbox_named(ticket().mailbox);
  if (mailbox) return mailbox;
  return house_.desk.mailboxes.empty() ? nullptr : &house_.desk.mailboxes.front();
}

Draft::Savepoint Draft::savepoint() const {
  return {context_, fresh_, changes_.size(), kept_clocks_, last_added_};
}

void Draft::back_to(Savepoint point) {
  context_ = std::move(point.context);
  fresh_ = point.fresh;
  changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(point.changes), changes_.end());
  kept_clocks_ = std::move(point.kept_clocks);
  last_added_ = std::move(point.last_added);
}

PublicEntry Draft::add_public(Entry entry, std::vector<std::string> cites) {
  entry.visibility = Visibility::public_;
  return PublicEntry(add_entry(std::move(entry), std::move(cites)));
}

PrivateEntry Draft::add_private(Entry entry, std::vector<std::string> cites) {
  entry.visibility = Visibility::private_;
  return PrivateEntry(add_entry(std::move(entry), std::move(cites)));
}

std::optional<PublicEntry> Draft::shown(const Entry& entry) const {
  const bool stands_here = entry.ticket == ticket().id && entry.visibility == Visibility::public_;
  return stands_here ? std::optional(PublicEntry(entry)) : std::nullopt;
}

Entry Draft::add_entry(Entry entry, std::vector<std::string> cites) {
  entry.id = fresh_.next_entry();
  entry.ticket = ticket().id;
  entry.created_at = house_.now;
  shorten(entry.text, longest_entry_text);
  shorten(entry.full_text, longest_entry_text);
  const bool interaction = entry.visibility == Visibility::public_;
  if (interaction) {
    ++context_.ticket.interactions;
    context_.ticket.last_interaction = house_.now;
    auto& clocks = context_.ticket.clocks;
    if (entry.author.role == Role::agent) {
      if (!clocks.answered_at) clocks.answered_at = house_.now;
      clocks.waiting_since.reset();
    } else if (entry.kind == EntryKind::mail && !clocks.waiting_since) {
      clocks.waiting_since = house_.now;
    }
  }
  context_.ticket.updated_at = house_.now;
  if (!entry.message_id.empty())
    context_.thread.push_back({entry.message_id, entry.author.address.address, false, entry.outlook});
  change(change::AddEntry{entry, std::move(cites), interaction});
  last_added_ = entry;
  return entry;
}

void Draft::set_state(State to, std::string by, std::optional<Resolution> resolution) {
  const auto from = ticket().state;
  if (from == to && (!resolution || resolution == ticket().resolution)) return;
  const bool reopens = !is_active(from) && is_active(to);
  const auto was = reason_of(ticket().resolution);
  enter_state(context_.ticket, to, resolution, house_.now);
  // Ahead of the state: what is taken back comes in the reverse order.
  if (const auto is = reason_of(ticket().resolution); was != is) record(EventKind::resolution, was, is, by);
  if (reopens) {
    ++context_.ticket.reopened;
    ++context_.reopens_today;
  }
  if (is_active(from) && !is_active(to)) has_one_less(ticket().assignee);
  change(change::SetState{ticket().id, to, std::move(resolution), reopens, house_.now});
  record(EventKind::state, std::string(name_of(from)), std::string(name_of(to)), by);
  if (!is_active(to)) snooze(std::nullopt, std::move(by));  // nobody waits for it any more
}

void Draft::take_back_state(State to, std::string by) {
  record(EventKind::state, std::string(name_of(ticket().state)), std::string(name_of(to)), std::move(by));
  auto& ticket = context_.ticket;
  ticket.state = to;
  ticket.resolution.reset();
  ticket.resolved_at = is_active(to) ? std::nullopt : std::optional(house_.now);
  change(change::SetState{ticket.id, to, std::nullopt, false, house_.now});
}

void Draft::take_back_resolution(const std::string& reason, std::string by) {
  auto& ticket = context_.ticket;
  record(EventKind::resolution, reason_of(ticket.resolution), reason, std::move(by));
  if (reason.empty()) return;  // the state has taken it along
  ticket.resolution = Resolution{true, reason};
  change(change::SetState{ticket.id, ticket.state, ticket.resolution, false, house_.now});
}

void Draft::assign(const std::string& agent, std::string by, std::string turn_of_group) {
  if (ticket().assignee == agent) return;
  record(EventKind::assigned, ticket().assignee, agent, std::move(by));
  if (is_active(ticket().state)) has_one_less(ticket().assignee);
  context_.ticket.assignee = agent;
  if (!agent.empty()) context_.ticket.clocks.assign_by.clear();
  change(change::SetAssignee{ticket().id, agent, std::move(turn_of_group)});
}

void Draft::has_one_less(const std::string& name) {
  constexpr std::size_t most = 20;  // the oldest: whoever else could take more is asked when these do not fit
  const auto* agent = house_.desk.agent_named(name);
  const auto load = desk_state_.open_tickets.find(name);
  if (!agent || agent->max_open == 0 || agent->groups.empty()) return;
  if (load != desk_state_.open_tickets.end() && load->second >= agent->max_open)
    change(change::CallWaiting{agent->groups, house_.now, most});
}

void Draft::transfer(const std::string& group, std::string by) {
  if (ticket().group == group) return;
  record(EventKind::transferred, ticket().group, group, std::move(by));
  context_.ticket.group = group;
  context_.ticket.clocks.assign_by.clear();  // another group finds an agent in its own way
  change(change::SetGroup{ticket().id, group});
}

void Draft::set_priority(Priority priority, std::string by) {
  if (ticket().priority == priority) return;
  record(EventKind::priority, std::string(name_of(ticket().priority)), std::string(name_of(priority)),
         std::move(by));
  context_.ticket.priority = priority;
  change(change::SetPriority{ticket().id, priority});
}

void Draft::set_reply_to(const std::string& address, std::string by) {
  if (ticket().reply_to == address) return;
  record(EventKind::participant, "answers_to", address.empty() ? ticket().requester.address : address,
         std::move(by));
  context_.ticket.reply_to = address;
  change(change::SetReplyTo{ticket().id, address});
}

void Draft::add_tag(const std::string& tag, std::string by) {
  auto& tags = context_.ticket.tags;
  if (std::find(tags.begin(), tags.end(), tag) != tags.end()) return;
  tags.push_back(tag);
  change(change::AddTag{ticket().id, tag});
  record(EventKind::tag, {}, tag, std::move(by));
}

void Draft::remove_tag(const std::string& tag, std::string by) {
  if (std::erase(context_.ticket.tags, tag) == 0) return;
  change(change::RemoveTag{ticket().id, tag});
  record(EventKind::tag, tag, {}, std::move(by));
}

/// `value` in its one spelling (core/field.h); empty: the field goes.
void Draft::set_field(const std::string& name, const std::string& value, std::string by) {
  auto& fields = context_.ticket.fields;
  const auto before = fields.find(name);
  const auto old = before == fields.end() ? std::string{} : before->second;
  if (old == value) return;
  if (value.empty())
    fields.erase(before);
  else
    fields[name] = value;
  const auto text = [&](const std::string& one) { return one.empty() ? one : name + ": " + one; };
  change(change::SetField{ticket().id, name, value});
  record(EventKind::field, text(old), text(value), std::move(by));
}

void Draft::add_participant(const Address& address, std::string by) {
  Participant participant{address, Role::cc, house_.now};
  context_.ticket.participants.push_back(participant);
  change(change::AddParticipant{ticket().id, std::move(participant)});
  record(EventKind::participant, {}, address.address, std::move(by));
}

void Draft::remove_participant(const std::string& address, std::string by) {
  std::erase_if(context_.ticket.participants,
                [&](const Participant& one) { return equal_ignoring_case(one.address.address, address); });
  change(change::RemoveParticipant{ticket().id, address});
  record(EventKind::participant, address, {}, std::move(by));
}

void Draft::link(LinkKind kind, TicketId other, std::string by) {
  const Link link{kind, other};
  auto& links = context_.ticket.links;
  if (std::find(links.begin(), links.end(), link) != links.end()) return;
  links.push_back(link);
  change(change::AddLink{ticket().id, link});
  record(EventKind::linked, std::string(name_of(kind)), std::to_string(other.value), std::move(by));
}

void Draft::add_forward(Forward forward, std::string by) {
  auto people = joined(forward.people, &Address::address);
  forward.ticket = ticket().id;
  forward.at = house_.now;
  context_.forwards.push_back(forward);
  change(change::AddForward{std::move(forward)});
  record(EventKind::forwarded, {}, std::move(people), std::move(by));
}

void Draft::snooze(std::optional<Time> until, std::string by) {
  if (ticket().snoozed_until == until) return;
  const auto text = [](const std::optional<Time>& time) { return time ? rfc3339(*time) : std::string{}; };
  record(EventKind::snoozed, text(ticket().snoozed_until), text(until), std::move(by));
  context_.ticket.snoozed_until = until;
  change(change::Snooze{ticket().id, until});
}

void Draft::set_survey(Survey survey) {
  context_.ticket.survey = survey;
  change(change::SetSurvey{ticket().id, std::move(survey)});
}

void Draft::merge_into(const Ticket& kept, std::string by) {
  change(change::MoveEntries{ticket().id, kept.id});
  set_state(State::merged, by);
  const Link link{LinkKind::merged_into, kept.id};
  context_.ticket.links.push_back(link);
  change(change::AddLink{ticket().id, link});
  record(EventKind::merged, {}, std::to_string(kept.id.value), std::move(by));
}

void Draft::come_back_from(TicketId kept, State state, std::string by) {
  const Link link{LinkKind::merged_into, kept};
  change(change::MoveEntriesBack{kept, ticket().id});
  std::erase(context_.ticket.links, link);
  change(change::RemoveLink{ticket().id, link});
  take_back_state(state, by);
  record(EventKind::undone, {}, std::string(name_of(EventKind::merged)), std::move(by));
}

void Draft::record(EventKind kind, std::string from, std::string to, std::string by) {
  change(change::RecordEvent{{ticket().id, house_.now, kind, std::move(from), std::move(to), std::move(by)}});
}

void Draft::set_clocks(Clocks clocks) {
  if (clocks == kept_clocks_) return;
  context_.ticket.clocks = kept_clocks_ = clocks;
  change(change::SetClocks{ticket().id, std::move(clocks)});
}

void Draft::enqueue(OutboxId id, Letter letter, std::optional<EntryId> entry) {
  if (is_automatic(letter)) ++context_.automatic.last_minute;
  if (is_counted(letter)) {
    ++context_.automatic_today;
    ++context_.automatic.to[ascii_lower(letter.to.address)];
  }
  if (!letter.message_id.empty()) context_.thread.push_back({letter.message_id, letter.to.address, true, {}});
  OutboxItem item;
  item.id = id;
  item.ticket = ticket().id;
  item.entry = entry;
  item.letter = std::move(letter);
  item.created_at = item.queued_at = item.next_at = house_.now;
  change(change::Enqueue{std::move(item)});
}

std::int64_t Draft::ask_confirmation(Confirmation confirmation) {
  confirmation.id = fresh_.confirmation++;
  confirmation.ticket = ticket().id;
  const auto id = confirmation.id;
  change(change::AskConfirmation{std::move(confirmation)});
  return id;
}

}  // namespace ticketd::core
