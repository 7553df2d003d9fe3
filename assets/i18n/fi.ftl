# Suomi. Samat avaimet ja muuttujat kuin tiedostossa en.ftl; testi vertaa niitä.

## The window, and words that both programs share
home-title = Jätä kone puhtaana
home-sub = Poistaa kirjautumisesi ja selausjälkesi tältä koneelta.
end = Lopeta istunto
will = Poistetaan
kept = Säilyvät: kirjanmerkit, ladatut tiedostot ja asetukset.
kept-downloads-go = Säilyvät: kirjanmerkit ja asetukset. Tämän istunnon lataukset poistetaan.
kept-downloads-all-go = Säilyvät: kirjanmerkit ja asetukset. Kaikki latauskansion tiedostot poistetaan.
kept-everything = Säilyvät: ladatut tiedostot. Myös kirjanmerkit ja asetukset poistetaan.
kept-everything-downloads-go = Myös kirjanmerkit, asetukset ja tämän istunnon lataukset poistetaan.
kept-everything-downloads-all-go = Myös kirjanmerkit, asetukset ja kaikki latauskansion tiedostot poistetaan.
kept-only = Säilyy: kaikki muu
undo = Poistoa ei voi perua.
details = Näytä tiedot
open = auki nyt
profiles = { $n ->
    [one] 1 profiili
   *[other] { $n } profiilia
}
browsers = { $n ->
    [one] 1 selain
   *[other] { $n } selainta
}
files = { $n ->
    [one] 1 tiedosto
   *[other] { $n } tiedostoa
}
cat-cookies = Evästeet ja kirjautumiset
cat-site-data = Sivustojen tiedot
cat-history = Selaus- ja lataushistoria
cat-cache = Välimuisti
cat-tabs = Avoimet välilehdet
cat-pw = Tallennetut salasanat
cat-forms = Lomaketiedot
cat-account = Selaimen tili ja synkronointi
cat-permissions = Sivustojen luvat
cat-certificates = Henkilökohtaiset varmenteet avaimineen
cat-other = Kaikki muu
run-title = Tallenna työsi ensin
run-text = { $browsers } suljetaan. Tallentamattomat lomakkeet ja luonnokset katoavat.
run-go = Sulje selaimet ja jatka
run-slow = { $n ->
    [one] { $browser } ei ole sulkeutunut.
   *[other] { $browser } eivät ole sulkeutuneet.
}
run-force = Pakota sulkeutumaan
back = Takaisin
stop = Keskeytä
p-title = Tyhjennetään selaintietoja…
p-look = Etsitään selaimia
p-close = Suljetaan selaimia
p-remove = Poistetaan evästeitä, historiaa ja välimuistia
p-check = Tarkistetaan tulosta
p-wait = Odotetaan, että { $browser } sulkeutuu
ok-title = Voit lähteä turvallisesti
ok-text = Selaimiisi tällä koneella ei jäänyt kirjautumisia, historiaa eikä välimuistia.
ok-proof = Tarkistettu { $p } klo { $time }
ok-os = Saatat olla yhä kirjautuneena itse koneelle.
ok-logout = Kirjaudu ulos koneelta
close = Sulje
wait = Odota
retry = Yritä uudelleen
copy = Kopioi raportti
copy-list = Kopioi luettelo
none = Ei poistettavaa. Selaimet ovat jo puhtaat.
none-browser = Koneelta ei löytynyt selaimia.
pol-bad = Organisaatiosi asetuksia ei voi lukea. Mitään ei poistettu. Soita IT Helpdeskiin.
policy = Organisaatiosi määrittämä
bad-title = Kesken: { $n ->
    [one] 1 kohde on jäljellä
   *[other] { $n } kohdetta on jäljellä
}
bad-stay = Älä lähde vielä. Kirjaudu itse ulos sivustoilta tai soita IT Helpdeskiin.
fix = Korjaa kirjautuminen
fix-text = Poistaa selaimista vain Microsoftin ja TUNIn kirjautumiset. Muut sivustot, historia ja kirjanmerkit säilyvät.
fix-when = Käytä tätä, jos kirjautuminen palaa aina alkuun tai selain tarjoaa väärää Microsoft-tiliä.
fix-go = Poista kirjautumiset
test = Kokeile kirjautumista puhtaassa ikkunassa
test-after = Ikkunasta ei jää mitään talteen, kun suljet sen.
help = Kirjautumisohje
kiosk-title = Oletko valmis?
kiosk-left = Istunto päättyy { $n } sekunnin kuluttua
kiosk-stay = Jatka käyttöä
kiosk-wait = Aika, jonka jälkeen istunto päättyy itsestään
kiosk-touch = Jatka liikuttamalla osoitinta tai painamalla jotakin näppäintä.
kiosk-idle = { $n ->
    [one] Jos kukaan ei koske koneeseen minuuttiin, istunto päättyy itsestään.
   *[other] Jos kukaan ei koske koneeseen { $n } minuuttiin, istunto päättyy itsestään.
}
kiosk-blind = Tämä kone ei tiedä, milloin kukaan ei ole paikalla. Paina Lopeta istunto ennen kuin lähdet.
kiosk-never = Istunto ei pääty itsestään. Paina Lopeta istunto ennen kuin lähdet.
kiosk-next = Valmis
first = Onko tämä yhteiskäyttöinen kone?
first-yes = Kyllä, yhteinen
first-no = Ei, oma koneeni
demo = Esittely
demo-text = Esittely: tätä ajoa varten tehty esimerkkikotihakemisto. Omiin tietoihisi ei kosketa.

