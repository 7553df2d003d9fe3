# English. The three files hold the same keys with the same variables; a test compares them.
# Plain, short, "you"; no exclamation marks; buttons are verbs.

## The window, and words that both programs share
home-title = Leave this computer clean
home-sub = Removes your sign-ins and browsing traces from this computer.
end = End session
will = Will be removed
kept = Kept: bookmarks, downloaded files and settings.
kept-downloads-go = Kept: bookmarks and settings. Downloads of this session are removed.
kept-downloads-all-go = Kept: bookmarks and settings. All files in the downloads folder are removed.
kept-everything = Kept: downloaded files. Bookmarks and settings go too.
kept-everything-downloads-go = Bookmarks, settings and downloads of this session go too.
kept-everything-downloads-all-go = Bookmarks, settings and all files in the downloads folder go too.
kept-only = Kept: everything else
undo = This can't be undone.
details = Show details
open = open now
profiles = { $n ->
    [one] 1 profile
   *[other] { $n } profiles
}
browsers = { $n ->
    [one] 1 browser
   *[other] { $n } browsers
}
files = { $n ->
    [one] 1 file
   *[other] { $n } files
}
cat-cookies = Cookies and sign-ins
cat-site-data = Site data
cat-history = History and download list
cat-cache = Cache
cat-tabs = Open tabs
cat-pw = Saved passwords
cat-forms = Form data
cat-account = Browser account and sync
cat-permissions = Site permissions
cat-certificates = Personal certificates and their keys
cat-other = Everything else
run-title = Save your work first
run-text = { $browsers } will be closed. Unsaved forms and drafts will be lost.
run-go = Close browsers and continue
run-slow = { $n ->
    [one] { $browser } has not closed.
   *[other] { $browser } have not closed.
}
run-force = Force close
back = Back
stop = Stop
p-title = Clearing browser data…
p-look = Looking for browsers
p-close = Closing browsers
p-remove = Removing cookies, history and cache
p-check = Checking the result
p-wait = Waiting for { $browser } to close
ok-title = Safe to leave
ok-text = No sign-ins, history or cache are left in your browsers on this computer.
ok-proof = { $p } checked at { $time }
ok-os = You may still be signed in to the computer itself.
ok-logout = Sign out of the computer
close = Close
wait = Wait
retry = Try again
copy = Copy report
copy-list = Copy list
none = Nothing to remove. The browsers are already clean.
none-browser = No browsers were found on this computer.
pol-bad = Your organisation's settings can't be read. Nothing was removed. Call the IT Helpdesk.
policy = Set by your organisation
bad-title = Not finished: { $n ->
    [one] 1 item is left
   *[other] { $n } items are left
}
bad-stay = Don't leave yet. Sign out of websites yourself or call the IT Helpdesk.
fix = Fix sign-in
fix-text = Removes only Microsoft and TUNI sign-ins from the browsers. Other sites, history and bookmarks stay.
fix-when = Use this if sign-in goes in circles or the browser offers the wrong Microsoft account.
fix-go = Remove sign-ins
test = Test sign-in in a clean window
test-after = The window keeps nothing when you close it.
help = Sign-in help
kiosk-title = Finished?
kiosk-left = Session ends in { $n } s
kiosk-stay = Stay
kiosk-wait = Time until the session ends by itself
kiosk-touch = Move the pointer or press a key to go on.
kiosk-idle = { $n ->
    [one] If nobody touches this computer for 1 minute, the session ends by itself.
   *[other] If nobody touches this computer for { $n } minutes, the session ends by itself.
}
kiosk-blind = This computer can't tell when nobody is here. Press End session before you leave.
kiosk-never = The session does not end by itself. Press End session before you leave.
kiosk-next = Done
first = Is this a shared computer?
first-yes = Yes, shared
first-no = No, my own
demo = Demonstration
demo-text = Demonstration: a sample home made for this run. Nothing of yours is touched.

