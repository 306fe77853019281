// Within a frame: tells the page around it how high the content is, in the ways that hosts of frames understand.
(() => {
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
