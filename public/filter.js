// The validation's form: what a change finds is asked of the server and put in place, and the address holds the choice.
const form = document.querySelector("form.filter");
let asking;

// With the button that was pressed, if one was: it asks for all that is found.
async function show(button) {
  asking?.abort();
  asking = new AbortController();
  const chosen = [...new FormData(form, button)].filter(([key, value]) => value && !(key === "sort" && value === "worst"));
  const query = new URLSearchParams(chosen).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  try {
    const answer = await fetch(location.href, { signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("found");
    if (!found) return form.submit();
    const before = document.querySelectorAll("#found tbody tr").length;
    document.getElementById("found").replaceWith(found);
    // The reader goes on where the button was.
    if (button) found.querySelectorAll("tbody tr")[before]?.querySelector("a").focus({ preventScroll: true });
  } catch (fault) {
    if (fault.name !== "AbortError") form.submit();
  }
}

form.addEventListener("input", () => show());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(event.submitter);
});
