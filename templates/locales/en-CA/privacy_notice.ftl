# Privacy notice, read by patients and staff.

privacy-title = Privacy notice
privacy-version = { $organisation }: version of { $date }
privacy-lead = This service prepares a second medical opinion. Here is what it keeps about you, why, and what you can ask for.
privacy-what = What we keep
privacy-what-patients = If you ask for an opinion: your identity, how to reach you, the documents, films and images received with your authorization, and the opinion given.
privacy-what-staff = If you work here: your name, your duty and each act: who, what, when, and for what reason.
privacy-what-not = No payment card number, no advertising profile, no audience measurement.
privacy-why = Why
privacy-why-text = To gather your record, review it, give the opinion, hand you a copy, and prove what was done with each film and document.
privacy-where = Where
privacy-where-text = On a server installed in the establishment, encrypted, with no cloud service. Films and paper documents are kept in an archive under double lock.
privacy-who = Who can see it
privacy-who-text = The people who need it for your case, according to their duty, and the specialists the case is assigned to. Each opening is written in a log where tampering shows. Nothing is disclosed outside without your authorization, unless the law requires it.
privacy-long = How long
privacy-long-text = As long as the law and the retention schedule require; then the information is destroyed or the originals are returned to you, and the destruction is certified.
privacy-cookies = Cookies
privacy-cookies-text = Two cookies only, set by this site: one keeps your session open, the other your language. The session ends after { $n } minutes without activity. No third-party cookies.
privacy-rights = What you can ask for
privacy-right-access = See your record or receive a copy of it.
privacy-right-correct = Have inexact, incomplete or equivocal information corrected, or add your written comments.
privacy-right-log = Know who opened your record, and when.
privacy-right-withdraw = Withdraw your consent; we will first tell you what that changes.
privacy-right-complain = Complain to us, then to the Commission d’accès à l’information.
privacy-reach = Whom to ask
privacy-reach-text = Privacy officer: { $who }. To reach this person: { $how }.
