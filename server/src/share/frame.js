// Within a frame: offers the workbench in the picture's place, and tells the page around it how high the content is, in
// the ways that hosts of frames understand.
(() => {
  const live = document.getElementById("live");
  if (live) {
    live.hidden = false;
    // In place of this page: the way back is that of the page around.
    live.addEventListener("click", (event) => {
      event.preventDefault();
      location.replace(live.href);
    });
  }
  if (window.parent === window) return;
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (Math.abs(height - told) < 2) return;
    told = height;
    const resize = { method: "resize", context: "iframe.resize", src: location.href, height };
    window.parent.postMessage(JSON.stringify(resize), "*");
    window.parent.postMessage({ "lockstep-height": height }, "*");
  };
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
})();
