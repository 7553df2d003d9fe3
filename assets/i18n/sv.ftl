# Svenska (Finland). Samma nycklar och variabler som i en.ftl; ett test jämför dem.

## The window, and words that both programs share
home-title = Lämna datorn ren
home-sub = Tar bort dina inloggningar och spår i webbläsarna på den här datorn.
end = Avsluta sessionen
will = Tas bort
kept = Behålls: bokmärken, nedladdade filer och inställningar.
kept-downloads-go = Behålls: bokmärken och inställningar. Sessionens nedladdningar tas bort.
kept-downloads-all-go = Behålls: bokmärken och inställningar. Alla filer i mappen för nedladdningar tas bort.
kept-everything = Behålls: nedladdade filer. Även bokmärken och inställningar tas bort.
kept-everything-downloads-go = Även bokmärken, inställningar och sessionens nedladdningar tas bort.
kept-everything-downloads-all-go = Även bokmärken, inställningar och alla filer i mappen för nedladdningar tas bort.
kept-only = Behålls: allt annat
undo = Borttagningen kan inte ångras.
details = Visa detaljer
open = öppen nu
profiles = { $n ->
    [one] 1 profil
   *[other] { $n } profiler
}
browsers = { $n ->
    [one] 1 webbläsare
   *[other] { $n } webbläsare
}
files = { $n ->
    [one] 1 fil
   *[other] { $n } filer
}
cat-cookies = Kakor och inloggningar
cat-site-data = Webbplatsdata
cat-history = Webb- och nedladdningshistorik
cat-cache = Cache
cat-tabs = Öppna flikar
cat-pw = Sparade lösenord
cat-forms = Formulärdata
cat-account = Webbläsarens konto och synkronisering
cat-permissions = Webbplatsbehörigheter
cat-certificates = Personliga certifikat och deras nycklar
cat-other = Allt annat
run-title = Spara ditt arbete först
run-text = { $browsers } stängs. Osparade formulär och utkast går förlorade.
run-go = Stäng webbläsarna och fortsätt
run-slow = { $n ->
    [one] { $browser } har inte stängts.
   *[other] { $browser } har inte stängts.
}
run-force = Tvinga att stänga
back = Tillbaka
stop = Avbryt
p-title = Rensar webbläsardata…
p-look = Letar efter webbläsare
p-close = Stänger webbläsare
p-remove = Tar bort kakor, historik och cache
p-check = Kontrollerar resultatet
p-wait = Väntar på att { $browser } stängs
ok-title = Du kan tryggt gå
ok-text = Inga inloggningar, ingen historik och ingen cache finns kvar i dina webbläsare på den här datorn.
ok-proof = { $p } kontrollerade kl. { $time }
ok-os = Du kan fortfarande vara inloggad på själva datorn.
ok-logout = Logga ut från datorn
close = Stäng
wait = Vänta
retry = Försök igen
copy = Kopiera rapporten
copy-list = Kopiera listan
none = Inget att ta bort. Webbläsarna är redan rena.
none-browser = Inga webbläsare hittades på datorn.
pol-bad = Organisationens inställningar kan inte läsas. Inget har tagits bort. Ring IT Helpdesk.
policy = Bestäms av din organisation
bad-title = Inte klart: { $n ->
    [one] 1 objekt är kvar
   *[other] { $n } objekt är kvar
}
bad-stay = Gå inte ännu. Logga själv ut från webbplatserna eller ring IT Helpdesk.
fix = Åtgärda inloggningen
fix-text = Tar bara bort Microsoft- och TUNI-inloggningar ur webbläsarna. Andra webbplatser, historik och bokmärken behålls.
fix-when = Använd det här om inloggningen går runt i cirklar eller om webbläsaren föreslår fel Microsoft-konto.
fix-go = Ta bort inloggningarna
test = Testa inloggningen i ett rent fönster
test-after = Fönstret sparar ingenting när du stänger det.
help = Inloggningshjälp
kiosk-title = Är du klar?
kiosk-left = { $n ->
    [one] Sessionen avslutas om 1 sekund
   *[other] Sessionen avslutas om { $n } sekunder
}
kiosk-stay = Fortsätt använda
kiosk-wait = Tid tills sessionen avslutas av sig själv
kiosk-touch = Rör pekaren eller tryck på en tangent för att fortsätta.
kiosk-idle = { $n ->
    [one] Om ingen rör datorn på 1 minut avslutas sessionen av sig själv.
   *[other] Om ingen rör datorn på { $n } minuter avslutas sessionen av sig själv.
}
kiosk-blind = Datorn vet inte när ingen är här. Tryck på Avsluta sessionen innan du går.
kiosk-never = Sessionen avslutas inte av sig själv. Tryck på Avsluta sessionen innan du går.
kiosk-next = Klar
first = Är det här en delad dator?
first-yes = Ja, delad
first-no = Nej, min egen
demo = Demonstration
demo-text = Demonstration: en exempelhemkatalog som gjorts för den här körningen. Inget av ditt rörs.

