// What a page does by itself: theme, saving of files and figures, and a word when the connection is lost.
(function () {
  var d = document.documentElement, avain = "sotemalli-teema";
  function muisti(arvo) { try { if (arvo) localStorage.setItem(avain, arvo); return localStorage.getItem(avain) } catch (e) { return null } }
  function teema(nimi) { d.dataset.teema = nimi; muisti(nimi) }
  var alku = new URLSearchParams(location.search).get("teema") || muisti();
  d.dataset.teema = alku || (matchMedia("(prefers-color-scheme: dark)").matches ? "tumma" : "vaalea");

  // Paper is white: a dark page is printed light.
  var ruudulla = d.dataset.teema;
  addEventListener("beforeprint", function () { ruudulla = d.dataset.teema; d.dataset.teema = "vaalea" });
  addEventListener("afterprint", function () { d.dataset.teema = ruudulla });

  function tallenna(blob, nimi) {
    var a = document.createElement("a");
    a.href = URL.createObjectURL(blob); a.download = nimi; document.body.appendChild(a); a.click(); a.remove();
    setTimeout(function () { URL.revokeObjectURL(a.href) }, 5000);
  }
  function lataa(href, nimi) {
    var a = document.createElement("a");
    a.href = href; a.download = nimi; document.body.appendChild(a); a.click(); a.remove();
  }
  function pohja(kuvio, x, y, leveys, korkeus) {
    var alue = document.createElementNS("http://www.w3.org/2000/svg", "rect"), arvot = { x: x, y: y, width: leveys, height: korkeus };
    Object.keys(arvot).forEach(function (o) { alue.setAttribute(o, arvot[o]) });
    alue.setAttribute("fill", getComputedStyle(kuvio).getPropertyValue("--pinta").trim() || "#fff");
    return alue;
  }
  // What a legend beside the picture says, under it; the height it takes.
  function selite(kuvio, kopio, laatikko, leveys) {
    var yksi = laatikko.width / leveys, rivi = 22 * yksi, n = 0, kohdat = kuvio.querySelectorAll(".kuvaselite li");
    if (kohdat.length) kopio.appendChild(pohja(kuvio, laatikko.x, laatikko.y + laatikko.height, laatikko.width, (kohdat.length + 1) * rivi));
    Array.prototype.forEach.call(kohdat, function (kohta) {
      var merkki = kohta.querySelector("circle, rect"), y = laatikko.y + laatikko.height + (n + 1) * rivi;
      if (merkki) {
        var oma = merkki.cloneNode(true), tyyli = getComputedStyle(merkki);
        ["fill", "stroke", "stroke-width"].forEach(function (o) { oma.setAttribute(o, tyyli.getPropertyValue(o)) });
        oma.removeAttribute("class");
        oma.setAttribute("transform", "translate(" + laatikko.x + " " + (y - 13 * yksi) + ") scale(" + yksi + ")");
        kopio.appendChild(oma);
      }
      var teksti = document.createElementNS("http://www.w3.org/2000/svg", "text");
      teksti.setAttribute("x", laatikko.x + 24 * yksi); teksti.setAttribute("y", y);
      teksti.setAttribute("font-size", 14 * yksi); teksti.setAttribute("font-family", "'Source Sans 3', Arial, sans-serif");
      teksti.setAttribute("fill", getComputedStyle(kohta).color);
      teksti.textContent = kohta.textContent.trim(); kopio.appendChild(teksti); n += 1;
    });
    return n ? (n + 0.6) * rivi : 0;
  }
  // An SVG file must stand alone: the page's classes are written out as attributes.
  var OMAT = ["vector-effect", "paint-order", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "font-size", "font-weight", "font-family"];
  function kuva(kuvio, nimi) {
    var svg = Array.prototype.find.call(kuvio.querySelectorAll("svg"), function (s) { return s.getBoundingClientRect().width > 100 });
    if (!svg) return;
    var kopio = svg.cloneNode(true), vanhat = svg.querySelectorAll("*"), uudet = kopio.querySelectorAll("*");
    for (var i = 0; i < vanhat.length; i++) {
      var tyyli = getComputedStyle(vanhat[i]);
      OMAT.forEach(function (o) { uudet[i].setAttribute(o, tyyli.getPropertyValue(o)) });
      uudet[i].removeAttribute("class");
    }
    var laatikko = svg.viewBox.baseVal, korkeus = laatikko.height + selite(kuvio, kopio, laatikko, svg.getBoundingClientRect().width);
    kopio.setAttribute("viewBox", [laatikko.x, laatikko.y, laatikko.width, korkeus].join(" "));
    var suurennus = laatikko.width < 300 ? svg.getBoundingClientRect().width / laatikko.width : 1; // a close-up of a map
    kopio.setAttribute("width", laatikko.width * suurennus); kopio.setAttribute("height", korkeus * suurennus);
    kopio.insertBefore(pohja(kuvio, laatikko.x, laatikko.y, laatikko.width, korkeus), kopio.firstChild);
    var teksti = new XMLSerializer().serializeToString(kopio);
    tallenna(new Blob([teksti], { type: "image/svg+xml" }), nimi.toLowerCase().replace(/[^a-z0-9åäö]+/g, "-").slice(0, 60) + ".svg");
  }
  function nro(x) { return /^[+−≈]?\s?\d/.test(x) && x.length < 24 } // a number or an interval: never broken between lines
  window.sote = { nro: nro, teema: teema, tallenna: tallenna, lataa: lataa, kuva: kuva };

  setInterval(function () {
    var ilmoitus = document.querySelector(".katkos"), app = window.app;
    if (!ilmoitus || !app || !("connectionStatus" in app)) return;
    ilmoitus.hidden = app.connectionStatus === "connected" || app.connectionStatus === "" || app.connectionStatus == null;
  }, 1000);
})();