## What is left, and why
bad-open = The browser is still open
bad-inuse = In use by another program
bad-inuse-by = In use by { $name }
bad-perm = No permission to remove
bad-owner = Belongs to another user
bad-mount = On another file system
bad-changed = The folder has changed since the preview
bad-damaged = Can't be read; left as it was
bad-schema = A newer form of database; left as it was
bad-space = No space on the disk; left as it was
bad-back = Came back while it was being removed
bad-found = Found when checking
bad-mentioned = Still names a site that was to be forgotten
bad-unverified = Could not be checked
bad-before = Failed a check in an earlier run, and has not changed since
bad-since = Opened since the interrupted run
bad-again = Opened again while it was being cleaned
bad-unreached = Not reached
bad-os = The system refused (error { $code })
bad-internal = A mistake in this program; please report it

## What is not touched, and why
owed-title = An earlier session was cut off
owed-text = What it left in the browsers is not all removed. You can have that done now; open browsers and what was written since stay as they are.
owed-finish = Remove what is left
owed-at-work = Removing what an earlier session left
skip-title = Not touched
skip-link = A link leads elsewhere
skip-moved = Where your administrator moved these on purpose, the policy can say so: { $line }
skip-mount = On another file system
skip-owner = Belongs to another user
skip-unreadable = Can't be read
skip-outside = Outside the browser's folder
skip-not-folder = Not a folder
skip-not-proven = A setting names this folder, and it may hold files of yours
skip-elsewhere = A browser's folder that is not at a usual place
skip-search = The search for browsers' folders ended here
skip-sites = Kept as it is: Signoff cannot remove single sites from this browser. End session removes everything.
skip-unseen = In use elsewhere (another computer or container)
skip-host = In use on { $name }

## What helps with what is left or not touched. A button or an option is named as it is spelled.
do-title = What helps
do-close = Close { $name }, then try again.
do-close-others = Close the programs that use it, then try again.
do-rights = Allow yourself to change it: chmod -R u+rwX { $folder }
do-rights-there = Allow yourself to change it (chmod -R u+rwX), then try again.
do-owner = Have it given back to you: sudo chown -R { $user } { $folder }
do-owner-there = Have it given back to you (sudo chown -R { $user }), or ask { $desk }.
do-link = Remove the link, or put the folder back in its place. If you didn't make it, ask { $desk }.
do-mount = Move the folder back to the disk of your home folder, or ask { $desk }.
do-everything = End session with --level everything removes it as a whole.
do-space = Empty the trash or remove large files, then try again.
do-again-desk = Try again. If it stays, ask { $desk }.
do-session-all = Close the browser and try again. If it stays, End session removes it.
do-since = It is in use again. Run End session when you are done with { $name }.
do-time = Run it again, and give it more time (--time-budget).
do-clipboard = Copy something harmless, or sign out of the computer.
do-template = Ask { $desk }: the template must be plain files of the administrator that everybody can read.
do-report = Look at { $name } yourself before you leave, and ask { $desk }.
do-outside = Look into that folder yourself: Signoff removes nothing outside the browser's own folders.
do-not-folder = Remove what is in the folder's place, then try again.
do-not-proven = Look into that folder, and empty it yourself: nothing in it says that it is only for what may go.
do-session = End session removes everything in it.
do-host = Close the browser on { $name }, then try again. If it is not open there, remove its lock ("SingletonLock" or "lock").
do-elsewhere = Close the browser on the other computer or in the container, then try again.
do-name = Clean it with --browser { $name }; or, for every unattended run, in the policy: elsewhere = "clean".
do-search = There is too much in it, or too little time: put less there, or give the run more time (--time-budget).
desk-somebody = whoever looks after this computer
desk-phone = the IT Helpdesk ({ $phone })

