#include "core/change.h"

#include <utility>

namespace ticketd::core {

template <KindOfChange Kind>
Change::Change(Kind what) : AnyChange(std::move(what)) {}

Change::Change(const Change&) = default;
Change::Change(Change&&) noexcept = default;
Change& Change::operator=(const Change&) = default;
Change& Change::operator=(Change&&) noexcept = default;
Change::~Change() = default;

// Every kind; the linker misses one that is not here.
template Change::Change(change::CreateTicket);
template Change::Change(change::AddEntry);
template Change::Change(change::SetState);
template Change::Change(change::SetAssignee);
template Change::Change(change::SetGroup);
template Change::Change(change::SetPriority);
template Change::Change(change::SetReplyTo);
template Change::Change(change::SetClocks);
template Change::Change(change::SetField);
template Change::Change(change::AddTag);
template Change::Change(change::RemoveTag);
template Change::Change(change::AddParticipant);
template Change::Change(change::RemoveParticipant);
template Change::Change(change::AddLink);
template Change::Change(change::RemoveLink);
template Change::Change(change::MoveEntries);
template Change::Change(change::MoveEntriesBack);
template Change::Change(change::MoveEntry);
template Change::Change(change::Snooze);
template Change::Change(change::SetSurvey);
template Change::Change(change::EraseTicket);
template Change::Change(change::AddForward);
template Change::Change(change::LearnAlias);
template Change::Change(change::RecordEvent);
template Change::Change(change::Enqueue);
template Change::Change(change::SetDelivery);
template Change::Change(change::Requeue);
template Change::Change(change::SetAddressState);
template Change::Change(change::ClearAddress);
template Change::Change(change::AskConfirmation);
template Change::Change(change::TakeConfirmation);
template Change::Change(change::SetAvailability);
template Change::Change(change::CallWaiting);
template Change::Change(change::SetStar);
template Change::Change(change::MeetContact);
template Change::Change(change::SaveContact);
template Change::Change(change::RemoveContact);
template Change::Change(change::SaveCompany);
template Change::Change(change::RemoveCompany);
template Change::Change(change::AddToken);
template Change::Change(change::UseToken);
template Change::Change(change::RevokeToken);
template Change::Change(change::Settle);
template Change::Change(change::KnowSeals);
template Change::Change(change::Quarantine);
template Change::Change(change::DropQuarantined);
template Change::Change(change::ReleaseQuarantined);

}  // namespace ticketd::core
