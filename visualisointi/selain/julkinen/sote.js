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
  // An SVG file must stand alone: the page's classes are written out as attributes.
  var OMAT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "font-size", "font-weight", "font-family"];
  function kuva(kuvio, nimi) {
    var svg = Array.prototype.find.call(kuvio.querySelectorAll("svg"), function (s) { return s.getBoundingClientRect().width > 100 });
    if (!svg) return;
    var kopio = svg.cloneNode(true), vanhat = svg.querySelectorAll("*"), uudet = kopio.querySelectorAll("*");
    for (var i = 0; i < vanhat.length; i++) {
      var tyyli = getComputedStyle(vanhat[i]);
      OMAT.forEach(function (o) { uudet[i].setAttribute(o, tyyli.getPropertyValue(o)) });
      uudet[i].removeAttribute("class");
    }
    var laatikko = svg.viewBox.baseVal;
    kopio.setAttribute("width", laatikko.width); kopio.setAttribute("height", laatikko.height);
    var pohja = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    pohja.setAttribute("width", "100%"); pohja.setAttribute("height", "100%");
    pohja.setAttribute("fill", getComputedStyle(kuvio).getPropertyValue("--pinta").trim() || "#fff");
    kopio.insertBefore(pohja, kopio.firstChild);
    var teksti = new XMLSerializer().serializeToString(kopio);
    tallenna(new Blob([teksti], { type: "image/svg+xml" }), nimi.toLowerCase().replace(/[^a-z0-9åäö]+/g, "-").slice(0, 60) + ".svg");
  }
  window.sote = { teema: teema, tallenna: tallenna, lataa: lataa, kuva: kuva };

  setInterval(function () {
    var ilmoitus = document.querySelector(".katkos"), app = window.app;
    if (!ilmoitus || !app || !("connectionStatus" in app)) return;
    ilmoitus.hidden = app.connectionStatus === "connected" || app.connectionStatus === "" || app.connectionStatus == null;
  }, 1000);
})();
