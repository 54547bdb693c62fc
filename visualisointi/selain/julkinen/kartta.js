// The centre map: numbers of the server to marks, names and sentences of one month. Drawn by tutki.vue.
(function () {
  function tavut(teksti) { var b = atob(teksti), t = new Uint8Array(b.length); for (var i = 0; i < b.length; i++) t[i] = b.charCodeAt(i); return t }

  // Lists (steps) and waits (days) of every world: month by month, centre by centre.
  function purettu(k) {
    var omat = {};
    k.maailmat.forEach(function (m) {
      var listat = tavut(m.listat);
      omat[m.koodi] = { keskukset: m.keskukset, listat: new Uint16Array(listat.buffer), odotukset: tavut(m.odotukset) };
    });
    return omat;
  }

  function keskuskartta(k, maailmat, nyt) {
    var m = maailmat[nyt.maailma] || maailmat.b, n = m.keskukset.length, t = k.t;
    var kk = nyt.kk < 0 || nyt.kk >= k.kuukausia ? k.kuukausia - 1 : nyt.kk;
    var muoto = new Intl.NumberFormat(nyt.kieli), yksi = new Intl.NumberFormat(nyt.kieli, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    var pvm = new Date(Date.UTC(k.alkuvuosi + Math.floor(kk / 12), kk % 12, 15));
    var aika = new Intl.DateTimeFormat(nyt.kieli === "sv" ? "sv-FI" : nyt.kieli === "fi" ? "fi-FI" : "en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(pvm);
    var alue = nyt.rajaus === "lahi" && k.lahi ? k.lahi : "0 0 1000 " + k.korkeus;
    var a = alue.split(" ").map(Number), pikseli = a[2] / nyt.leveys; // units of the drawing in a pixel
    var rivit = [], kunnittain = {};
    for (var i = 0; i < n; i++) {
      var lista = m.listat[kk * n + i], x = m.keskukset[i];
      if (lista === k.kiinni) continue;
      kunnittain[x.k] = (kunnittain[x.k] || 0) + lista;
      rivit.push({ i: i, nimi: x.nimi, y: x.y, k: x.k, lista: lista * k.askel, odotus: m.odotukset[kk * n + i], px: x.p[0], py: x.p[1] });
    }
    var suurin = nyt.rajaus ? 15 : nyt.leveys < 420 ? 7 : 11, rajat = k.rajat[nyt.vari], yht = 0, yksityisten = 0, paivia = 0, pisin = null;
    rivit.forEach(function (r) {
      r.osuus = kunnittain[r.k] ? 100 * r.lista / k.askel / kunnittain[r.k] : 0;
      var arvo = nyt.vari === "odotus" ? r.odotus : r.osuus;
      r.luokka = rajat.filter(function (raja) { return arvo >= raja }).length;
      r.r = pikseli * Math.max(2.5, suurin * Math.sqrt(r.lista / k.askel / k.suurin));
      yht += r.lista; paivia += r.lista * r.odotus; if (r.y) yksityisten += r.lista;
      if (!pisin || r.odotus > pisin.odotus) pisin = r;
    });
    var yksityisia = rivit.filter(function (r) { return r.y }).length;
    function tayta(lause, tiedot) { return lause.replace(/\{(\w)\w*\}/g, function (kaikki) { var avain = kaikki.slice(1, -1); return avain in tiedot ? tiedot[avain] : kaikki }) }
    var iso = aika.charAt(0).toUpperCase() + aika.slice(1);
    var teksti = tayta(t.tilanne, { kk: iso, n: muoto.format(rivit.length), y: muoto.format(yksityisia), o: yksi.format(yht ? 100 * yksityisten / yht : 0), w: muoto.format(Math.round(yht ? paivia / yht : 0)), p: pisin ? pisin.nimi : "–", d: pisin ? muoto.format(pisin.odotus) : "–" });
    var valittu = "";
    if (nyt.keskus >= 0 && nyt.keskus < n) {
      var v = rivit.find(function (r) { return r.i === nyt.keskus });
      valittu = v ? tayta(t.yksi, { k: v.nimi, m: k.kunnat[v.k], o: v.y ? t.yksityinen : t.julkinen, l: muoto.format(v.lista), w: muoto.format(v.odotus), s: yksi.format(v.osuus) }) : tayta(t.suljettu, { k: m.keskukset[nyt.keskus].nimi });
    }
    return {
      kk: kk, aika: aika, alue: alue, teksti: teksti, valittu: valittu, kirjain: 14 * pikseli,
      pisteet: rivit.slice().sort(function (p, q) { return q.r - p.r }),
      rivit: rivit.slice().sort(function (p, q) { return q.lista - p.lista }),
      nimilista: m.keskukset.map(function (x, i) { return { i: i, nimi: x.nimi } }).sort(function (p, q) { return p.nimi.localeCompare(q.nimi, nyt.kieli) }),
      nimet: nimet(k.nimet, a, pikseli),
    };
  }

  // Names of municipalities, the largest first, where there is room.
  function nimet(kaikki, a, pikseli) {
    var varatut = [], ulos = [];
    kaikki.forEach(function (x) {
      var w = 8 * pikseli * x.nimi.length / 2, h = 10 * pikseli;
      var b = [x.x - w, x.y - h, x.x + w, x.y + h];
      if (b[0] < a[0] || b[2] > a[0] + a[2] || b[1] < a[1] || b[3] > a[1] + a[3]) return;
      if (varatut.some(function (v) { return b[0] < v[2] && v[0] < b[2] && b[1] < v[3] && v[1] < b[3] })) return;
      varatut.push(b); ulos.push({ nimi: x.nimi, x: x.x, y: x.y });
    });
    return ulos.slice(0, 18);
  }

  window.sote.purettu = purettu; window.sote.keskuskartta = keskuskartta;
})();