## What is left, and why
bad-open = Selain on yhä auki
bad-inuse = Toisen ohjelman käytössä
bad-inuse-by = Käytössä: { $name }
bad-perm = Ei oikeutta poistaa
bad-owner = Kuuluu toiselle käyttäjälle
bad-mount = Toisessa tiedostojärjestelmässä
bad-changed = Kansio on muuttunut esikatselun jälkeen
bad-damaged = Ei voi lukea; jätettiin ennalleen
bad-schema = Uudempi tietokannan muoto; jätettiin ennalleen
bad-space = Levytila ei riitä; jätettiin ennalleen
bad-back = Ilmestyi uudelleen poiston aikana
bad-found = Löytyi tarkistuksessa
bad-mentioned = Mainitsee yhä sivuston, joka piti unohtaa
bad-unverified = Ei voitu tarkistaa
bad-before = Ei läpäissyt aiemman ajon tarkistusta eikä ole sen jälkeen muuttunut
bad-since = Avattu keskeytyneen ajon jälkeen
bad-again = Avattiin uudelleen kesken siivouksen
bad-unreached = Ei ehditty
bad-os = Järjestelmä kieltäytyi (virhe { $code })
bad-internal = Virhe tässä ohjelmassa; ilmoita siitä

## What is not touched, and why
owed-title = Aiempi istunto jäi kesken
owed-text = Kaikkea, mitä siitä jäi selaimiin, ei ole poistettu. Voit poistaa sen nyt; avoimiin selaimiin ja sen jälkeen kirjoitettuun ei kosketa.
owed-finish = Poista jäljelle jäänyt
owed-at-work = Poistetaan aiemmasta istunnosta jäänyttä
skip-title = Ei koskettu
skip-link = Linkki johtaa muualle
skip-moved = Jos ylläpitäjä on siirtänyt nämä tarkoituksella, organisaation asetuksiin voi lisätä rivin: { $line }
skip-mount = Toisessa tiedostojärjestelmässä
skip-owner = Kuuluu toiselle käyttäjälle
skip-unreadable = Ei voi lukea
skip-outside = Selaimen kansion ulkopuolella
skip-not-folder = Ei ole kansio
skip-not-proven = Asetus nimeää tämän kansion, ja siinä voi olla omia tiedostojasi
skip-elsewhere = Selaimen kansio, joka ei ole tavallisessa paikassa
skip-search = Selainten kansioiden haku päättyi tähän
skip-sites = Säilyy ennallaan: Signoff ei osaa poistaa yksittäisiä sivustoja tästä selaimesta. Istunnon lopetus poistaa kaiken.
skip-unseen = Käytössä muualla (toisella tietokoneella tai kontissa)
skip-host = Käytössä koneella { $name }

## Mikä auttaa, kun jotain jää tai ei kosketa. Painikkeet ja valitsimet niin kuin ne kirjoitetaan.
do-title = Näin pääset eteenpäin
do-close = Sulje { $name } ja yritä uudelleen.
do-close-others = Sulje ohjelmat, jotka käyttävät sitä, ja yritä uudelleen.
do-rights = Anna itsellesi oikeus muuttaa sitä: chmod -R u+rwX { $folder }
do-rights-there = Anna itsellesi oikeus muuttaa sitä (chmod -R u+rwX) ja yritä uudelleen.
do-owner = Palauta se omiin nimiisi: sudo chown -R { $user } { $folder }
do-owner-there = Palauta se omiin nimiisi (sudo chown -R { $user }). Apua antaa { $desk }.
do-link = Poista linkki tai siirrä kansio takaisin paikalleen. Jos et ole itse tehnyt linkkiä, apua antaa { $desk }.
do-mount = Siirrä kansio takaisin kotikansion levylle. Apua antaa { $desk }.
do-everything = Istunnon lopetus valitsimella --level everything poistaa sen kokonaan.
do-space = Tyhjennä roskakori tai poista isoja tiedostoja ja yritä uudelleen.
do-again-desk = Yritä uudelleen. Jos se jää yhä, apua antaa { $desk }.
do-session-all = Sulje selain ja yritä uudelleen. Jos se jää yhä, istunnon lopetus poistaa sen.
do-since = Se on taas käytössä. Lopeta istunto, kun et enää tarvitse ohjelmaa { $name }.
do-time = Aja uudelleen ja anna enemmän aikaa (--time-budget).
do-clipboard = Kopioi jotain harmitonta tai kirjaudu ulos tietokoneelta.
do-template = Mallin on oltava ylläpitäjän omia tavallisia tiedostoja, jotka kaikki voivat lukea. Apua antaa { $desk }.
do-report = Tarkista { $name } itse, ennen kuin lähdet. Apua antaa { $desk }.
do-outside = Katso kansioon itse: Signoff ei poista mitään selaimen omien kansioiden ulkopuolelta.
do-not-folder = Poista se, mikä on kansion paikalla, ja yritä uudelleen.
do-not-proven = Katso kansioon ja tyhjennä se itse: mikään ei osoita, että siinä on vain poistettavaa.
do-session = Istunnon lopetus poistaa siitä kaiken.
do-host = Sulje selain koneella { $name } ja yritä uudelleen. Jos se ei ole siellä auki, poista sen lukko ("SingletonLock" tai "lock").
do-elsewhere = Sulje selain toisella koneella tai kontissa ja yritä uudelleen.
do-name = Poista tiedot valinnalla --browser { $name } tai salli se kaikille valvomattomille ajoille organisaation asetuksissa: elsewhere = "clean".
do-search = Siinä on liikaa läpikäytävää tai aikaa on liian vähän: siirrä osa muualle tai anna ajolle enemmän aikaa (--time-budget).
desk-somebody = tämän tietokoneen ylläpitäjä
desk-phone = IT Helpdesk ({ $phone })