## What is left, and why
bad-open = Webbläsaren är fortfarande öppen
bad-inuse = Används av ett annat program
bad-inuse-by = Används av { $name }
bad-perm = Behörighet att ta bort saknas
bad-owner = Tillhör en annan användare
bad-mount = På ett annat filsystem
bad-changed = Mappen har ändrats efter förhandsvisningen
bad-damaged = Kan inte läsas; lämnades som den var
bad-schema = En nyare form av databas; lämnades som den var
bad-space = Inget utrymme på disken; lämnades som den var
bad-back = Kom tillbaka under borttagningen
bad-found = Hittades vid kontrollen
bad-mentioned = Nämner fortfarande en webbplats som skulle glömmas
bad-unverified = Kunde inte kontrolleras
bad-before = Klarade inte kontrollen i en tidigare körning och har inte ändrats sedan dess
bad-since = Öppnad efter den avbrutna körningen
bad-again = Öppnades igen medan den rensades
bad-unreached = Hanns inte med
bad-os = Systemet nekade (fel { $code })
bad-internal = Ett fel i det här programmet; rapportera det gärna

## What is not touched, and why
owed-title = En tidigare session avbröts
owed-text = Allt som den lämnade i webbläsarna är inte borttaget. Du kan låta ta bort det nu; öppna webbläsare och det som har skrivits sedan dess rörs inte.
owed-finish = Ta bort det som är kvar
owed-at-work = Tar bort det som en tidigare session lämnade
skip-title = Rördes inte
skip-link = En länk leder någon annanstans
skip-moved = Om administratören har flyttat dem med avsikt kan policyn säga det: { $line }
skip-mount = På ett annat filsystem
skip-owner = Tillhör en annan användare
skip-unreadable = Kan inte läsas
skip-outside = Utanför webbläsarens mapp
skip-not-folder = Inte en mapp
skip-not-proven = En inställning anger den här mappen, och den kan innehålla dina egna filer
skip-elsewhere = En webbläsares mapp som inte ligger på en vanlig plats
skip-search = Sökningen efter webbläsares mappar slutade här
skip-sites = Behålls som det är: Signoff kan inte ta bort enstaka webbplatser ur den här webbläsaren. Allt tas bort när sessionen avslutas.
skip-unseen = Används någon annanstans (annan dator eller container)
skip-host = Används på { $name }

## Vad som hjälper med det som finns kvar eller inte rördes. Knappar och växlar som de stavas.
do-title = Så kommer du vidare
do-close = Stäng { $name } och försök igen.
do-close-others = Stäng programmen som använder det och försök igen.
do-rights = Ge dig själv rätt att ändra det: chmod -R u+rwX { $folder }
do-rights-there = Ge dig själv rätt att ändra det (chmod -R u+rwX) och försök igen.
do-owner = Ta tillbaka den i ditt namn: sudo chown -R { $user } { $folder }
do-owner-there = Ta tillbaka den i ditt namn (sudo chown -R { $user }), eller fråga { $desk }.
do-link = Ta bort länken eller flytta tillbaka mappen. Om du inte har gjort länken själv, fråga { $desk }.
do-mount = Flytta tillbaka mappen till hemkatalogens disk, eller fråga { $desk }.
do-everything = Om du avslutar sessionen med --level everything tas den bort helt.
do-space = Töm papperskorgen eller ta bort stora filer och försök igen.
do-again-desk = Försök igen. Om det ändå blir kvar, fråga { $desk }.
do-session-all = Stäng webbläsaren och försök igen. Om det ändå blir kvar tas det bort när du avslutar sessionen.
do-since = Den används igen. Avsluta sessionen när du är klar med { $name }.
do-time = Kör igen och ge det mer tid (--time-budget).
do-clipboard = Kopiera något harmlöst eller logga ut från datorn.
do-template = Fråga { $desk }: mallen måste vara administratörens egna vanliga filer som alla kan läsa.
do-report = Titta själv på { $name } innan du går, och fråga { $desk }.
do-outside = Titta själv i mappen: Signoff tar inte bort något utanför webbläsarens egna mappar.
do-not-folder = Ta bort det som ligger på mappens plats och försök igen.
do-not-proven = Titta i mappen och töm den själv: inget visar att den bara innehåller sådant som får tas bort.
do-session = När sessionen avslutas tas allt i den bort.
do-host = Stäng webbläsaren på { $name } och försök igen. Om den inte är öppen där, ta bort dess lås ("SingletonLock" eller "lock").
do-elsewhere = Stäng webbläsaren på den andra datorn eller i containern och försök igen.
do-name = Rensa den med --browser { $name }, eller för alla obevakade körningar i policyn: elsewhere = "clean".
do-search = Det finns för mycket i den eller för lite tid: flytta en del, eller ge körningen mer tid (--time-budget).
desk-somebody = den som sköter datorn
desk-phone = IT Helpdesk ({ $phone })

