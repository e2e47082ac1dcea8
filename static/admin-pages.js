// A page of the admin with changes asks before it is left: on a long page nobody shall take for saved what is
// not. drafts.js keeps what was typed all the same. And a button that is pressed again while the site works on the
// first press is pressed once: it would copy, or add, twice.
"use strict";
(() => {
  const asks = (form) => Boolean(form) && form.dataset.asksFirst !== undefined;
  let changed = Boolean(document.querySelector("[data-asks-first] .errornote"));
  let typed = null;
  document.addEventListener("input", ({ target }) => {
    if (!asks(target.form)) return;
    changed = true;
    typed = target;
  });
  // What Django writes into another field while one types (the slug of a name) is there when the key is up;
  // then it is told as typed, to the drafts and whatever else listens.
  document.addEventListener("keyup", ({ target }) => {
    if (typed === target && changed) target.dispatchEvent(new Event("input", { bubbles: true }));
    typed = null;
  });
  let sent = null;
  document.addEventListener("submit", (event) => {
    changed = false;
    if (event.target.method !== "post") return;
    if (event.target === sent) event.preventDefault();
    sent = event.target;
  }, true);
  addEventListener("pageshow", () => { sent = null; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
