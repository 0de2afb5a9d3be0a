// Must not compile: a private note is no text for customers. With PUBLIC_ENTRY it is the same call with what
// they may see, and compiles, so that the refusal is known to be about the note.
#include "core/correspondence.h"

namespace ticketd::core {

#ifdef PUBLIC_ENTRY
using Said = PublicEntry;
#else
using Said = PrivateEntry;
#endif

void answer(Draft& draft, const Said& words) { send_to_customers(draft, LetterKind::public_reply, words); }

}  // namespace ticketd::core