## Areas outside browsers
area-title = Selainten ulkopuolella
area-recent = Viimeksi käytetyt tiedostot
area-recent-text = Työpöydän luettelo tiedostoista, jotka avasit tässä istunnossa, ja selainten latauksista. Itse tiedostot säilyvät.
area-thumbs = Pienoiskuvat
area-thumbs-text = Pieniä kuvia tiedostoista. Ne tehdään tarvittaessa uudelleen.
area-trash = Roskakori
area-trash-text = Poistamasi tiedostot tällä tietokoneella ja siihen liitetyillä levyillä. Niitä ei saa takaisin.
area-downloads = Tämän istunnon lataukset
area-downloads-text = Latauskansion tiedostot, jotka ovat syntyneet kirjautumisesi jälkeen. Pilvipalvelujen kansiot säilyvät.
area-clipboard = Leikepöytä
area-clipboard-text = Se, minkä viimeksi kopioit tai valitsit, ja mitä tavallisimmat leikepöydän hallintaohjelmat ovat tallentaneet.
area-temp = Väliaikaistiedostot
area-temp-text = Yhteisissä väliaikaiskansioissa olevat tiedostosi, joita mikään ohjelma ei käytä.
area-embedded = Sovellukset, joissa on selain
area-embedded-text = Kirjautumiset ohjelmissa, jotka näyttävät omia verkkosivujaan.
area-microsoft = Tietokoneen Microsoft-tilit
area-microsoft-text = Tilit, joille käyttöjärjestelmä itse on kirjautunut.
area-none = Täällä ei ole mitään.
area-lines = tämän istunnon rivit
note-not-here = Tällä tietokoneella siinä ei ole mitään, minkä Signoff tuntee.
note-beginning = Kirjautumisaikaasi ei tiedetä, joten kansion kaikki tiedostot lasketaan mukaan.
note-synced = { $folder } synkronoidaan pilvipalveluun, joten se säilyy.
note-in-use = { $n ->
    [one] 1 kohde on käytössä ja säilyy.
   *[other] { $n } kohdetta on käytössä ja säilyy.
}
note-no-display = Täältä ei saa yhteyttä näyttöön, joten tyhjennettävää leikepöytää ei ole.
note-manager = { $program } on käynnissä ja muistaa, mitä on kopioitu: tyhjennä sen historia tai sulje se.
note-cut = Kaikkea ei ehditty käydä läpi.
bad-not-possible = Tämä työpöytä (Wayland) ei anna muiden ohjelmien tyhjentää sitä
bad-template = Ei tullut organisaatiosi malliprofiilista: sitä ei voi lukea, se ei ole ylläpitäjän oma tavallinen tiedosto tai se on erilainen

## Sizes
size-at-least = vähintään { $size }
size-unknown = selviää sulkemisen jälkeen
size-left = kokoa ei laskettu

## The command line: results. The first words of the first line are fixed in product.md.
res-clean = Puhdas ja tarkistettu: poistettiin { $files ->
    [one] 1 tiedosto
   *[other] { $files } tiedostoa
}, { $size }.
res-clean-none = Puhdas ja tarkistettu: poistettavaa ei ollut.
res-left = Kesken: { $n ->
    [one] 1 kohde on jäljellä.
   *[other] { $n } kohdetta on jäljellä.
}
res-time = Kesken: ajo katkesi.
res-time-noted = "signoff finish" vie sen loppuun.
res-cut = Kesken: ajo päättyi ennen kuin se oli valmis. "signoff finish" vie aloitetun loppuun.
res-put-off = Kesken: toinen ajo oli käynnissä koko ajan.
res-put-off-noted = "signoff finish" vie tämän loppuun.
res-cancelled = Kesken: keskeytit ajon.
res-none = Mitään ei tehty: { $why }
why-open = nämä eivät sulkeutuneet: { $browsers }.
why-session = istunto jatkuu
session-unknown = Ei voitu selvittää, onko istunto päättynyt. Signoff oletti, että on.
why-said-no = et hyväksynyt poistoa.
why-stopped = ajo keskeytettiin, ennen kuin se alkoi.
why-changed = suunnitelma muuttui; esikatsele uudelleen.
why-busy = toinen ajo on käynnissä.
why-no-processes = Signoff ei näe, mitkä ohjelmat ovat käynnissä (/proc puuttuu tai ei kuulu tähän konttiin), joten se ei tiedä, mitkä selaimet ovat auki. Ota yhteyttä koneen ylläpitoon.
why-error = { $error }
why-unknown = katso alta.
res-removed = Poistettu: { $files ->
    [one] 1 tiedosto
   *[other] { $files } tiedostoa
}, { $size }
res-planned = Suunniteltu: { $size }
res-items = { $done }/{ $n } tehty
res-checked = Tarkistettu: { $folders ->
    [one] 1 kansio
   *[other] { $folders } kansiota
}, { $edits ->
    [one] 1 muokattu tiedosto
   *[other] { $edits } muokattua tiedostoa
}
res-searched = Tiliosoitteita etsittiin tiedostoista: { $n }/{ $m }
res-left-title = Jäljellä
res-administrators = Ylläpitäjän tiedostot, jotka säilyvät:
res-more = { $n ->
    [one] ja 1 muu
   *[other] ja { $n } muuta
}
res-lost = { $place }: ei voitu lukea kokonaan. Luettu osa säilyi, muu on poistettu.
res-new = Esikatselun jälkeen tullutta, poistettiin myös
res-open = Yhä auki: { $browsers }
res-browser-folder = selaimen kansio

