// Pages of the exercise: joining, team, facilitator, projector. What people wrote is put on the page as text, never as HTML.
(function () {
  "use strict";
  var osat = location.pathname.replace(/^\/harjoitus\/?/, "").split("/").filter(Boolean);
  var laji = osat[0] === "o" || osat[0] === "v" ? osat[0] : osat[0] ? "j" : "alku";
  var koodi = ((laji === "o" || laji === "v" ? osat[1] : osat[0]) || "").toUpperCase();
  var KIELET = { fi: "suomeksi", sv: "på svenska", en: "in English" };
  var PAIKAT = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };
  var S = { kieli: valittuKieli(), n: null, luonnos: {}, luotu: null, versio: -1, ero: 0, katki: false, sanottu: {}, muokattu: {}, auki: false, avatut: {}, valilehti: ["omat", "taulu"].indexOf(location.hash.slice(1)) >= 0 ? location.hash.slice(1) : "neuvottelu" };
  var API = "/harjoitus/api/", VAIHEET = ["tilanne", "arvio", "neuvottelu", "lukitus", "laskenta", "tulokset", "pohdinta"];
  var DESIMAALIT = { vaesto: 0, kustannus_asukas: 0, hyte_asukas: 0, log_kattavuus: 4, kohdentumisvirhe: 4, laatu: 2, ehkaisypanos: 2, hyte_panos: 2, hyte_vaikutus: 4, koordinaatio: 3, ketju_kadonneiden_osuus: 3, hoitovelka: 3, vaihtaneet: 3 };
  var OSAPUOLET = ["jarjestaja", "liikelaitos"];

  function muisti(avain, arvo) { try { if (arvo !== undefined) localStorage.setItem(avain, arvo); return localStorage.getItem(avain) } catch (e) { return null } }
  function valittuKieli() {
    var pyydetty = new URLSearchParams(location.search).get("kieli"), k = KIELET[pyydetty] ? muisti("sotemalli-kieli", pyydetty) || pyydetty : muisti("sotemalli-kieli");
    return KIELET[k] ? k : "fi";
  }
  function tunnus() { var a = new Uint32Array(3); crypto.getRandomValues(a); return Array.prototype.map.call(a, function (x) { return x.toString(36) }).join("-") }

  // words and numbers
  function t(avain, tiedot) {
    var s = (S.sanat.sanat[avain] || avain);
    Object.keys(tiedot || {}).forEach(function (k) { s = s.split("{" + k + "}").join(String(tiedot[k])) });
    return s;
  }
  function luku(x, d, merkki) { return new Intl.NumberFormat(PAIKAT[S.kieli], { minimumFractionDigits: d, maximumFractionDigits: d, signDisplay: merkki ? "exceptZero" : "auto" }).format(x) }
  function tulkitse(s) { var x = String(s).trim().replace(/[\s\u00a0\u202f]/g, "").replace("−", "-").replace(",", "."); return /^[+-]?\d+(\.\d+)?$/.test(x) ? Number(x) : NaN }
  function meur(x) { return luku(x / 1e6, 0) }
  function mittari(m, x) { return luku(S.sanat.prosentteina.indexOf(m) >= 0 ? 100 * x : x, DESIMAALIT[m] === undefined ? 1 : DESIMAALIT[m]) }
  function arvo(nimi, x, raha) { return nimi === "raha" ? luku(x * raha / 1e6, 0) : luku(100 * x, 1) + " %" }
  function roolit(r) { return S.sanat.roolit[r] || r }

  // building the page
  function h(mika, ominaisuudet) {
    var palat = mika.split("."), e = document.createElement(palat[0]);
    if (palat.length > 1) e.className = palat.slice(1).join(" ");
    Object.keys(ominaisuudet || {}).forEach(function (k) {
      var v = ominaisuudet[k];
      if (v === null || v === undefined || v === false) return;
      if (k.slice(0, 2) === "on") e.addEventListener(k.slice(2), v);
      else if (k === "value" || k === "checked" || k === "disabled") e[k] = v;
      else e.setAttribute(k, v === true ? "" : v);
    });
    for (var i = 2; i < arguments.length; i++) lisaa(e, arguments[i]);
    return e;
  }
  function lisaa(e, lapsi) {
    if (lapsi === null || lapsi === undefined || lapsi === false) return;
    if (Array.isArray(lapsi)) lapsi.forEach(function (x) { lisaa(e, x) });
    else e.appendChild(lapsi instanceof Node ? lapsi : document.createTextNode(String(lapsi)));
  }
  function kortti(otsikko) { var e = h("section.kortti.pehmuste", {}, h("h2", {}, otsikko)); for (var i = 1; i < arguments.length; i++) lisaa(e, arguments[i]); return e }
  function nappi(teksti, teko, luokka, muut) { return h("button.nappi" + (luokka ? "." + luokka : ""), Object.assign({ type: "button", onclick: function (ev) { ev.currentTarget.disabled = true; Promise.resolve(teko()).finally(piirra) } }, muut || {}), teksti) }
  function kentta(id, teksti, muut) {
    return h("label.h-kentta", { for: id }, teksti, h("input", Object.assign({ id: id, type: "text", value: S.luonnos[id] || "", oninput: function (ev) { S.luonnos[id] = ev.target.value } }, muut || {})));
  }
  function valinta(id, teksti, vaihtoehdot) {
    if (S.luonnos[id] === undefined && vaihtoehdot.length) S.luonnos[id] = vaihtoehdot[0][0];
    return h("label.h-kentta", { for: id }, teksti, h("select", { id: id, onchange: function (ev) { S.luonnos[id] = ev.target.value; piirra() } },
      vaihtoehdot.map(function (v) { return h("option", { value: v[0], selected: S.luonnos[id] === v[0] }, v[1]) })));
  }
  function taulu(otsikko, sarakkeet, rivit) {
    return h("div.taulukko", { tabindex: "0", role: "region", "aria-label": otsikko }, h("table", {}, h("caption.piilossa", {}, otsikko),
      h("thead", {}, h("tr", {}, sarakkeet.map(function (s) { return h("th", { scope: "col" }, s) }))),
      h("tbody", {}, rivit.map(function (r) { return h("tr", {}, r.map(function (x, i) { return i ? h("td", {}, x) : h("th", { scope: "row" }, x) })) }))));
  }
  function piirra() {
    if (!S.sanat) return;
    var juuri = document.getElementById("harjoitus"), oli = document.activeElement, id = oli && oli.id, valittu = null;
    try { valittu = oli && oli.selectionStart !== undefined ? [oli.selectionStart, oli.selectionEnd] : null } catch (e) { valittu = null }
    var sivu = laji === "alku" ? alku() : laji === "v" ? valkokangas() : laji === "o" ? ohjaaja() : joukkue();
    juuri.replaceChildren(sivu);
    document.documentElement.lang = S.kieli;
    document.title = t("u_harjoitus") + (koodi ? " " + koodi : "") + " – Sotemalli";
    if (id && document.getElementById(id)) {
      var uusi = document.getElementById(id); uusi.focus({ preventScroll: true });
      try { if (valittu && uusi.setSelectionRange) uusi.setSelectionRange(valittu[0], valittu[1]) } catch (e) { /* not a text field */ }
    }
    kello();
  }

  // talking with the server
  function pyyda(polku, runko) {
    var asetukset = { credentials: "same-origin", cache: "no-store" };
    if (runko) { asetukset.method = "POST"; asetukset.headers = { "content-type": "application/json" }; asetukset.body = JSON.stringify(runko) }
    return fetch(API + polku, asetukset).then(function (v) {
      return v.json().then(function (x) { if (!v.ok) { var e = new Error(x.virhe); e.virhe = x.virhe; e.tiedot = x.tiedot || {}; throw e } return x });
    });
  }
  function yrita(polku, runko, kertoja) { // a lost connection is tried again with the same id: never two deeds
    return pyyda(polku, runko).catch(function (e) {
      if (e.virhe || kertoja <= 0) throw e;
      return new Promise(function (r) { setTimeout(r, 1500) }).then(function () { return yrita(polku, runko, kertoja - 1) });
    });
  }
  function virhe(e) {
    var k = "t_" + e.virhe, laatikko = document.getElementById("virhe"), tiedot = {};
    Object.keys(e.tiedot || {}).forEach(function (x) { tiedot[x] = Array.isArray(e.tiedot[x]) ? e.tiedot[x].join("; ") : e.tiedot[x] });
    laatikko.textContent = !e.virhe ? t("u_katkos") : S.sanat.sanat[k] ? t(k, tiedot) : t("t_muu", { koodi: e.virhe });
    laatikko.hidden = false;
    laatikko.onclick = function () { laatikko.hidden = true };
    clearTimeout(virhe.ajastin); virhe.ajastin = setTimeout(function () { laatikko.hidden = true }, 12000);
  }
  function komento(k) {
    k.tunnus = tunnus();
    return yrita(koodi + "/komento" + (laji === "o" ? "?laji=o" : ""), k, 8).then(function () { document.getElementById("virhe").hidden = true; return hae() }).catch(function (e) { virhe(e); return hae() });
  }
  function hae() {
    return pyyda(koodi + "/nakyma?laji=" + laji).then(function (n) {
      S.ero = n.aika - Date.now() / 1000;
      var ennen = S.n; S.n = n; S.versio = n.versio;
      if (ennen && ennen.vaihe !== n.vaihe) document.getElementById("tila").textContent = t("v_" + n.vaihe);
      piirra();
    }).catch(function (e) { if (e.virhe) virhe(e) });
  }
  function katkos(on) {
    if (S.katki === on) return;
    S.katki = on;
    var k = document.getElementById("katkos"); k.textContent = S.sanat ? t("u_katkos") : ""; k.hidden = !on;
  }
  function virta() {
    var lahde = new EventSource(API + koodi + "/virta");
    lahde.onopen = function () { katkos(false); hae() };
    lahde.onmessage = function (ev) { katkos(false); if (Number(ev.data) !== S.versio) hae() };
    lahde.onerror = function () { katkos(true); if (lahde.readyState === 2) { lahde.close(); setTimeout(virta, 2000) } };
  }
  function sanat() { return pyyda("sanat?kieli=" + S.kieli).then(function (x) { S.sanat = x }) }
  function kielet() {
    return h("div.rivi", { role: "group", "aria-label": t("u_kieli") }, Object.keys(KIELET).map(function (k) {
      return h("button.linkkinappi", { type: "button", id: "kieli-" + k, lang: k, "aria-pressed": String(k === S.kieli), onclick: function () { S.kieli = k; muisti("sotemalli-kieli", k); sanat().then(piirra) } }, KIELET[k]);
    }));
  }
  function kello() {
    document.querySelectorAll("[data-kello]").forEach(function (e) {
      var n = S.n, s = !n ? null : n.tauolla !== null ? n.tauolla : n.maaraaika !== null ? n.maaraaika - (Date.now() / 1000 + S.ero) : null;
      e.hidden = s === null;
      if (s === null) return;
      var m = Math.max(Math.ceil(s), 0), teksti = Math.floor(m / 60) + "." + String(m % 60).padStart(2, "0");
      e.firstChild.textContent = teksti;
      e.lastChild.textContent = n.tauolla !== null ? t("u_tauolla") : s <= 0 ? t("u_aika_loppui") : t("u_jaljella");
      [300, 120, 60].forEach(function (raja) { // said once at five, two and one minute
        var avain = n.maaraaika + "-" + raja;
        if (n.tauolla === null && s <= raja && s > raja - 2 && !S.sanottu[avain]) { S.sanottu[avain] = 1; document.getElementById("tila").textContent = teksti + " " + t("u_jaljella") }
      });
    });
  }
  setInterval(kello, 1000);

  // parts that pages share
  function kellolaatikko() { return h("div.kello", { "data-kello": "", role: "timer", hidden: true }, h("b", {}, ""), h("span", {}, "")) }
  function otsikko(n) { return n.vaihe === "odotus" ? t("v_odotus") : n.vaihe === "paattynyt" ? t("v_paattynyt") : t("u_kierros", { n: n.kierros, m: n.kierroksia }) + ": " + t("u_sopimus_vuodelle", { vuosi: n.vuodet.join("–") }) }
  function ala(n) { return (n.osia > 1 ? t("u_osa", { n: n.osa + 1, m: n.osia, malli: t("rm_" + n.rahoitusmalli) }) : t("rm_" + n.rahoitusmalli)) + " · " + t("v_" + n.vaihe) }
  function vaiheet(n) {
    var nyt = VAIHEET.indexOf(n.vaihe);
    return h("ol.vaiheet", {}, VAIHEET.map(function (v, i) { return h("li" + (i < nyt ? ".tehty" : i === nyt ? ".nyt" : ""), { "aria-current": i === nyt ? "step" : null }, (i < nyt ? "✓ " : "") + t("v_" + v)) }));
  }
  function tapahtumat(n) { return n.kortit.map(function (k) { return h("p.tapahtuma", {}, h("b", {}, t("u_tapahtuma") + ": "), S.sanat.kortit[k].nimi + ". " + S.sanat.kortit[k].teksti) }).concat(n.viesti ? [h("p.tapahtuma", {}, h("b", {}, t("u_viesti_ohjaajalta") + ": "), n.viesti)] : []) }
  function sarjataulu(otsikko_, sarjat) {
    var vuodet = {}; Object.keys(sarjat).forEach(function (m) { Object.keys(sarjat[m]).forEach(function (v) { vuodet[v] = 1 }) });
    var viimeiset = Object.keys(vuodet).sort().slice(KAPEA.matches ? -2 : -4);
    return taulu(otsikko_, [t("mittari")].concat(viimeiset), Object.keys(sarjat).map(function (m) { return [t("m_" + m)].concat(viimeiset.map(function (v) { return sarjat[m][v] === undefined ? "–" : mittari(m, sarjat[m][v]) })) }));
  }
  function voimassa(n) {
    var s = n.sopimus;
    if (!s) return h("p", {}, t("u_ei_sopimusta"));
    var nimet = Object.keys(s.kohdat).filter(function (k) { return k.indexOf("jako.") !== 0 || n.harjoitus.palvelut.indexOf(k.slice(5)) >= 0 });
    return [h("p", {}, t(s.synty)), taulu(t("u_voimassa", { vuosi: s.vuosi }), [t("kohta"), t("sovittu_")], nimet.map(function (k) { return [S.sanat.kohdat[k] || k, k === "raha" ? meur(s.raha) : arvo(k, s.kohdat[k], 0)] }))];
  }
  function eteneminen(n) {
    var e = n.neuvottelu; if (n.vaihe !== "neuvottelu") return null;
    return [h("p", {}, t("u_nyt_neuvotellaan", { n: e.asioita - e.auki.length, m: e.asioita })), e.auki.length ? h("p", {}, t("u_auki", { x: e.auki.map(function (k) { return S.sanat.kohdat[k] || k }).join(", ") })) : null];
  }
  function arvioraportti(n) {
    if (!n.arviot || !n.arviot.length) return null;
    return kortti(t("u_tulos_arviot"), pistetaulu(n.pisteet), h("p.pieni", {}, t("arviot_selite")),
      taulu(t("u_tulos_arviot"), [t("rooli"), t("mittari"), t("u_vali"), t("u_toteuma")], n.arviot.filter(function (a) { return a.osa === n.osa && a.kierros === n.kierros }).map(function (a) { return [roolit(a.rooli), t("m_" + a.mittari), luku(100 * a.ala, 1, true) + " … " + luku(100 * a.yla, 1, true), luku(100 * a.toteuma, 1, true) + (a.osui ? " ✓" : " ✕")] })));
  }
  function lauta(n) { return kortti(t("u_lauta"), sarjataulu(t("u_lauta"), n.lauta), Object.keys(n.lausunnot).map(function (r) { var m = n.lausunnot[r]; return h("p", {}, h("b", {}, t("lausunto") + ", " + roolit(r) + ": "), S.sanat.sanat["m_" + m] ? t("m_" + m) : m) })) }

  // home: join or create
  function pohja() { return S.sanat.esiasetukset.find(function (e) { return e.nimi === S.luonnos.esiasetus }) || S.sanat.esiasetukset[0] }
  function oma(avain, oletus) { // what the facilitator has changed in this preset, else the preset's own
    var omat = S.muokattu[pohja().nimi] || {}; return omat[avain] === undefined ? oletus : omat[avain];
  }
  function muuta(avain, arvo) { var nimi = pohja().nimi; S.muokattu[nimi] = S.muokattu[nimi] || {}; S.muokattu[nimi][avain] = arvo; piirra() }
  function muutokset() {
    var omat = Object.assign({}, S.muokattu[pohja().nimi]), kierroksia = oma("rounds", pohja().kierroksia);
    if (omat.rounds !== undefined || omat.event !== undefined) omat.event = oma("event", pohja().tapahtumat).filter(function (x) { return x.round <= kierroksia });
    return omat;
  }
  function luettele(id, otsikko_, vaihtoehdot, valitut, lukitut, muuttui) { // boxes to tick; those that are locked stay
    return h("fieldset.ruudut", { id: id }, h("legend", {}, otsikko_), vaihtoehdot.map(function (v) {
      return h("label", { for: id + "-" + v[0] }, h("input", { id: id + "-" + v[0], type: "checkbox", checked: valitut.indexOf(v[0]) >= 0, disabled: lukitut.indexOf(v[0]) >= 0, onchange: function (ev) {
        muuttui(vaihtoehdot.map(function (x) { return x[0] }).filter(function (x) { return x === v[0] ? ev.target.checked : valitut.indexOf(x) >= 0 }));
      } }), " " + v[1]);
    }));
  }
  function numerovalinta(id, otsikko_, luvut, nyt, muuttui) {
    return h("label.h-kentta", { for: id }, otsikko_, h("select", { id: id, onchange: function (ev) { muuttui(Number(ev.target.value)) } }, luvut.map(function (x) { return h("option", { value: String(x), selected: x === nyt }, x) })));
  }
  function muokkaus() {
    var e = pohja(), kierroksia = oma("rounds", e.kierroksia), tapahtumat_ = oma("event", e.tapahtumat), palvelut = Object.keys(S.sanat.kohdat).filter(function (k) { return k.indexOf("jako.") === 0 }).map(function (k) { return [k.slice(5), palvelu(k.slice(5))] });
    return h("details", { id: "muokkaus", open: S.auki, ontoggle: function (ev) { S.auki = ev.target.open } }, h("summary", {}, t("u_muokkaa")),
      h("label.h-kentta", { for: "alue" }, t("u_alue"), h("select", { id: "alue", onchange: function (ev) { muuta("region", ev.target.value) } }, S.sanat.alueet.map(function (a) { return h("option", { value: a, selected: a === oma("region", e.alue) }, t("u_alue_" + a)) }))),
      numerovalinta("kierroksia", t("u_kierroksia", { n: e.mallit.length }), [1, 2, 3, 4], kierroksia, function (x) { muuta("rounds", x) }),
      numerovalinta("vuosia", t("u_vuosia"), [1, 2, 3], oma("years_per_round", e.vuosia), function (x) { muuta("years_per_round", x) }),
      numerovalinta("tarjouksia", t("u_tarjouksia"), [2, 4, 6, 8, 10], oma("offers", e.tarjouksia), function (x) { muuta("offers", x) }),
      luettele("roolit", t("u_roolit_mukana"), Object.keys(S.sanat.roolit).map(function (r) { return [r, roolit(r)] }), oma("roles", e.roolit), OSAPUOLET, function (x) { muuta("roles", x) }),
      luettele("palvelut", t("u_palvelut_mukana"), palvelut, oma("services", e.palvelut), [], function (x) { muuta("services", x) }),
      h("fieldset.ruudut", { id: "tapahtumavalinta" }, h("legend", {}, t("u_tapahtumat_valmiina")), Object.keys(S.sanat.kortit).map(function (k) {
        var nyt = tapahtumat_.find(function (x) { return x.card === k }), id = "kortti-" + k, luvut = [0]; for (var i = 1; i <= kierroksia; i++) luvut.push(i);
        return h("label.h-kentta", { for: id }, S.sanat.kortit[k].nimi, h("select", { id: id, onchange: function (ev) {
          var r = Number(ev.target.value); muuta("event", tapahtumat_.filter(function (x) { return x.card !== k }).concat(r ? [{ round: r, card: k }] : []));
        } }, luvut.map(function (x) { return h("option", { value: String(x), selected: x === (nyt ? nyt.round : 0) }, x ? t("u_kierroksella", { n: x }) : t("u_ei_valmiina")) })));
      })));
  }
  function alku() {
    var luotu = S.luotu;
    return h("div", {}, h("header.h-yla", {}, h("div.kaista", {}, h("h1", {}, t("u_harjoitus")), h("a", { href: "/?kieli=" + S.kieli }, t("u_alku")), kielet())),
      h("main.kaista.h-sivu.kaksi", {}, h("div", {}, kortti(t("u_liity"),
        h("form", { onsubmit: function (ev) { ev.preventDefault(); var k = (S.luonnos.koodi || "").trim().toUpperCase(); if (k) location.href = "/harjoitus/" + encodeURIComponent(k) + "?kieli=" + S.kieli } },
          kentta("koodi", t("u_koodi"), { autocomplete: "off", maxlength: "8", class: "koodikentta" }), h("button.nappi", { type: "submit" }, t("u_jatka"))))),
      h("div", {}, luotu ? kortti(t("u_valmis"), h("p", {}, t("u_talleta")),
        ["ohjaaja", "valkokangas", "osallistujat"].map(function (x) { var o = x === "osallistujat" ? "/harjoitus/" + luotu.koodi : luotu[x]; return h("p.linkki", {}, h("b", {}, t({ ohjaaja: "u_ohjaajan_linkki", valkokangas: "u_valkokankaan_linkki", osallistujat: "u_liittymislinkki" }[x]) + ": "), h("a", { href: o, id: "linkki-" + x }, location.origin + o)) }),
        h("p", {}, t("u_koodi") + ": ", h("b", { id: "uusi-koodi" }, luotu.koodi)), h("img.qr", { src: API + luotu.koodi + "/qr.svg", alt: t("u_liity_koodilla") + " " + luotu.koodi }))
        : kortti(t("u_luo"), valinta("esiasetus", t("u_esiasetus"), S.sanat.esiasetukset.map(function (e) { return [e.nimi, e.nimi] })),
          h("p", {}, (S.sanat.esiasetukset.find(function (e) { return e.nimi === S.luonnos.esiasetus }) || {}).teksti || ""), kentta("otos", t("u_otos"), { inputmode: "decimal", placeholder: luku(0.02, 2) }),
          muokkaus(),
          nappi(t("u_luo_nappi"), function () {
            var k = { esiasetus: S.luonnos.esiasetus, muutokset: muutokset() }; if ((S.luonnos.otos || "").trim()) { k.otos = tulkitse(S.luonnos.otos); if (isNaN(k.otos)) { virhe({ virhe: "ei_luku" }); return } }
            return pyyda("huoneet", k).then(function (x) { S.luotu = x }).catch(virhe);
          }, "", { id: "luo" })))));
  }

  // team
  function joukkue() {
    var n = S.n;
    if (!n) return h("main.kaista.h-sivu", {}, h("p", {}, "…"));
    if (n.liittymatta) return h("div", {}, h("header.h-yla", {}, h("div.kaista", {}, h("h1", {}, t("u_liity") + " " + koodi), kielet())), h("main.kaista.h-sivu", {}, kortti(t("u_liity"),
      h("form", { onsubmit: function (ev) { ev.preventDefault(); yrita(koodi + "/liity", { nimi: S.luonnos.nimi || "", tunnus: tunnus() }, 4).then(hae).catch(virhe) } },
        kentta("nimi", t("u_nimimerkki"), { maxlength: "24", autocomplete: "off" }), h("p.pieni", {}, t("u_nimiohje")), h("button.nappi", { type: "submit" }, t("u_jatka"))))));
    var r = n.rooli;
    var paa = h("header.h-yla", {}, h("div.kaista", {}, h("div", { style: "flex:1 1 240px" }, h("h1", {}, r ? roolit(r.nimi) + " · " + otsikko(n) : otsikko(n)), h("p", {}, n.mina.nimi + " · " + ala(n))), kellolaatikko(), kielet(), vaiheet(n)));
    if (!r) return h("div", {}, paa, h("main.kaista.h-sivu", {}, kortti(t("u_valitse_rooli"), h("div.roolit", {}, n.roolit.map(function (x) { return nappi(roolit(x.rooli) + " (" + t(x.pelaa === "ihminen" ? "u_ihminen" : "u_malli") + (x.paikalla ? ", " + x.paikalla : "") + ")", function () { return komento({ laji: "rooli", rooli: x.rooli }) }, "toissijainen", { id: "rooli-" + x.rooli }) })))));
    var ylin = [tapahtumat(n), n.vaihe === "odotus" ? h("p", {}, t("u_odota")) : null, n.vaihe === "laskenta" ? h("p.tilarivi.laskee", { role: "status" }, h("i", {}), t("u_laskee")) : null, n.vaihe === "pohdinta" ? h("p", {}, t("u_pohdi")) : null];
    var neuvottelu = [r.poyta && OSAPUOLET.indexOf(r.nimi) >= 0 && n.vaihe === "neuvottelu" ? poyta(n, r) : null, r.poyta && r.poyta.tarjoukset.length ? tarjoukset(r.poyta) : null,
      n.vaihe === "arvio" ? arvio(n, r) : null, r.lausuu && n.vaihe === "neuvottelu" ? lausunto() : null, kortti(t("u_poyta"), voimassa(n), eteneminen(n))];
    var taululla = [tavoitteet(n), arvioraportti(n), lauta(n)];
    var omat = [tieto(r), Object.keys(r.mittarit).length ? kortti(t("u_omat_mittarit"), sarjataulu(t("u_omat_mittarit"), r.mittarit)) : null, r.keinot.length ? keinot(n, r) : null,
      kortti(t("u_tehtava"), h("p", {}, r.tehtava[S.kieli] || r.tehtava.fi), h("h3", {}, t("u_tavoitteet")), h("ul", {}, r.tavoitteet.map(function (x) { return h("li", {}, x[S.kieli] || x.fi) })))];
    return h("div", {}, paa, h("main.kaista.h-sivu", { id: "sisalto" }, ylin, KAPEA.matches ? valilehdet() : null,
      h("div.osat", {}, paneeli("neuvottelu", neuvottelu), paneeli("omat", omat), paneeli("taulu", taululla))), toimet(n, r));
  }
  var TABIT = ["neuvottelu", "omat", "taulu"], KAPEA = window.matchMedia("(max-width: 900px)");
  KAPEA.addEventListener("change", function () { piirra() });
  function valilehdet() { // on a phone the page is three tabs: arrows, Home and End move between them
    function valitse(i) { S.valilehti = TABIT[(i + TABIT.length) % TABIT.length]; history.replaceState(null, "", location.pathname + location.search + "#" + S.valilehti); piirra(); document.getElementById("v-" + S.valilehti).focus({ preventScroll: true }) }
    return h("div.valilehdet", { role: "tablist", "aria-label": t("u_osat") }, TABIT.map(function (x, i) {
      var nyt = S.valilehti === x;
      return h("button", { type: "button", role: "tab", id: "v-" + x, "aria-selected": String(nyt), "aria-controls": "p-" + x, tabindex: nyt ? "0" : "-1", onclick: function () { valitse(i) }, onkeydown: function (ev) {
        var minne = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: TABIT.length - 1 }[ev.key];
        if (minne !== undefined) { ev.preventDefault(); valitse(minne) }
      } }, t("u_valilehti_" + x));
    }));
  }
  function paneeli(x, sisalto) { return h("div.paneeli.p-" + x, KAPEA.matches ? { id: "p-" + x, role: "tabpanel", "aria-labelledby": "v-" + x, hidden: S.valilehti !== x } : { id: "p-" + x }, sisalto) }
  function tavoitteet(n, lyhyesti) { // in short, on the wall: the services' goals and the whole
    var x = n.tavoitteet; if (!x) return null;
    var rivit = lyhyesti ? x.rivit.filter(function (r) { return S.sanat.kohdat["tavoite." + r.tavoite] }) : x.rivit;
    var palkkio = !x.sovittu ? t("u_ei_palkkiota") : t(x.palkkio >= 0 ? "u_bonus_maksetaan" : "u_sanktio_peritaan", { x: luku(Math.abs(x.palkkio) / 1e6, 1) });
    return kortti(t("u_sopimuksen_tavoitteet"), taulu(t("u_sopimuksen_tavoitteet"), [t("tavoitteet"), t("u_paino"), t("u_toteutui")], rivit.map(function (r) { return [S.sanat.tavoitteet[r.tavoite] || r.tavoite, luku(100 * r.paino, 0), luku(100 * r.toteuma, 0)] }).concat([[t("u_tavoite_yhteensa"), "", luku(100 * x.yhteensa, 0)]])), h("p.pieni", {}, palkkio + (lyhyesti ? "" : " " + t("u_toteuma_selite"))));
  }
  function pisteet(n) { return n.pisteet && n.pisteet.length ? [h("h2", {}, t("arviot")), pistetaulu(n.pisteet.slice(0, 5))] : null } // the wall has room for five
  function pistetaulu(pisteet_) { return taulu(t("arviot"), [t("rooli"), t("arvioita"), t("osui"), t("pisteet")], pisteet_.map(function (p) { return [roolit(p.rooli), p.arvioita, luku(100 * p.osui, 0), luku(p.pisteet, 1)] })) }
  function viimeisin(p, oma, nimi, ohita) { // the last position of ours or theirs, or one before it
    var n = ohita || 0;
    for (var i = p.tarjoukset.length - 1; i >= 0; i--) if ((p.tarjoukset[i].rooli === nimi) === oma && n-- === 0) return p.tarjoukset[i].kohdat;
    return null;
  }
  function ero(k, nyt, ennen, raha) { // what a side said before, struck through where it has moved
    if (!nyt || !ennen || arvo(k, nyt[k], raha) === arvo(k, ennen[k], raha)) return null;
    return [h("span.piilossa", {}, t("u_ennen") + " "), h("s", {}, arvo(k, ennen[k], raha)), " "];
  }
  function poyta(n, r) {
    var p = r.poyta, oma = viimeisin(p, true, r.nimi), heidan = viimeisin(p, false, r.nimi), omaEnnen = viimeisin(p, true, r.nimi, 1), heidanEnnen = viimeisin(p, false, r.nimi, 1), vuoro = p.vuorossa === r.nimi && r.pelaa === "ihminen" && !p.vain_vastaus;
    return kortti(t("u_poyta") + ", " + t("u_tarjous_nro", { n: p.tarjoukset.length, m: p.enintaan }), h("p", {}, h("b", {}, p.hyvaksyja ? t("u_sovittu") : p.hylatty ? t("u_hylatty") : p.vuorossa === r.nimi ? t("u_vuoro_teilla") : t("u_vuoro_toisella"))), h("p.pieni", {}, t("u_rahoitus", { x: meur(p.rahoitus) }) + " " + t("tavoitteet_huomautus")),
      p.muokattavat.map(function (k) {
        var id = "kohta-" + k, eroaa = p.erot.indexOf(k) >= 0;
        return h("div.kohta", {}, h("h3", {}, S.sanat.kohdat[k] || k, oma && heidan ? h("span.merkki" + (eroaa ? "" : ".ok"), {}, t(eroaa ? "u_eroaa" : "u_sama")) : null),
          h("dl", {}, h("div", {}, h("dt", {}, t("u_meidan")), h("dd.oma", {}, ero(k, oma, omaEnnen || p.viimevuosi, p.viimeraha), arvo(k, (oma || p.viimevuosi)[k], p.viimeraha) + (oma ? "" : " (" + t("viime").toLowerCase() + ")"))), h("div", {}, h("dt", {}, t("u_heidan")), h("dd.heidan", {}, heidan ? [ero(k, heidan, heidanEnnen || p.viimevuosi, p.viimeraha), arvo(k, heidan[k], p.viimeraha)] : "–"))),
          vuoro && oma && heidan && !eroaa && !S.avatut[k] && !S.luonnos[id] ? h("button.linkkinappi", { type: "button", id: "avaa-" + k, "aria-label": t("u_muuta_kohtaa") + ": " + (S.sanat.kohdat[k] || k), onclick: function () { S.avatut[k] = true; piirra(); document.getElementById(id).focus() } }, t("u_muuta_kohtaa"))
            : vuoro ? h("label", { for: id }, t("u_uusi") + (k === "raha" ? ", M€" : ", %"), h("input", { id: id, type: "text", inputmode: "decimal", autocomplete: "off", value: S.luonnos[id] || "", oninput: function (ev) { S.luonnos[id] = ev.target.value } })) : null);
      }), vuoro ? kentta("perustelu", t("u_perustelu"), { maxlength: "600", autocomplete: "off" }) : null);
  }
  function tarjoukset(p) {
    var nimet = Object.keys(p.asiat).filter(function (k) { var a = p.tarjoukset.map(function (x) { return x.kohdat[k] }).concat([p.viimevuosi[k]]); return Math.max.apply(null, a) - Math.min.apply(null, a) > 5e-4 });
    return kortti(t("tarjoukset"), taulu(t("tarjoukset"), [t("kohta"), t("viime")].concat(p.tarjoukset.map(function (x) { return x.numero + ". " + roolit(x.rooli) })), nimet.map(function (k) { return [S.sanat.kohdat[k] || k, arvo(k, p.viimevuosi[k], p.viimeraha)].concat(p.tarjoukset.map(function (x, i) {
      var nyt = arvo(k, x.kohdat[k], p.viimeraha), ennen = arvo(k, (i ? p.tarjoukset[i - 1].kohdat : p.viimevuosi)[k], p.viimeraha);
      return nyt === ennen ? nyt : h("span.muuttunut", {}, nyt, h("span.piilossa", {}, " (" + t("u_muuttui") + ")"));
    })) })));
  }
  function toimet(n, r) {
    var p = r.poyta;
    if (n.vaihe !== "neuvottelu" || !p || OSAPUOLET.indexOf(r.nimi) < 0 || p.vuorossa !== r.nimi || r.pelaa !== "ihminen") return null;
    var napit = [];
    if (!p.vain_vastaus) napit.push(nappi(t(p.tarjoukset.length ? "u_laheta_vastatarjous" : "u_laheta_tarjous"), function () {
      var kohdat = {}, huonot = [];
      p.muokattavat.forEach(function (k) { var s = (S.luonnos["kohta-" + k] || "").trim(); if (!s) return; var x = tulkitse(s); if (isNaN(x)) huonot.push(k); else kohdat[k] = k === "raha" ? x * 1e6 / p.viimeraha : x / 100 });
      if (huonot.length) { virhe({ virhe: "ei_luku" }); var e = document.getElementById("kohta-" + huonot[0]); if (e) e.focus(); return }
      var ennen = p.tarjoukset.length;
      return komento({ laji: "tarjous", nahty: ennen, kohdat: kohdat, perustelu: S.luonnos.perustelu || "" }).then(function () { if (S.n.rooli.poyta.tarjoukset.length > ennen) Object.keys(S.luonnos).forEach(function (k) { if (k.indexOf("kohta-") === 0 || k === "perustelu") delete S.luonnos[k] }); S.avatut = {} });
    }, "", { id: "laheta" }));
    if (p.tarjoukset.length) napit.push(nappi(t("u_hyvaksy"), function () { return komento({ laji: "hyvaksy", nahty: p.tarjoukset.length }) }, "toissijainen", { id: "hyvaksy" }));
    if (p.vain_vastaus) napit.push(nappi(t("u_hylkaa"), function () { return komento({ laji: "hylkaa", nahty: p.tarjoukset.length }) }, "toissijainen", { id: "hylkaa" }));
    return h("section.toimet", { "aria-label": t("u_toiminto") }, h("div.kaista", {}, napit, h("p", {}, t("u_ei_laheteta"))));
  }
  function tieto(r) {
    var d = r.tieto; if (!d) return null;
    if (d.arvio) return kortti(t("u_tieto"), h("p.pieni", {}, t("u_tieto_jarjestaja", { vuosi: d.vuodelta })), taulu(t("u_tieto"), [t("u_palvelu"), t("u_tarve")], Object.keys(d.arvio).map(function (k) { var x = d.arvio[k]; return [palvelu(k), meur(x[0]) + " (" + meur(x[1]) + "–" + meur(x[2]) + ")"] })));
    return kortti(t("u_tieto"), h("p.pieni", {}, t("u_tieto_liikelaitos")), taulu(t("u_tieto"), [t("u_palvelu"), t("u_tarve")], Object.keys(d.tarve).map(function (k) { return [palvelu(k), luku(d.tarve[k] / 1e6, 1)] })));
  }
  function palvelu(k) { var s = S.sanat.kohdat["jako." + k] || k; return s.indexOf(": ") > 0 ? s.slice(s.indexOf(": ") + 2) : s }
  function keinot(n, r) {
    var auki = ["tilanne", "arvio", "neuvottelu"].indexOf(n.vaihe) >= 0 && r.pelaa === "ihminen";
    return kortti(t("u_keinot"), r.keinot.map(function (k) {
      var id = "keino-" + k.avain;
      return h("label.h-kentta", { for: id }, S.sanat.keinot[k.avain] || k.avain, h("select", { id: id, disabled: !auki || k.odottaa_valintaa, onchange: function (ev) { komento({ laji: "keino", avain: k.avain, arvo: Number(ev.target.value) }) } },
        (k.arvo === null ? [h("option", { value: "" }, "–")] : []).concat(k.arvot.map(function (x) { return h("option", { value: String(x), selected: k.arvo === x }, luku(x, x % 1 ? 2 : 0)) }))), k.odottaa_valintaa ? t("t_vasta_valinnassa") : null);
    }));
  }
  function arvio(n, r) {
    if (r.arvio) return kortti(t("u_arvaa"), h("p", {}, t("u_arvio_annettu")), h("ul", {}, Object.keys(r.arvio).map(function (m) { return h("li", {}, t("m_" + m) + ": " + luku(100 * r.arvio[m][0], 1, true) + " … " + luku(100 * r.arvio[m][1], 1, true) + " %") })));
    return kortti(t("u_arvaa"), h("p", {}, t("u_arvaa_ohje")), n.arvioitavat.map(function (m) { return [kentta("ala-" + m, t("u_arvio_ala", { m: t("m_" + m) }), { inputmode: "decimal", autocomplete: "off" }), kentta("yla-" + m, t("u_arvio_yla", { m: t("m_" + m) }), { inputmode: "decimal", autocomplete: "off" })] }),
      nappi(t("u_laheta_arvio"), function () {
        var arvot = {}; n.arvioitavat.forEach(function (m) { arvot[m] = [tulkitse(S.luonnos["ala-" + m] || "") / 100, tulkitse(S.luonnos["yla-" + m] || "") / 100] });
        if (n.arvioitavat.some(function (m) { return isNaN(arvot[m][0]) || isNaN(arvot[m][1]) })) { virhe({ virhe: "ei_luku" }); return }
        return komento({ laji: "arvio", arvot: arvot });
      }, "", { id: "laheta-arvio" }));
  }
  function lausunto() { return kortti(t("u_lausunto"), h("label.h-kentta", { for: "lausunto" }, t("u_lausunto"), h("textarea", { id: "lausunto", maxlength: "600", value: S.luonnos.lausunto || "", oninput: function (ev) { S.luonnos.lausunto = ev.target.value } })), nappi(t("u_julkaise"), function () { return komento({ laji: "lausunto", teksti: S.luonnos.lausunto || "" }) }, "", { id: "julkaise" })) }

  // facilitator
  function ohjaaja() {
    var n = S.n; if (!n) return h("main.kaista.h-sivu", {}, h("p", {}, "…"));
    var teksti = { odotus: "u_aloita", neuvottelu: "u_lukitse", lukitus: "u_laske" }[n.vaihe] || "u_seuraava", kellossa = n.maaraaika !== null || n.tauolla !== null;
    var paa = h("header.h-yla", {}, h("div.kaista", {}, h("div", { style: "flex:1 1 240px" }, h("h1", {}, t("u_ohjaaja") + " · " + t("u_koodi") + " " + koodi), h("p", {}, otsikko(n) + " · " + ala(n))), kellolaatikko(), kielet(), vaiheet(n)));
    var ohjaus = kortti(otsikko(n), h("div.ohjaus", {}, n.vaihe !== "laskenta" && n.vaihe !== "paattynyt" ? nappi(t(teksti), function () { return komento({ laji: "seuraava", vaiheesta: n.vaihe }) }, "", { id: "seuraava" }) : h("p.tilarivi.laskee", { role: "status" }, h("i", {}), t("v_" + n.vaihe)),
      kellossa ? nappi(t("u_lisaa_aikaa"), function () { return komento({ laji: "lisaaika", sekuntia: 120 }) }, "toissijainen", { id: "lisaaika" }) : null, kellossa ? nappi(t(n.tauolla !== null ? "u_jatka_aikaa" : "u_pysayta"), function () { return komento({ laji: "tauko" }) }, "toissijainen", { id: "tauko" }) : null));
    var ryhmat = kortti(t("u_ryhmat"), taulu(t("u_ryhmat"), [t("rooli"), t("u_pelaaja"), t("u_paikalla"), t("u_arvio_annettu_lyh"), t("u_toiminto")], n.roolit.map(function (r) {
      var ihminen = r.pelaa === "ihminen";
      return [roolit(r.rooli), t(ihminen ? "u_ihminen" : "u_malli"), n.jasenet.filter(function (j) { return j.rooli === r.rooli }).map(function (j) { return j.nimi }).join(", ") || "0", n.arvioineet.indexOf(r.rooli) >= 0 ? "✓" : "–",
        ihminen || r.paikalla ? nappi(t(ihminen ? "u_anna_mallille" : "u_anna_ihmiselle"), function () { return komento({ laji: "sija", rooli: r.rooli, pelaaja: ihminen ? "malli" : "ihminen" }) }, "toissijainen", { id: "sija-" + r.rooli, "aria-label": t(ihminen ? "u_anna_mallille" : "u_anna_ihmiselle") + ": " + roolit(r.rooli) }) : ""];
    })));
    var osallistujat = n.jasenet.length ? kortti(t("u_osallistujat"), taulu(t("u_osallistujat"), [t("u_nimimerkki"), t("rooli"), t("u_toiminto")], n.jasenet.map(function (m) {
      return [m.nimi, h("select", { id: "jasen-" + m.jasen, "aria-label": t("u_rooli_kenelle", { nimi: m.nimi }), onchange: function (ev) { if (ev.target.value) komento({ laji: "rooli", jasen: m.jasen, rooli: ev.target.value }) } },
        (m.rooli ? [] : [h("option", { value: "" }, t("u_ei_roolia"))]).concat(n.roolit.map(function (x) { return h("option", { value: x.rooli, selected: x.rooli === m.rooli }, roolit(x.rooli)) }))),
        nappi(t("u_poista"), function () { return komento({ laji: "poistu", jasen: m.jasen }) }, "toissijainen", { id: "poista-" + m.jasen, "aria-label": t("u_poista_nimi", { nimi: m.nimi }) })];
    }))) : null;
    var neuvottelu = n.poyta && n.poyta.tarjoukset.length ? tarjoukset(n.poyta) : kortti(t("u_neuvottelun_tila"), eteneminen(n) || h("p", {}, t("v_" + n.vaihe)));
    var sivu = [kortti(t("u_tapahtumat"), tapahtumat(n), valinta("kortti", t("u_tapahtuma"), Object.keys(S.sanat.kortit).map(function (k) { return [k, S.sanat.kortit[k].nimi] })), h("p.pieni", {}, (S.sanat.kortit[S.luonnos.kortti] || {}).teksti || ""),
      nappi(t("u_laheta_tapahtuma"), function () { return komento({ laji: "kortti", kortti: S.luonnos.kortti }) }, "toissijainen", { id: "laheta-kortti" })),
    kortti(t("u_viesti"), kentta("viesti", t("u_viesti"), { maxlength: "600", autocomplete: "off" }), nappi(t("u_laheta_viesti"), function () { return komento({ laji: "viesti", teksti: S.luonnos.viesti || "" }).then(function () { delete S.luonnos.viesti }) }, "toissijainen", { id: "laheta-viesti" })),
    kortti(t("u_koodi") + " " + koodi, h("img.qr", { src: API + koodi + "/qr.svg", alt: t("u_liity_koodilla") + " " + koodi }), h("p.linkki", {}, location.origin + "/harjoitus/" + koodi), h("p", {}, h("a", { href: API + koodi + "/loki" }, t("u_lataa_loki"))),
      n.lauta && n.asiakirjoja ? h("p", {}, ["purku", "poytakirja", "luonnos"].map(function (d) { var nimi = d === "luonnos" ? "sopimusluonnos" : d; return h("span.rivi", {}, h("a", { href: API + koodi + "/asiakirja/" + nimi + ".html?kieli=" + S.kieli, target: "_blank", rel: "noopener" }, t(d)), h("a", { href: API + koodi + "/asiakirja/" + nimi + ".docx?kieli=" + S.kieli, "aria-label": t(d) + ", Word" }, "Word"), n.pdf ? h("a", { href: API + koodi + "/asiakirja/" + nimi + ".pdf?kieli=" + S.kieli, "aria-label": t(d) + ", PDF" }, "PDF") : null) })) : null,
      n.lauta && n.asiakirjoja ? h("p", {}, h("span.rivi", {}, h("a", { href: API + koodi + "/asiakirja/saanto.zip" }, t("u_saantona_zip")), h("a", { href: API + koodi + "/asiakirja/vienti.jsonl" }, t("u_vienti")))) : null,
      n.voi_perua ? nappi(t("u_peru"), function () { return komento({ laji: "peru", versio: n.versio }) }, "toissijainen", { id: "peru" }) : null, n.voi_perua ? h("p.pieni", {}, t("u_peru_ohje")) : null)];
    return h("div", {}, paa, h("main.kaista.h-sivu.kaksi", { id: "sisalto" }, h("div", {}, ohjaus, ryhmat, neuvottelu, tavoitteet(n), arvioraportti(n), kortti(t("u_poyta"), voimassa(n)), lauta(n)), h("div", {}, sivu, osallistujat)));
  }

  // projector
  function viiva(m, sarja) {
    var NS = "http://www.w3.org/2000/svg", vuodet = Object.keys(sarja).sort(), L = 420, K = 300, v = 60, a = 40, y0 = 20;
    var max = Math.max.apply(null, vuodet.map(function (x) { return sarja[x] })) * 1.1 || 1;
    function X(i) { return v + (vuodet.length > 1 ? i / (vuodet.length - 1) : 0.5) * (L - v - 90) } function Y(x) { return K - a - x / max * (K - a - y0) }
    function e(nimi, o, teksti) { var q = document.createElementNS(NS, nimi); Object.keys(o).forEach(function (k) { q.setAttribute(k, o[k]) }); if (teksti !== undefined) q.textContent = teksti; return q }
    var viim = vuodet[vuodet.length - 1], svg = e("svg", { viewBox: "0 0 " + L + " " + K, role: "img", "aria-label": t("m_" + m) + ". " + vuodet.map(function (x) { return x + ": " + mittari(m, sarja[x]) }).join(", ") });
    svg.appendChild(e("path", { class: "ak", d: "M" + v + " " + Y(0) + "H" + (L - 90) })); svg.appendChild(e("path", { class: "vi s1", d: "M" + vuodet.map(function (x, i) { return X(i).toFixed(1) + " " + Y(sarja[x]).toFixed(1) }).join("L") }));
    svg.appendChild(e("circle", { class: "m1", r: 7, cx: X(vuodet.length - 1), cy: Y(sarja[viim]) })); svg.appendChild(e("text", { class: "n1", x: X(vuodet.length - 1) + 14, y: Y(sarja[viim]) + 9 }, mittari(m, sarja[viim])));
    svg.appendChild(e("text", { class: "t2", x: X(0), y: K - 8, "text-anchor": "middle" }, vuodet[0])); if (vuodet.length > 1) svg.appendChild(e("text", { class: "t2", x: X(vuodet.length - 1), y: K - 8, "text-anchor": "middle" }, viim));
    return svg;
  }
  function valkokangas() {
    var n = S.n; if (!n) return h("main.valkokangas", {}, h("p", {}, "…"));
    var mitat = ["odotus", "kustannus_asukas", "sijoitettuja_1000"].filter(function (m) { return n.lauta[m] });
    return h("main.valkokangas", {}, h("div.vk-yla", {}, h("div", {}, h("h1", {}, otsikko(n)), h("p", {}, ala(n))), h("div.rivi", {}, n.vaihe === "odotus" ? h("img.qr", { src: API + koodi + "/qr.svg", alt: t("u_liity_koodilla") + " " + koodi }) : null, h("div.vk-koodi", {}, t("u_liity_koodilla"), h("b", {}, koodi))), kellolaatikko()),
      h("div.vk-runko", {}, h("section", {}, h("h2", {}, n.sopimus ? t("u_voimassa", { vuosi: n.sopimus.vuosi }) : t("u_poyta")), voimassa(n), eteneminen(n)),
        h("section", {}, h("div.vk-kuvat", {}, mitat.map(function (m) { return h("figure", { style: "margin:0" }, h("h2", {}, t("m_" + m)), viiva(m, n.lauta[m])) })), n.vaihe === "tulokset" ? tavoitteet(n, true) : pisteet(n))), h("div", {}, tapahtumat(n), n.vaihe === "laskenta" ? h("p", {}, t("u_laskee")) : null, h("div.vk-ala", {}, h("p.pieni", {}, t("ei_ennuste")), kielet())));
  }

  // start
  sanat().then(function () {
    piirra();
    if (laji === "alku") return;
    var salaisuus = location.hash.slice(1), ensin = Promise.resolve();
    if ((laji === "o" || laji === "v") && salaisuus) ensin = pyyda(koodi + "/tunnistaudu", { laji: laji, salaisuus: salaisuus }).catch(virhe);
    return ensin.then(hae).then(virta);
  }).catch(function () { setTimeout(function () { location.reload() }, 3000) });
})();