## Areas outside browsers
area-title = Utanför webbläsarna
area-recent = Senast använda filer
area-recent-text = Skrivbordets lista över filer som du öppnat under den här sessionen och över det som webbläsare laddat ner. Själva filerna blir kvar.
area-thumbs = Miniatyrbilder
area-thumbs-text = Små bilder av filer. De görs på nytt när de behövs.
area-trash = Papperskorgen
area-trash-text = Filer som du har tagit bort, på den här datorn och på anslutna diskar. De går inte att få tillbaka.
area-downloads = Sessionens nedladdningar
area-downloads-text = Filer i mappen för nedladdningar som är nya sedan du loggade in. Molntjänsters mappar blir kvar.
area-clipboard = Urklipp
area-clipboard-text = Det du senast kopierade eller markerade, och det som vanliga urklippshanterare har sparat.
area-temp = Tillfälliga filer
area-temp-text = Dina filer i de gemensamma mapparna för tillfälliga filer som inget program använder.
area-embedded = Appar med inbyggd webbläsare
area-embedded-text = Inloggningar i program som visar egna webbsidor.
area-microsoft = Datorns Microsoft-konton
area-microsoft-text = Konton som operativsystemet självt är inloggat på.
area-none = Här finns ingenting.
area-lines = sessionens rader
note-not-here = På den här datorn finns där inget som Signoff känner till.
note-beginning = Det är inte känt när du loggade in, så alla filer i mappen räknas.
note-synced = { $folder } delas med en molntjänst och blir kvar.
note-in-use = { $n ->
    [one] 1 objekt används och blir kvar.
   *[other] { $n } objekt används och blir kvar.
}
note-no-display = Ingen skärm kan nås härifrån, så det finns inget urklipp att tömma.
note-manager = { $program } körs och minns vad som har kopierats: töm dess historik eller stäng det.
note-cut = Det finns mer än det som gicks igenom.
bad-not-possible = Det här skrivbordet (Wayland) låter inget annat program tömma det
bad-template = Kom inte från organisationens mallprofil: kan inte läsas, är inte administratörens egen vanliga fil eller skiljer sig

## Sizes
size-at-least = minst { $size }
size-unknown = framgår efter stängning
size-left = storleken räknades inte

## The command line: results. The first words of the first line are fixed in product.md.
res-clean = Rent och kontrollerat: { $files ->
    [one] 1 fil
   *[other] { $files } filer
}, { $size } togs bort.
res-clean-none = Rent och kontrollerat: det fanns inget att ta bort.
res-left = Inte klart: { $n ->
    [one] 1 objekt är kvar.
   *[other] { $n } objekt är kvar.
}
res-time = Inte klart: körningen avbröts.
res-time-noted = "signoff finish" slutför den.
res-cut = Inte klart: körningen avslutades innan den var färdig. "signoff finish" slutför det som hade påbörjats.
res-put-off = Inte klart: en annan körning pågick hela tiden.
res-put-off-noted = "signoff finish" slutför den här.
res-cancelled = Inte klart: du avbröt körningen.
res-none = Inget gjordes: { $why }
why-open = dessa stängdes inte: { $browsers }.
why-session = sessionen pågår fortfarande
session-unknown = Det gick inte att avgöra om sessionen är slut. Signoff utgick från att den är det.
why-said-no = du godkände inte borttagningen.
why-stopped = körningen stoppades innan den började.
why-changed = planen har ändrats; förhandsvisa igen.
why-busy = en annan körning pågår.
why-no-processes = Signoff kan inte se vilka program som körs (/proc saknas eller hör inte till den här containern) och vet därför inte vilka webbläsare som är öppna. Fråga den som sköter datorn.
why-error = { $error }
why-unknown = se nedan.
res-removed = Togs bort: { $files ->
    [one] 1 fil
   *[other] { $files } filer
}, { $size }
res-planned = Planerat: { $size }
res-items = { $done } av { $n } klara
res-checked = Kontrollerades: { $folders ->
    [one] 1 mapp
   *[other] { $folders } mappar
}, { $edits ->
    [one] 1 redigerad fil
   *[other] { $edits } redigerade filer
}
res-searched = Kontoadresser söktes i { $n } av { $m } filer
res-left-title = Kvar
res-administrators = Administratörens filer, som blir kvar:
res-more = { $n ->
    [one] och 1 till
   *[other] och { $n } till
}
res-lost = { $place }: kunde inte läsas i sin helhet. Det som kunde läsas är kvar, resten är borta.
res-new = Nytt sedan förhandsvisningen, togs också bort
res-open = Fortfarande öppna: { $browsers }
res-browser-folder = webbläsarens mapp