## The command line: preview, list of browsers, questions
pre-edit = Säilyvät asetukset ja tietokannat, puhdistetaan: { $n ->
    [one] 1 tiedosto
   *[other] { $n } tiedostoa
}
pre-certificates = Yksityiset avaimet ja niihin kuuluvat henkilökohtaiset varmenteet poistetaan, jos niitä on. Niitä ei voi palauttaa.
pre-extensions = Laajennukset, jotka jäävät, vaikka organisaatiosi ei ole asentanut niitä
pre-extensions-go = Laajennukset, jotka poistetaan, koska organisaatiosi ei ole asentanut niitä
pre-template = Näiden profiilien tilalle tulee organisaatiosi malliprofiili
pre-moved = Välimuistit, jotka asetus on siirtänyt muualle. Näistä kansioista poistetaan vain selaimen välimuisti.
pre-elsewhere = Selainten kansiot, jotka eivät ole tavallisessa paikassa kotihakemistossasi
else-goes = poistetaan
else-stays = säilyy, ellet nimeä sitä valinnalla --browser
else-changed = poistetaan siltä osin kuin se on muuttunut tässä istunnossa
res-elsewhere = Näihin ei koskettu, tai vain osaan, koska kukaan ei valinnut niitä
pre-open = Auki nyt: { $browsers }
pre-digest = Suunnitelman tunniste: { $digest }
list-running = auki nyt
list-elsewhere = selaimen kansio, joka ei ole tavallisessa paikassa
list-visible = selaimen kansio omien tiedostojesi joukossa; siihen ei kosketa, ellet nimeä sitä
list-app = ohjelma, jonka sisällä on selain; siihen ei kosketa, ellet nimeä sitä
list-cut = Selainten kansioiden haku päättyi kohtaan { $at }: läpikäytävää on liikaa.
names-title = Nimet säilytettävissä kansioissa, joita mikään sääntö ei mainitse
names-none = Sääntö mainitsee jokaisen nimen säilytettävissä kansioissa.
names-goes = poistetaan, kun istunto lopetetaan
names-stays = säilyy
list-closed = suljettu
ask = Lopetetaanko istunto nyt? [k/E]
ask-yes = k kyllä
err-no-terminal = Päätettä kysymistä varten ei ole. Lisää --yes, tai katso ensin: "signoff preview".
finish-all-off = Mitään ei tehty: organisaatiosi on määrittänyt, että "finish_at_boot" on false.
finish-all-cut = Kesken: aika loppui, ennen kuin kaikki tilit oli käyty läpi.
finish-all-ended = kesken: se pysäytettiin tai sitä ei voitu käynnistää
err-finish-all = Vain pääkäyttäjä (root) voi tehdä tämän kaikille tileille. Lisää alkuun sudo tai jätä --all pois.
err-browser = Selainta "{ $asked }" ei ole.
err-profile = Profiilia "{ $asked }" ei ole.
err-profile-many = "{ $asked }" tarkoittaa useampaa profiilia.
err-near = Tarkoititko: { $near }

## Fix sign-in and Why?, on the command line
fix-will = Poistetaan: kirjautumiset ja tallennetut tiedot: { $sites }
fix-none = Poistettavaa ei ole. Missään selaimessa ei ole mitään näiltä sivustoilta: { $sites }.
fix-kept = Säilyvät: muut sivustot, historia, kirjanmerkit, salasanat ja asetukset
fix-ends = Muiden sivustojen istuntoevästeet ja istuntotiedot häviävät, kun selain suljetaan, kuten aina.
fix-tabs = viimeksi auki olleet välilehdet kokonaan (niitä ei voi erotella)
fix-done = Poistettu näistä
fix-open-nowhere = mitään ei poistettu, joten oikea selain ei ole tiedossa
fix-remains = keskeytyneen ajon jäljiltä tiedostoon jäänyt
fix-left-open = Jätetään auki: { $browsers }. Sinne tallennetuissa tiedoissa ei mainita näitä sivustoja. Jos kirjauduit siellä alle minuutti sitten, sulje selain ja suorita tämä uudelleen.
fix-servers = Muutoksia tehtiin vain tälle koneelle: istunnot palvelimilla ovat voimassa, kunnes ne vanhenevat.
fix-ask = Poistetaanko nämä kirjautumiset nyt? [k/E]
fix-not-opened = Kirjautumissivua ei avattu: { $why }
res-clean-edits = Puhdas ja tarkistettu: puhdistettiin { $n ->
    [one] 1 tallennuspaikka
   *[other] { $n } tallennuspaikkaa
}.
err-set = Sivustoryhmää "{ $asked }" ei ole.
err-site = "{ $asked }" ei ole sivustoryhmä eikä sivusto.
err-suffix = "{ $asked }" on monen yhteinen pääte: sen alla on kaikkien sivustoja. Anna yksi sivusto.
explain-none = Missään tämän koneen selaimessa ei ole mitään näiltä sivustoilta: { $sites }.
explain-open = { $whose } on auki; sen sisältö selviää sulkemisen jälkeen.
explain-holds = { $whose }: kirjautuminen palveluun { $service }, tehty { $days ->
    [0] tänään
    [one] 1 päivä sitten
   *[other] { $days } päivää sitten
}.
explain-stays = Se säilyy, vaikka selain suljetaan ("pysy kirjautuneena").
explain-ends = Se päättyy, kun selain suljetaan.
explain-several = Kohteessa { $whose } näyttää olevan kaksi kirjautumista palveluun { $service }, ehkä kahden organisaation; vanhempi voi ohittaa sen, jota tarvitset.
explain-rest = { $whose }: { $n ->
    [one] 1 tallennettu tieto
   *[other] { $n } tallennettua tietoa
} palvelusta { $service }, mutta ei tunnettua kirjautumista.
explain-unread = { $whose }: { $n ->
    [one] 1 tallennuspaikkaa
   *[other] { $n } tallennuspaikkaa
} ei voi lukea.
explain-can = { $how } poistaa selaimista kaiken tämän eikä mitään muuta.
explain-cannot = Palvelimilla olevia istuntoja ei voi päättää tältä koneelta.
explain-cannot-outside = Palvelimilla olevia istuntoja ei voi päättää tältä koneelta, ja kone itse kirjautuu edelleen.
explain-col-profile = Profiili
explain-col-set = Joukko
explain-col-mark = Eväste
explain-col-host = Palvelin
explain-col-created = Luotu
explain-col-used = Käytetty viimeksi
explain-col-lasts = Kesto
explain-days = { $n ->
    [one] 1 päivä
   *[other] { $n } päivää
}
explain-until = { $date } asti
explain-session = selaimen sulkemiseen asti
explain-others = { $n ->
    [one] 1 muu tallennettu tieto
   *[other] { $n } muuta tallennettua tietoa
}
outside-broker = Selainten ulkopuolella koneelle on asennettu Microsoft Identity Broker: se kirjautuu itsestään koneen tilillä.
outside-portal = Selainten ulkopuolella koneelle on asennettu Intunen Company Portal: jokin organisaatio voi hallita konetta.
outside-tickets = Selainten ulkopuolella sinulla on Kerberos-lippuja, joilla kirjaudutaan organisaation palveluihin.
outside-extension = Laajennus voi välittää koneen kirjautumisen selaimeen.
outside-policy = Organisaation käytäntö antaa selainten kirjautua Kerberoksella.
desk-title = Signoff { $version }, tukipalvelulle: vain määrät ja lajit
desk-open = auki, ei tutkittu
desk-site = sivusto
desk-signs = { $n ->
    [one] 1 kirjautumiseväste
   *[other] { $n } kirjautumisevästettä
}, joista pysyviä { $persistent }, { $rest ->
    [one] 1 muu tieto
   *[other] { $rest } muuta tietoa
}
desk-oldest = vanhin { $n ->
    [one] 1 päivä
   *[other] { $n } päivää
}
desk-several = luultavasti kaksi kirjautumista
desk-unread = { $n ->
    [one] 1 tallennuspaikka
   *[other] { $n } tallennuspaikkaa
} lukematta
desk-none = Selaimista ei löytynyt mitään.

