// Search over the lists of words beside this page. Nothing leaves the reader's browser.
"use strict";
const timKiem = (() => {
  const most = 60;
  const box = document.getElementById("hoi");
  const said = document.getElementById("da-tim");
  const list = document.getElementById("ket-qua");
  const root = document.currentScript.dataset.root;
  const known = new Map();
  let names = [], asked = [], found = [], next = 0;

  const folded = (text) => text.replace(/[đĐ]/g, "d").toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  function load(path) {
    const script = document.createElement("script");
    script.src = root + path;
    script.addEventListener("error", () => { next += 1; goOn(); });
    document.head.append(script);
  }

  function fits(row) {
    return asked.every((word) => (" " + row[5]).includes(" " + word));
  }

  function show(row) {
    const item = document.createElement("li"), link = document.createElement("a");
    const facts = document.createElement("p"), words = document.createElement("p");
    item.className = "card";
    link.href = root + row[0];
    link.textContent = row[1];
    const heading = document.createElement("h2");
    heading.append(link);
    facts.className = "facts";
    facts.textContent = row[3].split("-").reverse().join("/") + " · " + row[4];
    words.className = "summary";
    words.textContent = row[2];
    item.append(heading, words, facts);
    list.append(item);
  }

  function goOn() {
    while (next < names.length && found.length < most) {
      const rows = known.get(names[next]);
      if (rows === undefined) { load("tim/" + names[next] + ".js"); return; }
      for (const row of rows) if (fits(row) && found.length < most) { found.push(row); show(row); }
      next += 1;
    }
    said.textContent = !found.length ? "Không thấy tin nào có tất cả những từ ấy." :
      found.length < most ? "Thấy " + found.length + " tin." : "Thấy từ " + most + " tin trở lên; thêm từ để tìm hẹp lại.";
  }

  function ask(text) {
    asked = folded(text).split(/\s+/).filter(Boolean);
    found = []; next = 0; list.replaceChildren();
    said.textContent = asked.length ? "Đang tìm…" : "";
    if (asked.length && names.length) goOn();
    if (asked.length && !names.length) load("tim/danh-muc.js");
  }

  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    address.searchParams.set("q", box.value);
    if (location.protocol !== "file:") history.replaceState(null, "", address);
    ask(box.value);
  });
  queueMicrotask(() => { box.value = new URLSearchParams(location.search).get("q") ?? ""; ask(box.value); });

  return {
    danhMuc(given) { names = given; if (asked.length) { if (names.length) goOn(); else said.textContent = "Chưa có tin nào."; } },
    nhan([name, rows]) { known.set(name, rows); goOn(); },
  };
})();
