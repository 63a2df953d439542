// Runs in the page before anything else. A look is what a reader can see, as one string: of the first chart each time the
// page has changed since an option was clicked, of the whole page once a frame. A change is over at the first note that looks
// like the last. Nothing is concluded from what a library says about itself, and looking costs little: live collections.
(() => {
  const quietFor = 400; // ms without a change of look until the page counts as finished
  const plots = document.getElementsByClassName("js-plotly-plot");
  const drawings = document.getElementsByClassName("lb-plot"); // drawn on the server
  const drawing = () => drawings[0] || plots[0]; // the first chart
  const written = (element) => (element.getAttribute("d") || element.textContent) + (element.getAttribute("transform") || "");
  const strokes = (plot) => ["path", "text"].map((tag) => Array.from(plot.getElementsByTagName(tag), written).join(";")).join("|");
  const chart = (plot) => plot ? (plot.matches(".lb-plot") ? plot.innerHTML : strokes(plot)) : "";
  const main = () => document.querySelector("[data-testid=stMain], #main");
  const page = () => main().textContent + Array.from(plots, chart).join("|");
  const chartDrawn = ".lb-plot circle, .js-plotly-plot .main-svg .trace path";
  const drawn = () => Boolean(document.querySelector("h1") && document.querySelector(chartDrawn));

  let start = null; // when the option was clicked, ms
  let charts = []; // {at, look, painted} of the first chart
  let pages = []; // {at, look} of the page
  let changed = 0; // when something last changed
  let asked = false; // a frame is waited for

  const frame = () => {
    asked = false;
    if (start === null || !main()) return;
    const look = page();
    if (look !== pages[pages.length - 1].look) pages.push({ at: changed, look });
    const channel = new MessageChannel(); // answered when the frame has been handed over for painting
    channel.port1.onmessage = () => charts.filter((note) => !note.painted).forEach((note) => { note.painted = performance.now(); });
    channel.port2.postMessage(0);
  };
  const look = (records) => {
    if (start === null) return;
    changed = performance.now();
    const seen = charts[charts.length - 1].plot;
    const shown = drawing();
    if (shown !== seen || records.some((record) => seen && seen.contains(record.target))) {
      const now = chart(shown);
      if (now !== charts[charts.length - 1].look) charts.push({ at: changed, look: now, plot: shown });
    }
    if (!asked) requestAnimationFrame(frame);
    asked = true;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  document.addEventListener("pointerup", (event) => {
    if (!event.target.closest("[role=option]")) return;
    start = changed = event.timeStamp;
    charts = [{ at: start, look: chart(drawing()), plot: drawing(), painted: start }];
    pages = [{ at: start, look: "" }];
  }, true);

  const first = (notes) => notes.find((note) => note.look === notes[notes.length - 1].look);
  window.bench = {
    ready: () => drawn() && performance.now(), // ms since the address was asked for
    over: () => charts.length > 1 && performance.now() - Math.max(charts[charts.length - 1].at, pages[pages.length - 1].at) > quietFor,
    taken: () => {
      const [line, whole] = [first(charts), first(pages)];
      const taken = { chart: line.at - start, painted: line.painted - start, page: Math.max(whole.at, line.at) - start };
      start = null;
      return taken;
    },
  };
})();
