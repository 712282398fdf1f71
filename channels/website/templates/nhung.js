// The widget's options: nhung.html?so=5&chuyen-muc=health
"use strict";
{
  const asked = new URLSearchParams(location.search);
  const topic = asked.get("chuyen-muc");
  const most = Math.min(Math.max(parseInt(asked.get("so"), 10) || 6, 1), 30);
  let shown = 0;
  for (const item of document.querySelectorAll("li[data-topic]")) {
    const fits = (!topic || item.dataset.topic === topic) && shown < most;
    item.hidden = !fits;
    shown += fits ? 1 : 0;
  }
}