## The command line: preview, list of browsers, questions
pre-edit = Inställningar och databaser som behålls, rensas: { $n ->
    [one] 1 fil
   *[other] { $n } filer
}
pre-certificates = Privata nycklar och de personliga certifikat som hör till dem tas bort, om det finns några. De kan inte återställas.
pre-extensions = Tillägg som är kvar fast din organisation inte har installerat dem
pre-extensions-go = Tillägg som tas bort eftersom din organisation inte har installerat dem
pre-template = I stället för de här profilerna kommer organisationens mallprofil
pre-moved = Cache som en inställning har flyttat. Ur de här mapparna tas bara webbläsarens cache bort.
pre-elsewhere = Webbläsares mappar som inte ligger på en vanlig plats i din hemkatalog
else-goes = tas bort
else-stays = blir kvar om du inte anger den med --browser
else-changed = tas bort i den mån den har ändrats under sessionen
res-elsewhere = Lämnades i fred, helt eller delvis, eftersom ingen valde dem
pre-open = Öppna nu: { $browsers }
pre-digest = Planens kontrollsumma: { $digest }
list-running = öppen nu
list-elsewhere = en webbläsares mapp som inte ligger på en vanlig plats
list-visible = en webbläsares mapp bland dina egna filer, lämnas i fred om du inte anger den
list-app = program med en webbläsare inuti, lämnas i fred om du inte anger det
list-cut = Sökningen efter webbläsares mappar slutade vid { $at }: det finns för mycket att gå igenom.
names-title = Namn som ingen regel nämner i mappar som behålls
names-none = Varje namn i mapparna som behålls nämns av en regel.
names-goes = tas bort när sessionen avslutas
names-stays = blir kvar
list-closed = stängd
ask = Avsluta sessionen nu? [j/N]
ask-yes = j ja
err-no-terminal = Det finns ingen terminal att fråga på. Lägg till --yes, eller titta först med "signoff preview".
finish-all-off = Inget gjordes: din organisation har bestämt att "finish_at_boot" är false.
finish-all-cut = Inte klart: tiden tog slut innan alla konton hade gåtts igenom.
finish-all-ended = inte klart: det stoppades eller kunde inte startas
err-finish-all = Bara root kan göra detta för alla konton. Skriv sudo framför, eller utelämna --all.
err-browser = Det finns ingen webbläsare "{ $asked }".
err-profile = Det finns ingen profil "{ $asked }".
err-profile-many = "{ $asked }" betyder fler än en profil.
err-near = Menade du: { $near }

## Fix sign-in and Why?, on the command line
fix-will = Tas bort: inloggningar och lagrade data för { $sites }
fix-none = Inget att ta bort: ingen webbläsare har något från { $sites }.
fix-kept = Behålls: andra webbplatser, historik, bokmärken, lösenord och inställningar
fix-ends = Andra webbplatsers sessionskakor och sessionsdata upphör med webbläsaren, som alltid när den stängs.
fix-tabs = de senast öppna flikarna, hela (de går inte att dela upp)
fix-done = Borttaget från
fix-open-nowhere = inget togs bort, så det är inte känt i vilken webbläsare
fix-remains = det som en avbruten körning lämnade i filen
fix-left-open = Lämnas öppen: { $browsers }. Inget som har sparats där nämner de här webbplatserna. Om du loggade in där för mindre än en minut sedan, stäng webbläsaren och kör detta igen.
fix-servers = Bara den här datorn ändrades: sessioner på servrarna lever tills de går ut.
fix-ask = Ta bort inloggningarna nu? [j/N]
fix-not-opened = Inloggningssidan öppnades inte: { $why }
res-clean-edits = Rent och kontrollerat: { $n ->
    [one] 1 lager rensat
   *[other] { $n } lager rensade
}s.
err-set = Det finns ingen webbplatsgrupp "{ $asked }".
err-site = "{ $asked }" är varken en webbplatsgrupp eller en webbplats.
err-suffix = "{ $asked }" delas av många: alla har webbplatser under den ändelsen. Ange en webbplats.
explain-none = Ingen webbläsare på den här datorn har något från { $sites }.
explain-open = { $whose } är öppen; innehållet framgår efter stängning.
explain-holds = { $whose } har en inloggning till { $service }, gjord { $days ->
    [0] i dag
    [one] för 1 dag sedan
   *[other] för { $days } dagar sedan
}.
explain-stays = Den finns kvar när webbläsaren stängs ("förbli inloggad").
explain-ends = Den upphör när webbläsaren stängs.
explain-several = Det ser ut att finnas två inloggningar till { $service } i { $whose }, kanske från två organisationer; den äldre kan vinna över den du vill ha.
explain-rest = { $whose } har { $n ->
    [one] 1 lagrad uppgift
   *[other] { $n } lagrade uppgifter
} från { $service }, men ingen känd inloggning.
explain-unread = I { $whose } kan { $n ->
    [one] 1 lager
   *[other] { $n } lager
} inte läsas.
explain-can = { $how } tar bort allt detta ur webbläsarna, och inget annat.
explain-cannot = Sessioner på servrarna kan inte avslutas härifrån.
explain-cannot-outside = Sessioner på servrarna kan inte avslutas härifrån, och datorn själv fortsätter att logga in.
explain-col-profile = Profil
explain-col-set = Uppsättning
explain-col-mark = Kaka
explain-col-host = Värd
explain-col-created = Skapad
explain-col-used = Senast använd
explain-col-lasts = Varar
explain-days = { $n ->
    [one] 1 dag
   *[other] { $n } dagar
}
explain-until = till { $date }
explain-session = tills webbläsaren stängs
explain-others = { $n ->
    [one] 1 annan lagrad uppgift
   *[other] { $n } andra lagrade uppgifter
}
outside-broker = Utanför webbläsarna finns Microsoft Identity Broker installerad: den loggar in av sig själv med datorns konto.
outside-portal = Utanför webbläsarna finns Intunes Company Portal installerad: en organisation kan hantera datorn.
outside-tickets = Utanför webbläsarna har du Kerberosbiljetter, som loggar in på organisationens tjänster.
outside-extension = Ett tillägg kan förmedla datorns inloggning till en webbläsare.
outside-policy = En policy låter webbläsare logga in med Kerberos.
desk-title = Signoff { $version }, för supporten: bara antal och slag
desk-open = öppen, inte undersökt
desk-site = en webbplats
desk-signs = { $n ->
    [one] 1 inloggningskaka
   *[other] { $n } inloggningskakor
} (varaktiga: { $persistent }), { $rest ->
    [one] 1 annan uppgift
   *[other] { $rest } andra uppgifter
}
desk-oldest = äldst { $n ->
    [one] 1 dag
   *[other] { $n } dagar
}
desk-several = troligen två inloggningar
desk-unread = { $n ->
    [one] 1 oläst lager
   *[other] { $n } olästa lager
}
desk-none = Inget hittades i webbläsarna.

