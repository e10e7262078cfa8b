# Who is signed in, and one’s own sessions.

people-facts = { $n ->
    [one] One person is signed in.
   *[other] { $n } people are signed in.
}
people-list = By person
people-col-person = Person
people-end = { $n ->
    [one] End their session
   *[other] End their { $n } sessions
}
people-note = Ending a session does not close the account: the person can sign in again. To prevent that, disable their account in the staff directory. This page and each session ended are written in the journal.
sessions-col-opened = Signed in
sessions-col-seen = Last active
sessions-col-address = Address
sessions-no-address = unknown
sessions-this-one = This very session
sessions-ended = { $n ->
    [0] No session was open.
    [one] One session was ended.
   *[other] { $n } sessions were ended.
}
own-sessions-facts = A session that you do not recognize? End it, then change your password.
own-sessions-list = Your open sessions
sessions-end-others = End my other sessions
