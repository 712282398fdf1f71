"use strict";
// Moving messages in the calendar: by mouse, by touch after a short press, by Alt and an arrow key.
(() => {
  const mover = document.getElementById("mover");
  const PRESS = 350, FAR = 6, DAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  let held = null;

  const send = (entry, day, hour) => {
    const to = `${day}T${hour || entry.dataset.at.slice(11)}`;
    if (to === entry.dataset.at) return;
    mover.action = entry.dataset.move;
    mover.elements.to.value = to;
    mover.requestSubmit();
  };
  const later = (day, days) => {
    const date = new Date(`${day}T12:00:00Z`);
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
  };
  const under = (event) => {
    const place = document.elementFromPoint(event.clientX, event.clientY);
    return place && { day: place.closest("[data-day]"), slot: place.closest("[data-hour]") };
  };
  const mark = (day) => {
    for (const each of document.querySelectorAll(".over")) each.classList.remove("over");
    if (day) day.classList.add("over");
  };
  const lift = () => {
    held.lifted = true;
    held.entry.classList.add("lifted");
    held.entry.setPointerCapture(held.pointer);
  };
  const put = () => {
    clearTimeout(held.press);
    held.entry.classList.remove("lifted");
    mark(null);
    const done = held;
    held = null;
    return done;
  };

  document.addEventListener("pointerdown", (event) => {
    const entry = event.target.closest("[data-move]");
    if (!entry || event.button) return;
    held = { entry, pointer: event.pointerId, x: event.clientX, y: event.clientY, lifted: false };
    if (event.pointerType !== "mouse") held.press = setTimeout(() => held && lift(), PRESS);
  });
  document.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (!held.lifted && far && event.pointerType === "mouse") lift();
    else if (!held.lifted && far) put(); // a finger that scrolls
    if (held && held.lifted) mark(under(event)?.day);
  });
  document.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const { entry, lifted } = put();
    if (!lifted) return;
    entry.addEventListener("click", (click) => click.preventDefault(), { once: true });
    const { day, slot } = under(event) || {};
    if (day) send(entry, day.dataset.day, slot?.dataset.hour);
  });
  document.addEventListener("pointercancel", () => held && put());
  document.addEventListener("touchmove", (event) => { if (held?.lifted) event.preventDefault(); }, { passive: false });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-move]")) event.preventDefault(); });
  document.addEventListener("contextmenu", (event) => { if (held?.lifted) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    const entry = event.target.closest("[data-move]");
    if (entry && event.key === "Escape" && held) put();
    if (!entry || !event.altKey || !(event.key in DAYS)) return;
    event.preventDefault();
    send(entry, later(entry.dataset.at.slice(0, 10), DAYS[event.key]));
  });
})();