## Areas outside browsers
area-title = Outside browsers
area-recent = Recently used files
area-recent-text = The desktop's list of files you opened in this session, and of what browsers downloaded. The files stay.
area-thumbs = Thumbnails
area-thumbs-text = Small pictures of files. They are made again when needed.
area-trash = Trash
area-trash-text = Files you removed, on this computer and on plugged-in disks. They go for good.
area-downloads = Downloads of this session
area-downloads-text = Files in your downloads folder that are new since you logged on. Folders of cloud services stay.
area-clipboard = Clipboard
area-clipboard-text = What you copied or marked last, and what the usual clipboard managers have written down.
area-temp = Temporary files
area-temp-text = Your files in the shared temporary folders that no program uses.
area-embedded = Apps with a browser inside
area-embedded-text = Sign-ins in programs that show web pages of their own.
area-microsoft = Microsoft accounts of the computer
area-microsoft-text = Accounts that the operating system itself is signed in to.
area-none = There is nothing in it.
area-lines = the lines of this session
note-not-here = On this computer it holds nothing that Signoff knows.
note-beginning = It is not known when you logged on, so all files in the folder count.
note-synced = { $folder } is shared with a cloud service and stays.
note-in-use = { $n ->
    [one] 1 thing is in use and stays.
   *[other] { $n } things are in use and stay.
}
note-no-display = No screen can be reached from here, so there is no clipboard to empty.
note-manager = { $program } is running and remembers what was copied: clear it there, or end it.
note-cut = There is more than was looked at.
bad-not-possible = This desktop (Wayland) lets no other program empty it
bad-template = Not put there from your organisation's template: cannot be read, is not the administrator's own plain file, or differs

## Sizes
size-at-least = at least { $size }
size-unknown = known after closing
size-left = size not counted

## The command line: results. The first words of the first line are fixed in product.md.
res-clean = Clean and verified: { $files ->
    [one] 1 file
   *[other] { $files } files
}, { $size } removed.
res-clean-none = Clean and verified: there was nothing to remove.
res-left = Not finished: { $n ->
    [one] 1 item is left.
   *[other] { $n } items are left.
}
res-time = Not finished: the run was cut short.
res-time-noted = "signoff finish" completes it.
res-cut = Not finished: the run was ended before it was done. "signoff finish" completes what it had begun.
res-put-off = Not finished: another run was at work all the time.
res-put-off-noted = "signoff finish" completes this one.
res-cancelled = Not finished: you stopped the run.
res-none = Nothing was done: { $why }
why-open = { $browsers } did not close.
why-session = the session goes on
session-unknown = It could not be told whether the session is over; Signoff assumed that it is.
why-said-no = you did not agree.
why-stopped = the run was stopped before it began.
why-changed = the plan changed; preview again.
why-busy = another run is under way.
why-no-processes = Signoff can't see which programs are running (/proc is missing, or belongs to another container), so it does not know which browsers are open. Ask whoever looks after this computer.
why-error = { $error }
why-unknown = see below.
res-removed = Removed: { $files ->
    [one] 1 file
   *[other] { $files } files
}, { $size }
res-planned = Planned: { $size }
res-items = { $done } of { $n } done
res-checked = Checked: { $folders ->
    [one] 1 folder
   *[other] { $folders } folders
}, { $edits ->
    [one] 1 edited file
   *[other] { $edits } edited files
}
res-searched = Searched for account addresses: { $n } of { $m } files
res-left-title = Left
res-administrators = Files of the administrator's, which stay:
res-more = { $n ->
    [one] and 1 more
   *[other] and { $n } more
}
res-lost = { $place }: could not be read whole. What could be read stays, the rest is gone.
res-new = New since the preview, removed too
res-open = Still open: { $browsers }
res-browser-folder = browser folder

