# Privacy notice, read by patients and staff.

privacy-title = Privacy notice
privacy-version = { $organisation }: version of { $date }
privacy-lead = This service prepares a second medical opinion. Here is what this system keeps about you, why, and what you can ask for.
privacy-what = What we keep
privacy-what-patients = If you ask for an opinion: your name, birth date and sex, the images, films and documents received, your requests and the address where we answer them.
privacy-what-staff = If you work here: your name, your duty and each act: who, what, when, and for what reason.
privacy-what-not = No payment card number, no advertising profile, no audience measurement.
privacy-why = Why
privacy-why-text = To gather the record on which an opinion is given, hand you a copy, and prove what was done with each film and document.
privacy-where = Where
privacy-where-text = On a server installed in the establishment, encrypted, with no cloud service. Films and paper documents are kept in an archive under double lock.
privacy-who = Who can see it
privacy-who-text = The people who need it for your case, according to their duty. Each opening is written in a log where tampering shows. Each copy handed over is written in a register of communications.
privacy-long = How long
privacy-long-text = As long as the law and the retention schedule require. A record is erased by two people only, and the erasure is written in the log; originals are sent back to you by courier.
privacy-cookies = Cookies
privacy-cookies-text = Two cookies only, set by this site: one keeps your session open, the other your language. The session ends after { $n } minutes without activity. No third-party cookies.
privacy-rights = What you can ask for
privacy-right-access = See your record or receive a copy of it.
privacy-right-log = Know who opened your record, and when.
privacy-right-others = Use your other rights, among them to have information corrected and to withdraw your consent, through the person named below.
privacy-right-complain = Complain to us, then to the Commission d’accès à l’information.
privacy-reach = Whom to ask
privacy-reach-text = Privacy officer: { $who }. To reach this person: { $how }.