## Policy
set-bad = Dina inställningar kan inte läsas. Inget har tagits bort. Rätta filen eller ta bort den.
set-ignored = Dina inställningar kan inte läsas, så de gäller inte här.
set-no-account = Datorns lista över konton anger inte din hemkatalog, så variabeln HOME används.
pol-good = Det finns inget fel i den här policyn.
err-fixed = Din organisation har bestämt att "{ $key }" är { $value }.
err-switch = Din organisation har bestämt att "{ $switch }" alltid tas bort.
err-area = Din organisation har bestämt att "{ $area }" lämnas orörd.
then-failed = Det som skulle ske efteråt blev inte gjort: { $error }
then-no-program = systemets program för det (loginctl eller systemctl) är inte installerat.
then-no-answer = systemet svarade inte.
then-refused = systemet tillät det inte.
then-not-locked = inget program på det här skrivbordet låser skärmen.
then-not-built = det här systemet kan det inte än.
then-do-lock = Lås skärmen själv, eller logga ut.
then-do-log-out = Logga ut själv.
then-do-restart = Starta om datorn själv.
then-instead-lock = I stället låses skärmen.
then-instead-log-out = I stället loggas du ut.
then-instead-restart = I stället startas datorn om.

## Hooks
hook-end = Avsluta sessionen vid utloggning
hook-finish = Slutför vid inloggning
hook-lightdm = LightDM
hook-gdm = GDM
hook-installed = installerad
hook-outdated = föråldrad, installera igen
hook-changed = ändrad av någon, lämnas i fred
hook-absent = inte installerad
hook-not-needed = den här inloggningshanteraren finns inte på datorn
hook-taken = lämnas i fred på grund av { $by }. Lägg till den här raden i skriptet som körs när en session avslutas:
hook-from = Detta gäller från och med nästa inloggning.
hook-not-root = Bara root kan installera detta för alla.
hook-lightdm-begins = LightDM, vid inloggning
hook-gdm-begins = GDM, vid inloggning
hook-session-begins = Innan användarens systemd startar
hook-finish-all = Slutför innan någon loggar in
hook-finish-rest = Slutför det som tar längre tid
hook-stops = Körs inte som den ska
hook-note = Observera
hook-masked = { $path } stänger av den.
hook-masked-do = Ta bort den filen eller länken.
hook-replaced = { $path } gäller i stället för den installerade filen.
hook-replaced-do = Ta bort den filen eller länken.
hook-drop-in = { $path } ändrar den ({ $detail }).
hook-drop-in-do = Ta bort den filen, eller ta bort de inställningarna ur den.
hook-too-short = { $path } ger den bara { $detail }.
hook-too-short-do = Tillåt mer tid där, eller ange en kortare time_budget och installera igen.
hook-unread = { $path } kan inte läsas, så ingen kan veta vad som körs.
hook-unread-do = Gör den till en vanlig fil eller mapp som ägaren kan läsa, eller ta bort den.
hook-not-runnable = { $path } kan inte startas.
hook-not-runnable-do = sudo chmod 755 { $path }
hook-lingers = systemd för { $detail } fortsätter efter utloggningen ({ $path }).
hook-lingers-do = loginctl disable-linger { $detail }
hook-programs-outlive = Program som ligger kvar i bakgrunden fördröjer den tills de avslutas ({ $path }).
hook-programs-outlive-do = Ange KillUserProcesses=yes i logind.conf, eller installera för hela datorn (--system).
hook-other-sessions = Du har { $detail } sessioner öppna. Den väntar på den sista ({ $path }).
hook-other-sessions-do = Logga ut även från de andra, till exempel över ssh.
hook-other-display-manager = Datorn startar en annan inloggningshanterare, { $detail } ({ $path }), så det här skriptet körs inte.
hook-other-display-manager-do = Om det är meningen behöver du inte göra något: systemd rensar när användarens sista session avslutas.
hook-off-at-boot = Organisationens inställningar stänger av den: finish_at_boot = false ({ $path }).
hook-off-at-boot-do = Ta bort den raden ur policyn om ett strömavbrott ska städas upp när datorn startar.
src-default = standard
src-user = dina inställningar
src-machine = din organisation
win-managed = Hanteras av { $name }