## Policy
set-bad = Asetuksiasi ei voi lukea. Mitään ei poistettu. Korjaa tiedosto tai poista se.
set-ignored = Asetuksiasi ei voi lukea, joten niitä ei oteta tässä huomioon.
set-no-account = Tietokoneen tililuettelo ei kerro kotikansiotasi, joten käytetään HOME-muuttujaa.
pol-good = Käytäntötiedostossa ei ole virheitä.
err-fixed = Organisaatiosi on määrittänyt: "{ $key }" on { $value }.
err-switch = Organisaatiosi on päättänyt, että "{ $switch }" poistetaan aina.
err-area = Organisaatiosi on päättänyt, että kohteeseen "{ $area }" ei kosketa.
then-failed = Lopuksi määrättyä toimintoa ei tehty: { $error }
then-no-program = siihen tarvittavaa ohjelmaa (loginctl tai systemctl) ei ole asennettu.
then-no-answer = järjestelmä ei vastannut.
then-refused = järjestelmä ei sallinut sitä.
then-not-locked = mikään tämän työpöydän ohjelma ei lukitse näyttöä.
then-not-built = tämä järjestelmä ei vielä osaa sitä.
then-do-lock = Lukitse näyttö itse tai kirjaudu ulos.
then-do-log-out = Kirjaudu ulos itse.
then-do-restart = Käynnistä tietokone itse uudelleen.
then-instead-lock = Sen sijaan näyttö lukitaan.
then-instead-log-out = Sen sijaan sinut kirjataan ulos.
then-instead-restart = Sen sijaan tietokone käynnistyy uudelleen.

## Hooks
hook-end = Istunnon lopetus uloskirjauksessa
hook-finish = Viimeistely kirjautuessa
hook-lightdm = LightDM
hook-gdm = GDM
hook-installed = asennettu
hook-outdated = vanhentunut, asenna uudelleen
hook-changed = joku on muuttanut sitä, ei kosketa
hook-absent = ei asennettu
hook-not-needed = tätä kirjautumisohjelmaa ei ole tässä tietokoneessa
hook-taken = ei kosketa, koska { $by } on jo käytössä. Lisää tämä rivi komentosarjaan, joka ajetaan istunnon päättyessä:
hook-from = Tämä tulee voimaan seuraavasta kirjautumisesta alkaen.
hook-not-root = Vain pääkäyttäjä (root) voi asentaa nämä kaikille.
hook-lightdm-begins = LightDM, kirjautuessa
hook-gdm-begins = GDM, kirjautuessa
hook-session-begins = Ennen kuin käyttäjän systemd käynnistyy
hook-finish-all = Viimeistely ennen kuin kukaan kirjautuu
hook-finish-rest = Viimeistely, kauemmin kestävä osa
hook-stops = Ei toimi niin kuin pitäisi
hook-note = Huomaa
hook-masked = { $path } kytkee sen pois päältä.
hook-masked-do = Poista se tiedosto tai linkki.
hook-replaced = Asennetun tiedoston sijasta on voimassa { $path }.
hook-replaced-do = Poista se tiedosto tai linkki.
hook-drop-in = { $path } muuttaa sitä ({ $detail }).
hook-drop-in-do = Poista se tiedosto tai poista siitä nämä asetukset.
hook-too-short = { $path } antaa sille aikaa vain { $detail }.
hook-too-short-do = Anna siinä enemmän aikaa, tai aseta time_budget lyhyemmäksi ja asenna uudelleen.
hook-unread = Tiedostoa tai kansiota { $path } ei voi lukea, joten ei voi tietää, mitä tapahtuu.
hook-unread-do = Tee siitä tavallinen tiedosto tai kansio, jonka omistaja voi lukea, tai poista se.
hook-not-runnable = Komentosarjaa { $path } ei voi käynnistää.
hook-not-runnable-do = sudo chmod 755 { $path }
hook-lingers = Käyttäjän { $detail } systemd jatkaa uloskirjautumisen jälkeen ({ $path }).
hook-lingers-do = loginctl disable-linger { $detail }
hook-programs-outlive = Taustalle jääneet ohjelmat viivyttävät sitä, kunnes ne päättyvät ({ $path }).
hook-programs-outlive-do = Aseta KillUserProcesses=yes tiedostoon logind.conf, tai asenna koko tietokoneelle (--system).
hook-other-sessions = Sinulla on avoinna { $detail } istuntoa. Se odottaa viimeisen päättymistä ({ $path }).
hook-other-sessions-do = Kirjaudu ulos myös muista, esimerkiksi ssh-yhteyksistä.
hook-other-display-manager = Tämä tietokone käynnistää toisen kirjautumisohjelman, { $detail } ({ $path }), joten tätä komentosarjaa ei ajeta.
hook-other-display-manager-do = Jos niin on tarkoitus, mitään ei tarvitse tehdä: systemd ajaa istunnon lopetuksen, kun käyttäjän viimeinen istunto päättyy.
hook-off-at-boot = Organisaatiosi asetukset kytkevät sen pois päältä: finish_at_boot = false ({ $path }).
hook-off-at-boot-do = Poista se rivi käytännöstä, jos sähkökatkon jäljet halutaan siivota tietokoneen käynnistyessä.
src-default = oletus
src-user = omat asetuksesi
src-machine = organisaatiosi
win-managed = Hallinnoija: { $name }

