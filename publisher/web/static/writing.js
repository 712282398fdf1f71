"use strict";
// The desk: kept while it is filled in, shown as each place will say it, with buttons for Markdown.
(() => {
  const desk = document.getElementById("desk");
  const kept = document.getElementById("kept");
  const previews = document.getElementById("previews");
  const body = document.getElementById("body");
  let keeping = 0, showing = 0, asked = 0;

  const words = () => {
    const form = new FormData(desk);
    for (const field of ["upload", "word", "act", "remove"]) form.delete(field);
    return form;
  };

  const keep = async () => {
    keeping = 0;
    try {
      const answer = await fetch(desk.dataset.keep, { method: "POST", body: words() });
      if (!answer.ok) throw new Error(String(answer.status));
      kept.textContent = desk.dataset.kept.replace("{at}", (await answer.json()).kept);
    } catch {
      kept.textContent = desk.dataset.failed;
      keeping = setTimeout(keep, 5000);
    }
  };

  const show = async () => {
    showing = 0;
    const turn = ++asked;
    try {
      const answer = await fetch(desk.dataset.preview, { method: "POST", body: words() });
      const text = await answer.text();
      if (answer.ok && turn === asked) previews.innerHTML = text;
    } catch { /* shown again with the next change */ }
  };

  const changed = () => {
    keeping = keeping || setTimeout(keep, 2500);
    clearTimeout(showing);
    showing = setTimeout(show, 700);
  };

  desk.addEventListener("input", changed);
  desk.addEventListener("change", (event) => {
    if (event.target.id === "upload" && event.target.files.length) {
      desk.querySelector("button[value=attach]").click();
    } else changed();
  });
  for (const hour of desk.querySelectorAll("input[name=time]")) {
    hour.addEventListener("change", () => { desk.querySelector("input[name=when][value=set]").checked = true; });
  }
  const put = (from, to, text, caret) => {
    body.focus();
    body.setRangeText(text, from, to, "end");
    if (caret !== undefined) body.setSelectionRange(caret, caret);
    changed();
  };
  const wrap = (sign) => {
    const [from, to] = [body.selectionStart, body.selectionEnd];
    put(from, to, sign + body.value.slice(from, to) + sign, to > from ? undefined : from + sign.length);
  };
  const begin = (sign) => {
    const from = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
    const lines = body.value.slice(from, body.selectionEnd).split("\n");
    put(from, body.selectionEnd, lines.map((line) => sign + line).join("\n"));
  };
  const link = (address) => {
    const [from, to] = [body.selectionStart, body.selectionEnd];
    put(from, to, `[${body.value.slice(from, to)}](${address})`);
  };
  for (const button of desk.querySelectorAll(".tools button")) {
    const { wrap: sign, line, link: address } = button.dataset;
    button.addEventListener("click", () => (sign ? wrap(sign) : line ? begin(line) : link(address)));
  }
  desk.querySelector(".tools").hidden = false;
  show();
})();