## Past runs
log-none = Inga tidigare körningar är antecknade.
log-aside = Listan över tidigare körningar var skadad; den lades åt sidan som { $name }.
log-failed = Den här körningen kunde inte antecknas i listan över tidigare körningar.
rec-aside = Något annat låg på platsen för en av Signoffs filer eller mappar; det lades undan som { $name }.
rec-elsewhere = Signoffs egen mapp .local/state/signoff kan inte användas: { $why } Den här körningen är antecknad i sessionens mapp fram till utloggningen.
rec-nowhere = Signoffs egen mapp .local/state/signoff kan inte användas: { $why } Därför är körningen inte antecknad någonstans: om den avbryts slutför ingen den.
rec-lock = Signoff kan inte avgöra om en annan körning pågår.
rec-unread = Anteckningen om en tidigare, oavslutad körning kan inte läsas. Avsluta sessionen i alla webbläsare, eller ta bort .local/state/signoff/unfinished.json.
rec-newer = En nyare Signoff har antecknat en oavslutad körning här; bara den versionen kan slutföra den. Uppdatera Signoff.
rec-not-written = Det som är kvar att göra kunde inte antecknas, så ingen slutför det. Frigör utrymme i hemkatalogen och avsluta sessionen igen.
rec-not-removed = Det kunde inte antecknas att körningen är klar; den kan upprepas vid nästa inloggning.
rec-checks-unread = Listan över filer som inte klarade kontrollen i tidigare körningar kan inte läsas, så de kanske inte nämns den här gången. Listan börjas om.
rec-checks-not-written = Alla filer som inte klarade kontrollen kunde inte antecknas, så nästa körning kanske inte nämner dem. Frigör utrymme i hemkatalogen och kör igen.
rec-not-noted = Det kunde inte antecknas att en körning återstår, så den görs inte av sig själv: { $error }
rec-why-link = en länk leder någon annanstans. Tillåt den i policyn (moved = […]) eller ta bort länken.
rec-why-mount = ett annat filsystem börjar där. Tillåt det i policyn (moved = […]).
rec-why-owner = den tillhör en annan användare. Ge tillbaka den: sudo chown -R ditt-namn ~/.local.
rec-why-folder = något som inte är en mapp finns på dess plats. Ta bort det.
rec-why-access = det går inte att skriva i den. Rätta behörigheten: chmod -R u+rwX ~/.local/state.
rec-why-space = disken eller kvoten är full. Frigör utrymme.
rec-why-other = systemet nekade. Fråga den som sköter datorn.
log-fix = Åtgärda inloggningen
log-clean = rent och kontrollerat
log-left = inte klart: { $n ->
    [one] 1 objekt är kvar
   *[other] { $n } objekt är kvar
}
log-nothing = inget gjordes
log-session = sessionen pågick fortfarande, inget gjordes
log-time = avbruten i förtid
log-cancelled = avbruten
past-title = Tidigare körningar
past-text = När Signoff kördes här och hur det slutade. Inga webbplatser, namn eller filer antecknas.
past-unreadable = Listan över tidigare körningar kan inte läsas.
past-more = De senaste av { $n }. Kommandot "signoff log" visar alla.

