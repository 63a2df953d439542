// Runs in the page before anything else. A look is what a reader can see of a chart or of the whole page, as one string.
// Every time the page has changed since an option was clicked, its looks are noted with the time; a change is over at the
// first note that looks like the last. Nothing is concluded from what a library says about itself.
(() => {
  const quietFor = 400; // ms without a change of look until the page counts as finished
  const mark = (e) => (e.getAttribute("d") || e.textContent) + (e.getAttribute("transform") || "") + (e.getAttribute("style") || "");
  const chart = (plot) => Array.from(plot.querySelectorAll(".main-svg path, .main-svg text"))
    .filter((e) => !e.closest(".hoverlayer")).map(mark).join(";");
  const charts = () => Array.from(document.querySelectorAll(".js-plotly-plot"), chart);
  const main = () => document.querySelector("[data-testid=stMain], #main");
  const drawn = () => Boolean(document.querySelector("h1") && document.querySelector(".js-plotly-plot .main-svg .trace path"));

  let start = null;
  let notes = [];
  let last = 0;
  const painted = (note) => requestAnimationFrame(() => {
    const channel = new MessageChannel(); // answered after the frame has been painted
    channel.port1.onmessage = () => { note.painted = performance.now(); };
    channel.port2.postMessage(0);
  });
  const look = () => {
    if (start === null || !main()) return;
    const now = performance.now();
    const shown = charts();
    const note = { at: now, chart: shown[0] || "", page: main().textContent + shown.join("|") };
    const before = notes[notes.length - 1];
    if (before && before.page === note.page) return;
    notes.push(note);
    last = now;
    painted(note);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  document.addEventListener("pointerup", (event) => {
    if (!event.target.closest("[role=option]")) return;
    notes = [{ at: event.timeStamp, chart: charts()[0] || "", page: "" }];
    start = last = event.timeStamp;
  }, true);

  const first = (what) => notes.find((note) => note[what] === notes[notes.length - 1][what]);
  window.bench = {
    ready: () => drawn() && performance.now(), // ms since the address was asked for
    over: () => notes.length > 1 && performance.now() - last > quietFor && notes[0].chart !== notes[notes.length - 1].chart,
    taken: () => {
      const taken = { chart: first("chart").at - start, painted: first("chart").painted - start, page: first("page").at - start };
      start = null;
      return taken;
    },
  };
})();