## The command line: preview, list of browsers, questions
pre-edit = Settings and databases that stay, cleaned: { $n ->
    [one] 1 file
   *[other] { $n } files
}
pre-certificates = Private keys go, with the personal certificates that go with them, if there are any. They cannot be restored.
pre-extensions = Extensions that stay, though your organisation did not install them
pre-extensions-go = Extensions that go, because your organisation did not install them
pre-template = Your organisation's template is put in the place of these profiles
pre-moved = Caches that a setting has moved. Nothing but the browser's cache goes from these folders.
pre-elsewhere = Browsers' folders that are not at a usual place in your home
else-goes = goes
else-stays = stays, unless you name it with --browser
else-changed = goes as far as it changed in this session
res-elsewhere = Left alone, in whole or in part, because nobody chose them
pre-open = Open now: { $browsers }
pre-digest = Digest: { $digest }
list-running = open now
list-elsewhere = browser's folder that is not at a usual place
list-visible = browser's folder among your own files, left alone unless you name it
list-app = program with a browser inside, left alone unless you name it
list-cut = The search for browsers' folders ended at { $at }: there is too much to look through.
names-title = Names in kept folders that no rule mentions
names-none = Every name in the kept folders is mentioned by a rule.
names-goes = goes at End session
names-stays = stays
list-closed = closed
ask = End the session now? [y/N]
ask-yes = y yes
err-no-terminal = There is no terminal to ask on. Add --yes, or look first with "signoff preview".
finish-all-off = Nothing was done: your organisation has set "finish_at_boot" to false.
finish-all-cut = Not finished: the time was used up before every account had its turn.
finish-all-ended = not finished: it was stopped, or could not be started
err-finish-all = Only root can do this for all accounts. Add sudo in front, or leave out --all.
err-browser = There is no browser "{ $asked }".
err-profile = There is no profile "{ $asked }".
err-profile-many = "{ $asked }" names more than one profile.
err-near = Did you mean: { $near }