# window
win-title = Signoff
win-title-demo = Signoff – Demonstration
win-stays = behålls
win-and = { $most } och { $last }
win-total = Totalt
win-preview-title = Vad som tas bort
win-kinds = I de valda webbläsarna
win-all-profiles = alla profiler
win-nothing-ticked = Inget är valt.
win-planning = Räknar…
win-kept-sites = Inloggningar på valda webbplatser behålls.
win-kept-too = Du behåller också: { $what }.
win-place-reason = { $place }: { $reason }
win-stopping = Avbryter…
win-step-later = senare
win-step-now = nu
win-step-done = klart
win-run-slow-text = { $n ->
    [one] Den kanske frågar dig något, till exempel om osparat arbete. Svara och vänta sedan en gång till.
   *[other] De kanske frågar dig något, till exempel om osparat arbete. Svara och vänta sedan en gång till.
}
win-force-text = Tvingad stängning kan förstöra osparat arbete.
win-part-title = Det du valde är borttaget
win-part-text = Allt togs inte bort. Du lämnade kvar: { $what }.
win-bad-title = Inte klart
win-stopped-title = Inte klart: du avbröt
win-nothing-title = Inget gjordes
win-nothing-text = Inget har tagits bort.
win-checked = { $folders ->
    [one] 1 mapp
   *[other] { $folders } mappar
} och { $files ->
    [one] 1 fil
   *[other] { $files } filer
}
win-more = { $n ->
    [one] och 1 till; den finns i den kopierade rapporten
   *[other] och { $n } till; de finns i den kopierade rapporten
}
win-save-report = Spara rapporten
win-saved = Rapporten är sparad.
win-not-saved = Rapporten kunde inte skrivas dit.
win-look-again = Kontrollera igen
win-trouble-home = Din hemmapp kan inte användas. Inget har tagits bort.
win-trouble-busy = En annan rensning pågår. Vänta tills den är klar.
win-put-off = En annan rensning pågick hela tiden. Den här är antecknad: nästa gång sessionen avslutas eller någon loggar in slutförs den.
win-put-off-not-noted = En annan rensning pågick hela tiden, och den här kunde inte antecknas, så ingen gör den av sig själv. Avsluta sessionen innan du använder en webbläsare.
win-trouble-processes = Signoff kan inte se vilka program som körs och vet därför inte vilka webbläsare som är öppna. Inget har tagits bort. Fråga den som sköter datorn.
win-trouble-marker = Signoff kan inte läsa vad tidigare körningar lämnade ogjort. Inget har tagits bort. Fråga den som sköter datorn.
win-trouble-stopped = Du avbröt sökningen. Inget har tagits bort.
win-trouble-internal = Ett fel i Signoff. Kontrollera webbläsarna själv innan du går, och rapportera felet.
win-none = Inget fönster kan öppnas ({ $why }). Använd kommandoraden: "signoff preview" och sedan "signoff end-session".
win-none-display = det finns ingen skärm
win-none-unreachable = skärmen svarar inte
win-none-unsuited = skärmen saknar något som ett fönster behöver
win-none-worker = en del av Signoff kan inte startas
win-elsewhere = en webbläsares mapp som inte ligger på en vanlig plats: { $at }
win-app = program med en webbläsare inuti, tas med bara om du markerar det
win-visible = bland dina egna filer, tas med bara om du markerar den: { $at }

# window: help, settings, first start, about
win-help = Hjälp
win-where = Per webbläsare och profil
win-why = Varför finns detta här: { $what }
win-search = Sök
win-search-none = Inget här heter så.
win-copied = Kopierat
win-run-polite = Varje webbläsare får en begäran om att stängas och har tio sekunder på sig.
win-stay-here = Vänta tills programmet säger att du tryggt kan gå.
win-seconds = { $n ->
    [one] 1 sekund kvar
   *[other] { $n } sekunder kvar
}
why-cookies = Kakor håller dig inloggad. Nästa person som öppnar webbläsaren skulle vara inloggad som du.
why-site-data = Det som webbplatser sparar på datorn. Det kan innehålla inloggningar, utkast och meddelanden.
why-history = Vilka sidor du besökt, vad du sökt efter och vad du laddat ner. De nedladdade filerna blir kvar.
why-cache = Kopior av sidor och bilder som du har sett. Det är ofta den största delen.
why-tabs = Sidorna som var öppna. Webbläsaren skulle öppna dem igen för nästa person.
why-pw = Lösenord som webbläsaren sparat. Den skulle fylla i dem åt nästa person.
why-forms = Namn, adresser och sökningar som du skrivit. Webbläsaren skulle föreslå dem för nästa person.
why-account = Kontot som webbläsaren själv är inloggad på. Det synkroniserar bokmärken, lösenord och historik.
why-permissions = Vilka webbplatser som får använda kameran, mikrofonen eller din plats.
why-certificates = Privata nycklar och de certifikat som hör till dem: med dem loggar man in som du. De kan inte återställas. Andra certifikat blir kvar.
why-other = Allt annat som webbläsaren lämnat i sina mappar, känt eller okänt, utom bokmärken, tillägg och inställningar.
first-sub = Så vet Signoff vad som ska väljas på förhand. Frågan ställs bara en gång.
first-yes-text = I ett klassrum, på ett bibliotek eller på ett kontor. Allt som du lämnat i webbläsarna är valt.
first-no-text = Ingen annan använder den. Inget är valt förrän du väljer.
first-later = Du kan ändra det här senare i inställningarna.
help-copy = Kopiera { $what }
help-copied = Kopierat: { $what }
set-title = Inställningar
set-language = Språk
set-look = Färger
set-look-system = Som systemet
set-look-light = Ljus
set-look-dark = Mörk
set-look-contrast = Hög kontrast
set-text = Textstorlek
set-percent = { $n } %
set-motion = Minska rörelser
set-motion-text = Inget på skärmen rör sig av sig självt.
set-unsaved = Valet kunde inte sparas. Det gäller tills du stänger fönstret.
about-title = Om Signoff
about-version = Version { $version }
about-what = Lämnar en delad dator ren: stänger webbläsarna, tar bort det du lämnat i dem, kontrollerar att det är borta och berättar det.
about-never = Det läser aldrig lösenord eller innehållet i kakor och skickar ingenting någonstans.
about-servers = Det avslutar inloggningar på den här datorn. Sessioner på servrarna gäller tills de går ut.
about-terms = Licens: MIT eller Apache 2.0. Typsnitt: Inter (SIL Open Font License 1.1).

