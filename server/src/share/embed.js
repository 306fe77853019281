// Lockstep in another page. Write a link with a picture, and put this script on the page:
//
//   <lockstep-run>
//     <a href="https://lockstep.example/s/1.…"><img src="https://lockstep.example/x/1.….svg" alt="…"></a>
//   </lockstep-run>
//   <script src="https://lockstep.example/embed.js" async></script>
//
// The link becomes a frame that is as high as its content. Without scripts it stays a link with a picture.
(() => {
  class LockstepRun extends HTMLElement {
    connectedCallback() {
      // The parser calls before the children are there.
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.upgrade());
      else this.upgrade();
    }

    upgrade() {
      const link = this.querySelector("a[href]");
      if (!link || this.frame) return;
      const address = new URL(link.href, location.href);
      const place = address.pathname.indexOf("/s/");
      if (place < 0 || !/^https?:$/.test(address.protocol)) return;
      address.pathname = address.pathname.slice(0, place) + "/embed/" + address.pathname.slice(place + 3);
      const theme = this.getAttribute("theme");
      address.search = theme ? "?theme=" + encodeURIComponent(theme) : "";
      const picture = link.querySelector("img");
      const frame = (this.frame = document.createElement("iframe"));
      frame.title = (picture && picture.alt) || link.textContent.trim() || "Lockstep";
      frame.loading = "lazy";
      frame.referrerPolicy = "no-referrer";
      frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
      frame.style.cssText = "border:0;display:block;width:100%;height:" + ((picture && picture.clientHeight) || 540) + "px";
      frame.src = address.href;
      this.listen = (event) => {
        const height = event.source === frame.contentWindow && event.data && event.data["lockstep-height"];
        if (height > 0 && height < 20000) frame.style.height = height + "px";
      };
      addEventListener("message", this.listen);
      this.replaceChildren(frame);
    }

    disconnectedCallback() {
      if (this.listen) removeEventListener("message", this.listen);
    }
  }
  if (!customElements.get("lockstep-run")) customElements.define("lockstep-run", LockstepRun);
})();
