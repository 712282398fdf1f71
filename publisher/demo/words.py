"""What the demo says on the terminal, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Mapping

VIETNAMESE: Mapping[str, str] = {
    "home": "{commune}, {province} · dữ liệu demo ở {folder}",
    "clock": "Đồng hồ demo: {now:%H:%M:%S ngày %d/%m/%Y} (giờ thật không ảnh hưởng)",
    "setting up": "Chuẩn bị xã, người dùng, kênh và tin mẫu …",
    "recording": "Thu âm bản đọc",
    "recorded": "Đã thu âm: {title}",
    "publishing": "Đăng và gửi",
    "settled": "{reference} → {channel}: {state}",
    "nothing due": "Không có gì đến giờ: mọi tin đến hạn đã ra từ trước.",
    "table": "Hôm nay ra ở đâu",
    "where": "Kênh",
    "state": "Trạng thái",
    "link": "Xem ở",
    "more": " và {count} kênh nữa",
    "sent now": "Lần chạy này đã gửi hoặc bàn giao {count} lượt.",
    "for people": (
        "Còn chờ người: {broadcasts} bản tin ở {zones} cụm loa (nghe và xem phiếu phát trong {air}), "
        "{hands} tin gửi tay vào nhóm (gói sẵn trong {hand}), {reviews} tin chờ duyệt."
    ),
    "later": "{count} lượt nữa đã lên lịch, lượt sớm nhất lúc {at:%H:%M ngày %d/%m/%Y}.",
    "failed": "{count} lượt không xong:",
    "trouble": "  {reference} → {channel}: {state}. {reason}",
    "serving": "Bảng điều hành: {console}/",
    "serving people": "Đăng nhập thử:  {approver} (duyệt), {operator} (phát thanh); mật khẩu: {password}",
    "serving site": "Trang của xã:   {console}/site/",
    "serving sandbox": "Sân tập:        {sandbox}/  (fanpage và các nhóm Zalo như người dân thấy)",
    "stop": "Nhấn Ctrl-C để dừng.",
    "stopped": "Đã dừng.",
    "again": "Muốn xem trên trình duyệt: python3 dev.py run (không có --once).",
}

ENGLISH: Mapping[str, str] = {
    "home": "{commune}, {province} · demo files in {folder}",
    "clock": "The demo's clock: {now:%H:%M:%S on %d/%m/%Y} (whatever the hour really is)",
    "setting up": "Setting up the commune, people, channels and messages …",
    "recording": "Recording the spoken texts",
    "recorded": "Recorded: {title}",
    "publishing": "Publishing",
    "settled": "{reference} → {channel}: {state}",
    "nothing due": "Nothing is due: all that was has gone out before.",
    "table": "What went where today",
    "where": "Channel",
    "state": "State",
    "link": "See",
    "more": " and {count} more",
    "sent now": "This run sent or handed over {count} deliveries.",
    "for people": (
        "What stays for people: {broadcasts} bulletins for {zones} loudspeaker zones (audio and run sheets "
        "in {air}), {hands} messages to send to a group by hand (ready in {hand}), "
        "{reviews} messages to approve."
    ),
    "later": "{count} more deliveries are planned, the first at {at:%H:%M on %d/%m/%Y}.",
    "failed": "{count} deliveries did not succeed:",
    "trouble": "  {reference} → {channel}: {state}. {reason}",
    "serving": "Console:  {console}/",
    "serving people": "Sign in:  {approver} (approves), {operator} (broadcasts); password: {password}",
    "serving site": "Website:  {console}/site/",
    "serving sandbox": "Sandbox:  {sandbox}/  (the fanpage and the Zalo groups as people see them)",
    "stop": "Press Ctrl-C to stop.",
    "stopped": "Stopped.",
    "again": "To look in a browser: python3 dev.py run (without --once).",
}

WORDS: Mapping[str, Mapping[str, str]] = {"vi": VIETNAMESE, "en": ENGLISH}