# fönstret: Åtgärda inloggningen och Varför?
win-fix-text = Tar bara bort de inloggningar som du väljer. Andra webbplatser, historik och bokmärken behålls.
win-fix-which = Inloggningar som tas bort
win-fix-site = En annan webbplats
win-fix-site-text = Till exempel library.example.org. Allt som ligger under den räknas också.
win-fix-add = Lägg till
win-fix-add-first = Lägg till webbplatsen som du skrev, eller töm fältet.
win-fix-looking = Undersöker webbläsarna
win-fix-items = { $n ->
    [one] 1 uppgift
   *[other] { $n } uppgifter
}
win-fix-nothing = inget hittades
win-fix-open = { $browsers } måste stängas först. Andra webbläsare förblir öppna.
win-fix-title = Tar bort inloggningar…
win-fix-stay = Allt annat i webbläsarna behålls.
win-fix-remove = Tar bort det som webbplatserna har lämnat
win-fix-done = Inloggningarna är borttagna
win-fix-was-clean = Det fanns inget att ta bort
win-fix-stores = { $n ->
    [one] 1 lager rensat
   *[other] { $n } lager rensade
}
win-fix-left = En del kan finnas kvar och störa inloggningen. Ring i så fall IT Helpdesk.
win-open-page = Öppna inloggningssidan
win-open-not-found = webbläsarens program hittades inte
win-open-refused = webbläsaren kan inte startas
win-services = Inloggade tjänster
win-services-short = Inloggningar
win-services-text = Tjänster som webbläsarna på den här datorn är inloggade i. Den som loggar ut på tjänstens egen sida avslutar sessionen även på servern, vilket Signoff inte kan.
win-sign-out = Öppna utloggningssidan
win-clean = Rent fönster
win-clean-text = Öppnar en webbläsare med en tom profil, utan inloggningarna i dina egna webbläsare.
win-clean-browser = Webbläsare
win-clean-page = Inloggningssida
win-clean-open = Öppna ett rent fönster
win-clean-opening = Öppnar { $browser }…
win-clean-close = Stäng det nu
win-clean-none = Ingen installerad webbläsare kan öppna ett rent fönster; det krävs en av Chromiums eller Firefox släkt.
win-demo-pages = Demonstrationen öppnar inga riktiga webbläsare.
win-ask-why = Varför?
win-ask-title = Varför fungerar inte inloggningen?
win-ask-text = Vilka inloggningar webbläsarna har, hur gamla de är och vad som kan vinna över din.
win-ask-table = Inloggningar per profil
win-copy-desk = Kopiera för supporten

## Services
services-page = Utloggningssida
explain-col-service = Tjänst
explain-col-since = Sedan
services-no-page = ingen utloggningssida är känd
services-no-way = det här programmet öppnar ingen sida på begäran
services-none = Ingen webbläsare på den här datorn har en giltig inloggning till en känd tjänst.
services-none-known = Ingen giltig inloggning är känd.
services-how = "signoff services --open NAMN" öppnar utloggningssidan i den webbläsare och profil som har inloggningen.
services-opened = Öppnades: utloggningssidan för { $service } i { $whose }
services-not-opened = Öppnades inte: utloggningssidan för { $service } i { $whose }: { $why }
services-nowhere = Ingen giltig inloggning till { $service } är känd; ingen sida öppnades.
why-demo = demonstrationen öppnar ingen riktig webbläsare.
err-service = Tjänsten "{ $asked }" finns inte.
err-service-many = "{ $asked }" avser mer än en tjänst.

## Clean window
clean-open = { $browser } är öppen med en tom profil. Stäng den när du är klar; då tas profilen bort.
clean-gone = Rent och kontrollerat: { $browser } är stängd och dess engångsprofil är borta ({ $files ->
    [one] 1 fil
   *[other] { $files } filer
}, { $size }).
clean-left = Inte klart: något av det rena fönstret i { $browser } finns kvar:
clean-earlier = Rent och kontrollerat: det som ett tidigare rent fönster lämnat kvar är borta ({ $files ->
    [one] 1 fil
   *[other] { $files } filer
}, { $size }).
clean-earlier-left = Inte klart: något av ett tidigare rent fönster finns kvar:
clean-later = "signoff finish" eller nästa rena fönster tar bort det.
clean-not-started = { $browser } startade inte: { $why }
clean-ended = { $browser } avslutades av sig själv innan fönstret öppnades (returkod { $code }).
clean-no-display = det finns ingen skärm att öppna ett fönster på.
clean-no-browser = ingen installerad webbläsare kan öppna ett rent fönster; det krävs en i Chromium- eller Firefoxfamiljen.
err-clean-browser = { $asked } kan inte öppna ett rent fönster på den här datorn: den är inte installerad, eller hör inte till Chromium- eller Firefoxfamiljen.
err-no-login = Ingen inloggningssida för { $asked } är känd. Ange sidans adress.
err-page = "{ $asked }" är ingen webbsida. Ange en värd, eller en adress med http:// eller https://.