## Past runs
log-none = Aiempia ajoja ei ole merkitty muistiin.
log-aside = Aiempien ajojen luettelo oli vioittunut; se siirrettiin syrjään nimellä { $name }.
log-failed = Tätä ajoa ei voitu merkitä aiempien ajojen luetteloon.
rec-aside = Signoffin tiedoston tai kansion paikalla oli jotain muuta; se siirrettiin sivuun nimellä { $name }.
rec-elsewhere = Signoffin omaa kansiota .local/state/signoff ei voi käyttää: { $why } Tämä ajo on merkitty istunnon kansioon uloskirjautumiseen asti.
rec-nowhere = Signoffin omaa kansiota .local/state/signoff ei voi käyttää: { $why } Tätä ajoa ei siksi ole merkitty mihinkään: jos ajo keskeytyy, kukaan ei vie sitä loppuun.
rec-lock = Signoff ei tiedä, onko toinen ajo käynnissä.
rec-unread = Merkintää aiemmasta, kesken jääneestä ajosta ei voi lukea. Lopeta istunto kaikissa selaimissa tai poista .local/state/signoff/unfinished.json.
rec-newer = Uudempi Signoff on merkinnyt tänne kesken jääneen ajon; vain se versio voi viedä sen loppuun. Päivitä Signoff.
rec-not-written = Sitä, mitä on vielä tekemättä, ei voitu merkitä muistiin, joten kukaan ei vie sitä loppuun. Vapauta tilaa kotikansiosta ja lopeta istunto uudelleen.
rec-not-removed = Ei voitu merkitä, että ajo on valmis; se saatetaan toistaa seuraavassa kirjautumisessa.
rec-checks-unread = Luetteloa tiedostoista, jotka eivät läpäisseet aiempien ajojen tarkistusta, ei voi lukea, joten ne saattavat puuttua tästä tuloksesta. Luettelo aloitetaan alusta.
rec-checks-not-written = Kaikkia tiedostoja, jotka eivät läpäisseet tarkistusta, ei voitu merkitä muistiin, joten seuraava ajo ei ehkä mainitse niitä. Vapauta tilaa kotikansiosta ja aja uudelleen.
rec-not-noted = Ei voitu merkitä, että ajo on vielä tekemättä, joten sitä ei tehdä automaattisesti: { $error }
rec-why-link = linkki vie muualle. Salli se käytäntötiedostossa (moved = […]) tai poista linkki.
rec-why-mount = siinä alkaa toinen tiedostojärjestelmä. Salli se käytäntötiedostossa (moved = […]).
rec-why-owner = se kuuluu toiselle käyttäjälle. Palauta se: sudo chown -R oma-tunnus ~/.local.
rec-why-folder = sen paikalla on jotain, mikä ei ole kansio. Poista se.
rec-why-access = siihen ei voi kirjoittaa. Korjaa oikeudet: chmod -R u+rwX ~/.local/state.
rec-why-space = levy tai kiintiö on täynnä. Vapauta tilaa.
rec-why-other = järjestelmä esti sen. Kysy tietokoneen ylläpitäjältä.
log-fix = Korjaa kirjautuminen
log-clean = puhdas ja tarkistettu
log-left = kesken: { $n ->
    [one] 1 kohde jäi
   *[other] { $n } kohdetta jäi
}
log-nothing = mitään ei tehty
log-session = istunto jatkui, mitään ei tehty
log-time = keskeytyi ajan loputtua
log-cancelled = peruttu
past-title = Aiemmat ajot
past-text = Milloin Signoff ajettiin tällä koneella ja miten se päättyi. Sivustoja, nimiä tai tiedostoja ei merkitä muistiin.
past-unreadable = Aiempien ajojen luetteloa ei voi lukea.
past-more = Viimeisimmät, kaikkiaan { $n }. Komento "signoff log" luettelee ne kaikki.

