// Copies a part to the clipboard; opened from a file a page has no clipboard of its own, so select and copy.
"use strict";
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = document.getElementById(button.dataset.copies);
    let copied = false;
    try {
      await navigator.clipboard.writeText(words.value);
      copied = true;
    } catch {
      words.focus();
      words.select();
      words.setSelectionRange(0, words.value.length);
      copied = document.execCommand("copy");
    }
    const said = document.getElementById(`${button.dataset.copies}-said`);
    said.textContent = copied ? "Đã chép." : "Chưa chép được: giữ vào khung chữ, chọn tất cả rồi chép.";
  });
}