## Fix sign-in and Why?, on the command line
fix-will = Will be removed: sign-ins and stored data of { $sites }
fix-none = Nothing to remove: no browser holds anything of { $sites }.
fix-kept = Kept: other sites, history, bookmarks, passwords and settings
fix-ends = Other sites' session cookies and session data end with the browser, as whenever it is closed.
fix-tabs = the last open tabs, whole (they can't be taken apart)
fix-done = Removed from
fix-open-nowhere = nothing was removed, so it is not known in which browser
fix-remains = what an interrupted run left in the file
fix-left-open = Left open: { $browsers }. Nothing stored there names these sites. If you signed in there less than a minute ago, close the browser and run this again.
fix-servers = Only this computer was changed: sessions on the servers live until they expire.
fix-ask = Remove these sign-ins now? [y/N]
fix-not-opened = The login page was not opened: { $why }
res-clean-edits = Clean and verified: { $n ->
    [one] 1 store
   *[other] { $n } stores
} cleaned.
err-set = There is no set "{ $asked }".
err-site = "{ $asked }" is neither a set nor a site.
err-suffix = "{ $asked }" is a public suffix: everybody has sites below it. Name one site.
explain-none = No browser on this computer holds anything of { $sites }.
explain-open = { $whose } is open; what it holds is known after closing.
explain-holds = { $whose } holds a sign-in to { $service }, made { $days ->
    [0] today
    [one] 1 day ago
   *[other] { $days } days ago
}.
explain-stays = It outlives the browser ("stay signed in").
explain-ends = It ends with the browser.
explain-several = These look like two sign-ins to { $service } in { $whose }, perhaps of two organisations; the older one may win over the one you want.
explain-rest = { $whose } holds { $n ->
    [one] 1 stored item
   *[other] { $n } stored items
} of { $service }, but no known sign-in.
explain-unread = In { $whose }, { $n ->
    [one] 1 store
   *[other] { $n } stores
} can't be read.
explain-can = { $how } removes all of this from the browsers, and nothing else.
explain-cannot = Sessions on the servers can't be ended from here.
explain-cannot-outside = Sessions on the servers can't be ended from here, and the computer itself goes on signing in.
explain-col-profile = Profile
explain-col-set = Set
explain-col-mark = Cookie
explain-col-host = Host
explain-col-created = Created
explain-col-used = Last used
explain-col-lasts = Lasts
explain-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
explain-until = until { $date }
explain-session = until the browser closes
explain-others = { $n ->
    [one] 1 other stored item
   *[other] { $n } other stored items
}
outside-broker = Outside the browsers, Microsoft Identity Broker is installed: it signs in by itself with the account of this computer.
outside-portal = Outside the browsers, Intune's Company Portal is installed: an organisation may manage this computer.
outside-tickets = Outside the browsers, you have Kerberos tickets, which sign in at services of their organisation.
outside-extension = An extension may hand the sign-in of this computer to a browser.
outside-policy = A policy lets browsers sign in with Kerberos.
desk-title = Signoff { $version }, for the help desk: counts and kinds only
desk-open = open, not looked into
desk-site = a site
desk-signs = { $n ->
    [one] 1 sign-in cookie
   *[other] { $n } sign-in cookies
}, { $persistent } of them persistent, { $rest ->
    [one] 1 other item
   *[other] { $rest } other items
}
desk-oldest = oldest { $n ->
    [one] 1 day
   *[other] { $n } days
}
desk-several = probably two sign-ins
desk-unread = { $n ->
    [one] 1 store
   *[other] { $n } stores
} unread
desk-none = Nothing found in the browsers.

## Policy
set-bad = Your settings can't be read. Nothing was removed. Correct the file or remove it.
set-ignored = Your settings can't be read, so they don't count here.
set-no-account = The computer's list of accounts doesn't name your home folder, so the variable HOME is used.
pol-good = There is no mistake in this policy.
err-fixed = Your organisation has set "{ $key }" to { $value }.
err-switch = Your organisation has decided that "{ $switch }" is always removed.
err-area = Your organisation has decided that "{ $area }" is left alone.
then-failed = What should follow did not happen: { $error }
then-no-program = the system's program for it (loginctl or systemctl) is not installed.
then-no-answer = the system did not answer.
then-refused = the system refused it.
then-not-locked = no program of this desktop locks the screen.
then-not-built = this system cannot do it yet.
then-do-lock = Lock the screen yourself, or log out.
then-do-log-out = Log out yourself.
then-do-restart = Restart the computer yourself.
then-instead-lock = Instead the screen is locked.
then-instead-log-out = Instead you are logged out.
then-instead-restart = Instead the computer restarts.

## Hooks
hook-end = End session at logout
hook-finish = Finish at login
hook-lightdm = LightDM
hook-gdm = GDM
hook-installed = installed
hook-outdated = outdated, install again
hook-changed = changed by somebody, left alone
hook-absent = not installed
hook-not-needed = this display manager is not on this computer
hook-taken = left alone, because of { $by }. Add this line to the script that runs when a session ends:
hook-from = This counts from the next login on.
hook-not-root = Only root can set hooks for everybody.
hook-lightdm-begins = LightDM, at login
hook-gdm-begins = GDM, at login
hook-session-begins = Before a user's systemd starts
hook-finish-all = Finish before anybody logs in
hook-finish-rest = Finish, what takes longer
hook-stops = Will not run as it should
hook-note = Please note
hook-masked = { $path } switches it off.
hook-masked-do = Remove that file or link.
hook-replaced = { $path } counts instead of the installed file.
hook-replaced-do = Remove that file or link.
hook-drop-in = { $path } changes it ({ $detail }).
hook-drop-in-do = Remove that file, or take these settings out of it.
hook-too-short = { $path } gives it only { $detail }.
hook-too-short-do = Allow more time there, or set a shorter time_budget and install the hook again.
hook-unread = { $path } cannot be read, so nobody can tell what runs.
hook-unread-do = Make it a plain file or folder that its owner can read, or remove it.
hook-not-runnable = { $path } cannot be started.
hook-not-runnable-do = sudo chmod 755 { $path }
hook-lingers = systemd of { $detail } goes on after the logout ({ $path }).
hook-lingers-do = loginctl disable-linger { $detail }
hook-programs-outlive = Programs that are left open in the background delay it until they end ({ $path }).
hook-programs-outlive-do = Set KillUserProcesses=yes in logind.conf, or install the hook for the whole computer (--system).
hook-other-sessions = { $detail } sessions of yours are open. It waits for the last one ({ $path }).
hook-other-sessions-do = Log out of the others too, for instance over ssh.
hook-other-display-manager = This computer starts another login screen, { $detail } ({ $path }), so this script does not run.
hook-other-display-manager-do = Nothing to do if that is intended: systemd runs End session when the user's last session ends.
hook-off-at-boot = Your organisation's settings switch it off: finish_at_boot = false ({ $path }).
hook-off-at-boot-do = Take that line out of the policy if a power cut is to be cleaned up when the computer starts.
src-default = default
src-user = your settings
src-machine = your organisation
win-managed = Managed by { $name }

## Past runs
log-none = No past runs are noted.
log-aside = The list of past runs was damaged; it was put aside as { $name }.
log-failed = This run could not be noted in the list of past runs.
rec-aside = Something else was in the place of a file or folder of Signoff's; it was put aside as { $name }.
rec-elsewhere = Signoff's own folder, .local/state/signoff, can't be used: { $why } This run is noted in the session's folder until log-out.
rec-nowhere = Signoff's own folder, .local/state/signoff, can't be used: { $why } So this run is noted nowhere: if one is cut off, nobody completes it.
rec-lock = Signoff can't tell whether another run is under way.
rec-unread = The note of an earlier, unfinished run can't be read. Run End session for everything, or remove .local/state/signoff/unfinished.json.
rec-newer = A newer Signoff noted an unfinished run here; only that version can complete it. Update Signoff.
rec-not-written = What is left to do could not be noted, so nobody will complete it. Make space in the home folder, then run End session again.
rec-not-removed = It could not be noted that this run is complete; the next log-in may repeat it.
rec-checks-unread = The list of files that failed a check in earlier runs can't be read, so they may not be named this time. It is begun anew.
rec-checks-not-written = Not all files that failed a check could be noted, so the next run may not name them. Make space in the home folder, then run it again.
rec-not-noted = It could not be noted that a run is still to be done, so nobody will do it by itself: { $error }
rec-why-link = a link leads elsewhere. Allow it in the policy (moved = […]), or remove the link.
rec-why-mount = another file system begins there. Allow it in the policy (moved = […]).
rec-why-owner = it belongs to another user. Give it back: sudo chown -R your-name ~/.local.
rec-why-folder = something that is not a folder is in its place. Remove that.
rec-why-access = it can't be written to. Allow it: chmod -R u+rwX ~/.local/state.
rec-why-space = the disk or the quota is full. Make space.
rec-why-other = the system refused. Ask whoever looks after this computer.
log-fix = Fix sign-in
log-clean = clean and verified
log-left = not finished: { $n ->
    [one] 1 item left
   *[other] { $n } items left
}
log-nothing = nothing was done
log-session = the session went on, nothing was done
log-time = cut short
log-cancelled = cancelled
past-title = Past runs
past-text = When Signoff ran here, and how it ended. No site, name or file is noted.
past-unreadable = The list of past runs can't be read.
past-more = The latest of { $n }. "signoff log" lists them all.

# window
win-title = Signoff
win-title-demo = Signoff – Demonstration
win-stays = stays
win-and = { $most } and { $last }
win-total = In all
win-preview-title = What will be removed
win-kinds = In the ticked browsers
win-all-profiles = all profiles
win-nothing-ticked = Nothing is ticked.
win-planning = Counting…
win-kept-sites = Sign-ins to chosen sites are kept.
win-kept-too = You also keep: { $what }.
win-place-reason = { $place }: { $reason }
win-stopping = Stopping…
win-step-later = later
win-step-now = now
win-step-done = done
win-run-slow-text = { $n ->
    [one] It may be asking you something, for example about unsaved work. Answer it, then wait once more.
   *[other] They may be asking you something, for example about unsaved work. Answer them, then wait once more.
}
win-force-text = Forcing may lose unsaved work.
win-part-title = Removed what you chose
win-part-text = Not everything was removed. You left: { $what }.
win-bad-title = Not finished
win-stopped-title = Not finished: you stopped it
win-nothing-title = Nothing was done
win-nothing-text = Nothing was removed.
win-checked = { $folders ->
    [one] 1 folder
   *[other] { $folders } folders
} and { $files ->
    [one] 1 file
   *[other] { $files } files
}
win-more = { $n ->
    [one] and 1 more; the copied report has it
   *[other] and { $n } more; the copied report has them all
}
win-save-report = Save report
win-saved = The report is saved.
win-not-saved = The report could not be written there.
win-look-again = Check again
win-trouble-home = Your home folder can't be used. Nothing was removed.
win-trouble-busy = Another clean-up is under way. Wait until it has finished.
win-put-off = Another clean-up was at work all the time. This one is noted: the next End session or log-in completes it.
win-put-off-not-noted = Another clean-up was at work all the time, and this one could not be noted, so nobody will do it by itself. Press End session before you use a browser.
win-trouble-processes = Signoff can't see which programs are running, so it does not know which browsers are open. Nothing was removed. Ask whoever looks after this computer.
win-trouble-marker = Signoff can't read what earlier runs left to do. Nothing was removed. Ask whoever looks after this computer.
win-trouble-stopped = You stopped the search. Nothing was removed.
win-trouble-internal = A fault in Signoff. Look at the browsers yourself before you leave, and please report it.
win-none = No window can be opened ({ $why }). Use the command line: "signoff preview", then "signoff end-session".
win-none-display = there is no display
win-none-unreachable = the display does not answer
win-none-unsuited = the display lacks something that a window needs
win-none-worker = a part of Signoff can't be started
win-elsewhere = browser's folder that is not at a usual place: { $at }
win-app = program with a browser inside, off unless you tick it
win-visible = among your own files, off unless you tick it: { $at }

# window: help, settings, first start, about
win-help = Help
win-where = By browser and profile
win-why = Why is this here: { $what }
win-search = Search
win-search-none = Nothing here is called that.
win-copied = Copied
win-run-polite = Each browser is asked to close and gets ten seconds.
win-stay-here = Please stay until it says that it is safe to leave.
win-seconds = { $n ->
    [one] 1 second left
   *[other] { $n } seconds left
}
why-cookies = Cookies keep you signed in. Whoever opens this browser next would be signed in as you.
why-site-data = What websites store on this computer. It can hold sign-ins, drafts and messages.
why-history = Which pages you visited, what you searched for and what you downloaded. The downloaded files stay.
why-cache = Copies of pages and pictures that you have seen. It is often the largest part.
why-tabs = The pages that were open. The browser would open them again for the next person.
why-pw = Passwords that the browser saved. It would fill them in for the next person.
why-forms = Names, addresses and searches that you typed. The browser would suggest them to the next person.
why-account = The account that the browser itself is signed in to. It syncs bookmarks, passwords and history.
why-permissions = Which websites may use the camera, the microphone or your location.
why-certificates = Private keys, and the certificates that go with them: they sign in as you. They cannot be restored. Other certificates stay.
why-other = All else that the browser left in its folders, known or unknown, except bookmarks, extensions and settings.
first-sub = So that Signoff knows what to tick. It asks only once.
first-yes-text = In a classroom, library or office. Everything that you left in the browsers is ticked.
first-no-text = Nobody else uses it. Nothing is ticked until you choose.
first-later = You can change this later in the settings.
help-copy = Copy { $what }
help-copied = Copied: { $what }
set-title = Settings
set-language = Language
set-look = Colours
set-look-system = As the system
set-look-light = Light
set-look-dark = Dark
set-look-contrast = High contrast
set-text = Text size
set-percent = { $n } %
set-motion = Reduce motion
set-motion-text = Nothing on the screen moves by itself.
set-unsaved = This choice could not be saved. It holds until you close the window.
about-title = About Signoff
about-version = Version { $version }
about-what = Leaves a shared computer clean: closes the browsers, removes what you left in them, checks that it is gone, and says so.
about-never = It never reads passwords or the contents of cookies, and sends nothing anywhere.
about-servers = It ends sign-ins on this computer. Sessions on the servers live until they expire.
about-terms = Licensed under MIT or Apache 2.0. Text in Inter (SIL Open Font License 1.1).

# window: Fix sign-in and Why?
win-fix-text = Removes only the sign-ins that you tick. Other sites, history and bookmarks stay.
win-fix-which = Sign-ins to remove
win-fix-site = Another site
win-fix-site-text = For example library.example.org. Everything below it counts too.
win-fix-add = Add
win-fix-add-first = Add the site that you typed, or clear the field.
win-fix-looking = Looking into the browsers
win-fix-items = { $n ->
    [one] 1 item
   *[other] { $n } items
}
win-fix-nothing = nothing found
win-fix-open = { $browsers } must be closed first. Other browsers stay open.
win-fix-title = Removing sign-ins…
win-fix-stay = Everything else in the browsers stays.
win-fix-remove = Removing what these sites left
win-fix-done = Sign-ins removed
win-fix-was-clean = There was nothing to remove
win-fix-stores = { $n ->
    [one] 1 store
   *[other] { $n } stores
} cleaned
win-fix-left = Some of it may still be there and get in the way of signing in. If it does, call the IT Helpdesk.
win-open-page = Open the sign-in page
win-open-not-found = the browser's program was not found
win-open-refused = the browser can't be started
win-services = Signed-in services
win-services-short = Signed-in services
win-services-text = Services to which the browsers on this computer are signed in. Signing out on a service's own page also ends the session on its servers, which Signoff can't do.
win-sign-out = Open sign-out page
win-clean = Clean window
win-clean-text = Opens a browser on an empty profile, without the sign-ins of your own browsers.
win-clean-browser = Browser
win-clean-page = Login page
win-clean-open = Open a clean window
win-clean-opening = Opening { $browser }…
win-clean-close = Close it now
win-clean-none = No installed browser can open a clean window; it takes one of the Chromium or Firefox families.
win-demo-pages = The demonstration opens no real browser.
win-ask-why = Why?
win-ask-title = Why does sign-in go wrong?
win-ask-text = Which sign-ins the browsers hold, how old they are, and what may win over yours.
win-ask-table = Sign-ins by profile
win-copy-desk = Copy for the help desk

## Services
services-page = Sign-out page
explain-col-service = Service
explain-col-since = Since
services-no-page = no sign-out page is known
services-no-way = this program opens no page that it is told
services-none = No browser on this computer holds a live sign-in to a known service.
services-none-known = No live sign-in is known.
services-how = "signoff services --open NAME" opens the sign-out page in the browser and profile that hold the sign-in.
services-opened = Opened: the sign-out page of { $service } in { $whose }
services-not-opened = Not opened: the sign-out page of { $service } in { $whose }: { $why }
services-nowhere = No live sign-in to { $service } is known; no page was opened.
why-demo = the demonstration opens no real browser.
err-service = There is no service "{ $asked }".
err-service-many = "{ $asked }" names more than one service.

## Clean window
clean-open = { $browser } is open on an empty profile. Close it when you are done; the profile then goes.
clean-gone = Clean and verified: { $browser } is closed, and its throw-away profile is gone ({ $files ->
    [one] 1 file
   *[other] { $files } files
}, { $size }).
clean-left = Not finished: something of the clean window in { $browser } is left:
clean-earlier = Clean and verified: what an earlier clean window had left behind is gone ({ $files ->
    [one] 1 file
   *[other] { $files } files
}, { $size }).
clean-earlier-left = Not finished: something of an earlier clean window is left:
clean-later = "signoff finish" or the next clean window removes it.
clean-not-started = { $browser } did not start: { $why }
clean-ended = { $browser } ended by itself before its window opened (exit code { $code }).
clean-no-display = there is no display to open a window on.
clean-no-browser = no installed browser can open a clean window; it takes one of the Chromium or Firefox families.
err-clean-browser = { $asked } cannot open a clean window on this computer: it is not installed, or is of another family than Chromium's and Firefox's.
err-no-login = No login page of { $asked } is known. Name one by its address.
err-page = "{ $asked }" is no page of the web. Name a host, or an address with http:// or https://.