# window
win-title = Signoff
win-title-demo = Signoff – Esittely
win-stays = säilyy
win-and = { $most } ja { $last }
win-total = Yhteensä
win-preview-title = Mitä poistetaan
win-kinds = Valituista selaimista
win-all-profiles = kaikki profiilit
win-nothing-ticked = Mitään ei ole valittu.
win-planning = Lasketaan…
win-kept-sites = Valittujen sivustojen kirjautumiset säilyvät.
win-kept-too = Säilytät lisäksi: { $what }.
win-place-reason = { $place }: { $reason }
win-stopping = Keskeytetään…
win-step-later = myöhemmin
win-step-now = nyt
win-step-done = valmis
win-run-slow-text = { $n ->
    [one] Se saattaa kysyä sinulta jotakin, esimerkiksi tallentamattomasta työstä. Vastaa ja odota sitten vielä kerran.
   *[other] Ne saattavat kysyä sinulta jotakin, esimerkiksi tallentamattomasta työstä. Vastaa ja odota sitten vielä kerran.
}
win-force-text = Pakottaminen voi hävittää tallentamatonta työtä.
win-part-title = Valitsemasi on poistettu
win-part-text = Kaikkea ei poistettu. Jätit: { $what }.
win-bad-title = Kesken
win-stopped-title = Kesken: keskeytit poiston
win-nothing-title = Mitään ei tehty
win-nothing-text = Mitään ei poistettu.
win-checked = { $folders ->
    [one] 1 kansio
   *[other] { $folders } kansiota
} ja { $files ->
    [one] 1 tiedosto
   *[other] { $files } tiedostoa
}
win-more = { $n ->
    [one] ja 1 muu; se on kopioidussa raportissa
   *[other] ja { $n } muuta; ne ovat kopioidussa raportissa
}
win-save-report = Tallenna raportti
win-saved = Raportti on tallennettu.
win-not-saved = Raporttia ei voitu kirjoittaa sinne.
win-look-again = Tarkista uudelleen
win-trouble-home = Kotikansiotasi ei voi käyttää. Mitään ei poistettu.
win-trouble-busy = Toinen siivous on käynnissä. Odota, kunnes se on valmis.
win-put-off = Toinen siivous oli käynnissä koko ajan. Tämä on merkitty muistiin: seuraava istunnon lopetus tai kirjautuminen vie sen loppuun.
win-put-off-not-noted = Toinen siivous oli käynnissä koko ajan, eikä tätä voitu merkitä muistiin, joten sitä ei tehdä itsestään. Lopeta istunto, ennen kuin käytät selainta.
win-trouble-processes = Signoff ei näe, mitkä ohjelmat ovat käynnissä, joten se ei tiedä, mitkä selaimet ovat auki. Mitään ei poistettu. Ota yhteyttä koneen ylläpitoon.
win-trouble-marker = Signoff ei voi lukea, mitä aiemmilta ajoilta jäi tekemättä. Mitään ei poistettu. Kysy tietokoneen ylläpitäjältä.
win-trouble-stopped = Keskeytit haun. Mitään ei poistettu.
win-trouble-internal = Vika Signoffissa. Tarkista selaimet itse, ennen kuin lähdet, ja ilmoita viasta.
win-none = Ikkunaa ei voi avata ({ $why }). Käytä komentoriviä: "signoff preview" ja sitten "signoff end-session".
win-none-display = näyttöä ei ole
win-none-unreachable = näyttö ei vastaa
win-none-unsuited = näytöstä puuttuu jotakin, mitä ikkuna tarvitsee
win-none-worker = osaa Signoffista ei voi käynnistää
win-elsewhere = selaimen kansio, joka ei ole tavallisessa paikassa: { $at }
win-app = ohjelma, jonka sisällä on selain; mukana vain, jos valitset sen
win-visible = omien tiedostojesi joukossa; mukana vain, jos valitset sen: { $at }

# window: help, settings, first start, about
win-help = Ohje
win-where = Selaimittain ja profiileittain
win-why = Miksi tämä on tässä: { $what }
win-search = Hae
win-search-none = Mitään sen nimistä ei löytynyt.
win-copied = Kopioitu
win-run-polite = Jokaista selainta pyydetään sulkeutumaan, ja sillä on kymmenen sekuntia aikaa.
win-stay-here = Odota, kunnes ohjelma kertoo, että voit lähteä turvallisesti.
win-seconds = { $n ->
    [one] 1 sekunti jäljellä
   *[other] { $n } sekuntia jäljellä
}
why-cookies = Evästeet pitävät sinut kirjautuneena. Seuraava käyttäjä olisi selaimessa kirjautuneena sinun nimelläsi.
why-site-data = Sivustojen tälle koneelle tallentamat tiedot. Niissä voi olla kirjautumisia, luonnoksia ja viestejä.
why-history = Sivut, joilla kävit, hakusi ja latauksesi. Ladatut tiedostot säilyvät.
why-cache = Kopioita katsomistasi sivuista ja kuvista. Usein suurin osa.
why-tabs = Auki olleet sivut. Selain avaisi ne uudelleen seuraavalle käyttäjälle.
why-pw = Selaimen tallentamat salasanat. Selain täyttäisi ne seuraavalle käyttäjälle.
why-forms = Kirjoittamasi nimet, osoitteet ja haut. Selain ehdottaisi niitä seuraavalle käyttäjälle.
why-account = Tili, jolle selain itse on kirjautunut. Se synkronoi kirjanmerkit, salasanat ja historian.
why-permissions = Sivustot, jotka saavat käyttää kameraa, mikrofonia tai sijaintiasi.
why-certificates = Yksityiset avaimet ja niihin kuuluvat varmenteet: niillä kirjaudutaan sinuna. Niitä ei voi palauttaa. Muut varmenteet säilyvät.
why-other = Kaikki muu, mitä selain jätti kansioihinsa, tunnettu tai tuntematon, paitsi kirjanmerkit, laajennukset ja asetukset.
first-sub = Näin Signoff tietää, mitä valitaan valmiiksi. Tätä kysytään vain kerran.
first-yes-text = Luokassa, kirjastossa tai toimistossa. Kaikki selaimiin jättämäsi on valittuna.
first-no-text = Kukaan muu ei käytä sitä. Mitään ei ole valittuna, ennen kuin valitset itse.
first-later = Voit muuttaa tätä myöhemmin asetuksissa.
help-copy = Kopioi { $what }
help-copied = Kopioitu: { $what }
set-title = Asetukset
set-language = Kieli
set-look = Värit
set-look-system = Järjestelmän mukaan
set-look-light = Vaalea
set-look-dark = Tumma
set-look-contrast = Suuri kontrasti
set-text = Tekstin koko
set-percent = { $n } %
set-motion = Vähennä liikettä
set-motion-text = Mikään näytöllä ei liiku itsestään.
set-unsaved = Valintaa ei voitu tallentaa. Se on voimassa, kunnes suljet ikkunan.
about-title = Tietoja Signoffista
about-version = Versio { $version }
about-what = Jättää yhteiskäyttöisen koneen puhtaaksi: sulkee selaimet, poistaa niihin jättämäsi tiedot, tarkistaa, että ne ovat poissa, ja kertoo sen.
about-never = Se ei koskaan lue salasanoja eikä evästeiden sisältöä eikä lähetä mitään minnekään.
about-servers = Se lopettaa kirjautumiset tällä koneella. Istunnot palvelimilla ovat voimassa, kunnes ne vanhenevat.
about-terms = Lisenssi: MIT tai Apache 2.0. Kirjasin: Inter (SIL Open Font License 1.1).

# ikkuna: Korjaa kirjautuminen ja Miksi?
win-fix-text = Poistaa vain valitsemasi kirjautumiset. Muut sivustot, historia ja kirjanmerkit säilyvät.
win-fix-which = Poistettavat kirjautumiset
win-fix-site = Muu sivusto
win-fix-site-text = Esimerkiksi library.example.org. Myös kaikki sen alla olevat sivustot kuuluvat mukaan.
win-fix-add = Lisää
win-fix-add-first = Lisää kirjoittamasi sivusto tai tyhjennä kenttä.
win-fix-looking = Tutkitaan selaimia
win-fix-items = { $n ->
    [one] 1 tieto
   *[other] { $n } tietoa
}
win-fix-nothing = ei löytynyt mitään
win-fix-open = Ensin on suljettava: { $browsers }. Muut selaimet pysyvät auki.
win-fix-title = Poistetaan kirjautumisia…
win-fix-stay = Kaikki muu selaimissa säilyy.
win-fix-remove = Poistetaan näiden sivustojen jättämiä tietoja
win-fix-done = Kirjautumiset on poistettu
win-fix-was-clean = Poistettavaa ei ollut
win-fix-stores = { $n ->
    [one] 1 tallennuspaikka
   *[other] { $n } tallennuspaikkaa
} puhdistettu
win-fix-left = Osa tiedoista voi olla yhä jäljellä ja häiritä kirjautumista. Jos niin käy, soita IT Helpdeskiin.
win-open-page = Avaa kirjautumissivu
win-open-not-found = selaimen ohjelmaa ei löytynyt
win-open-refused = selainta ei voi käynnistää
win-services = Kirjautumiset palveluihin
win-services-short = Kirjautumiset
win-services-text = Palvelut, joihin tämän koneen selaimet ovat kirjautuneina. Uloskirjautuminen palvelun omalla sivulla päättää istunnon myös palvelimella, mihin Signoff ei pysty.
win-sign-out = Avaa uloskirjautumissivu
win-clean = Puhdas ikkuna
win-clean-text = Avaa selaimen tyhjällä profiililla, ilman omien selaintesi kirjautumisia.
win-clean-browser = Selain
win-clean-page = Kirjautumissivu
win-clean-open = Avaa puhdas ikkuna
win-clean-opening = Avataan { $browser }…
win-clean-close = Sulje se nyt
win-clean-none = Mikään asennettu selain ei voi avata puhdasta ikkunaa; siihen tarvitaan Chromiumin tai Firefoxin sukuinen selain.
win-demo-pages = Esittely ei avaa oikeita selaimia.
win-ask-why = Miksi?
win-ask-title = Miksi kirjautuminen ei onnistu?
win-ask-text = Mitä kirjautumisia selaimissa on, miten vanhoja ne ovat ja mikä voi ohittaa omasi.
win-ask-table = Kirjautumiset profiileittain
win-copy-desk = Kopioi tukipalvelulle

## Services
services-page = Uloskirjautumissivu
explain-col-service = Palvelu
explain-col-since = Alkaen
services-no-page = uloskirjautumissivua ei tunneta
services-no-way = tämä ohjelma ei avaa sivua pyydettäessä
services-none = Tämän tietokoneen selaimissa ei ole voimassa olevaa kirjautumista tunnettuihin palveluihin.
services-none-known = Voimassa olevia kirjautumisia ei tiedetä.
services-how = "signoff services --open NIMI" avaa uloskirjautumissivun siinä selaimessa ja profiilissa, jossa kirjautuminen on.
services-opened = Avattiin: palvelun { $service } uloskirjautumissivu, { $whose }
services-not-opened = Ei avattu: palvelun { $service } uloskirjautumissivu, { $whose }: { $why }
services-nowhere = Voimassa olevaa kirjautumista palveluun { $service } ei tiedetä; sivua ei avattu.
why-demo = esittely ei avaa oikeaa selainta.
err-service = Palvelua "{ $asked }" ei ole.
err-service-many = "{ $asked }" tarkoittaa useampaa kuin yhtä palvelua.

## Clean window
clean-open = { $browser } on auki tyhjällä profiililla. Sulje se, kun olet valmis; profiili poistetaan silloin.
clean-gone = Puhdas ja tarkistettu: { $browser } on suljettu ja sen kertakäyttöprofiili poistettu ({ $files ->
    [one] 1 tiedosto
   *[other] { $files } tiedostoa
}, { $size }).
clean-left = Kesken: puhtaasta ikkunasta ({ $browser }) jäi jotakin:
clean-earlier = Puhdas ja tarkistettu: aiemmasta puhtaasta ikkunasta jäänyt on poistettu ({ $files ->
    [one] 1 tiedosto
   *[other] { $files } tiedostoa
}, { $size }).
clean-earlier-left = Kesken: aiemmasta puhtaasta ikkunasta on jotakin jäljellä:
clean-later = "signoff finish" tai seuraava puhdas ikkuna poistaa sen.
clean-not-started = { $browser } ei käynnistynyt: { $why }
clean-ended = { $browser } päättyi itsestään ennen kuin sen ikkuna avautui (paluukoodi { $code }).
clean-no-display = näyttöä, jolle ikkuna avattaisiin, ei ole.
clean-no-browser = mikään asennettu selain ei voi avata puhdasta ikkunaa; tarvitaan Chromium- tai Firefox-perheen selain.
err-clean-browser = { $asked } ei voi avata puhdasta ikkunaa tällä tietokoneella: sitä ei ole asennettu, tai se ei ole Chromium- eikä Firefox-perhettä.
err-no-login = Kohteen { $asked } kirjautumissivua ei tunneta. Anna sivun osoite.
err-page = "{ $asked }" ei ole verkkosivu. Anna palvelimen nimi tai osoite, jonka alussa on http:// tai https://.
